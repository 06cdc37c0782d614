from apps.accounts.models import User
from apps.moderation.services.claims import release_all_of
from hearth.kernel.events import on
from hearth.kernel.models import Event


@on("user.role_revoked", "user.suspended", "user.erased")
def release_claims(event: Event) -> None:
    """Let others have what somebody was looking at who reviews no more."""
    release_all_of(User.objects.get(pk=event.target_id))
