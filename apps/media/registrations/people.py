"""What an erasure and an export need to know of files."""

from typing import Any

from django.conf import settings

from apps.accounts.erasure import on_erasure
from apps.accounts.export import in_export
from apps.accounts.models import User
from apps.media.models import MediaFile
from apps.media.services import hand_over
from apps.organizations.models import Organization


@on_erasure
def keep_logos(person: User) -> None:
    """A logo in use is the organisation's, whoever sent it."""
    shown = Organization.objects.filter(logo__owner=person.pk, logo__organization=None)
    for organization in shown.select_related("logo").order_by("pk"):
        hand_over([organization.logo], organization)


@in_export(MediaFile)
def addresses(media: MediaFile) -> dict[str, Any]:
    """Where the published sizes can be fetched from, instead of what they are called in our storage."""
    found = {name: media.url_of(name) for name in media.renditions}
    absolute = {name: url if "://" in url else f"{settings.SITE_URL}{url}" for name, url in found.items()}
    return {"renditions": absolute}
