"""Telling somebody something, as the apps' handlers do."""

from typing import Any

from apps.accounts.models import User
from apps.notifications.models import Mail
from apps.notifications.services import notify

FACTS = {"pet_name": "Biscuit", "reason": "", "reason_code": "", "note": ""}


def tell(user: User, *, about: Any, kind: str = "pet.approved", **facts: Any) -> Mail:
    """Notify somebody of a listing; return the mail that waits for them."""
    notify(user, kind, about=about, context={**FACTS, "path": about.get_absolute_url(), **facts})
    mail: Mail = Mail.objects.filter(user=user).latest("created_at", "id")
    return mail
