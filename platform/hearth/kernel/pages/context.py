from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hearth.kernel.authorization import ANONYMOUS, subject_of


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs: who is there, and which hats they wear."""
    subject = subject_of(request) if hasattr(request, "user") else ANONYMOUS
    return {"subject": subject, "is_local": settings.LOCAL, "communities": settings.COMMUNITIES}
