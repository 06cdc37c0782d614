"""Rows that tests about people need."""

from apps.accounts.models import User
from apps.media.models import MediaFile
from tests import factories


def avatar(owner: User, *, state: str = "ready") -> MediaFile:
    made = factories.photo(owner, state=state)
    MediaFile.objects.filter(pk=made.pk).update(purpose="avatar")
    return MediaFile.objects.get(pk=made.pk)


def another_site_admin(name: str = "Kim Keeper") -> User:
    """Somebody besides Sam who runs the platform, so that the last one is neither."""
    return User.objects.create(
        cognito_sub=name, display_name=name, system_role=User.Role.SITE_ADMIN, status=User.Status.ACTIVE
    )
