"""Until when those who offer a pet owe an answer."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.applications.models import Application
from apps.listings.rescues import answer_within


def owed(application: Application, *, not_before: datetime | None = None) -> dict[str, Any]:
    """The columns of an application that waits for an answer from now on, or from a later time."""
    start = max(timezone.now(), not_before) if not_before else timezone.now()
    within: timedelta = answer_within(application.organization)
    return {"respond_by": start + within, "reminders": 0}


def read_again(application: Application) -> dict[str, Any]:
    """The columns of one that has the pet's place and is read from now on: what is personal is open, too."""
    return {"reviewed_at": application.reviewed_at or timezone.now(), **owed(application)}


def replied(application: Application) -> dict[str, Any]:
    """The columns of one to which those who offer the pet say something, the first time or not."""
    return {"replied_at": application.replied_at or timezone.now()}


def owed_nothing() -> dict[str, Any]:
    """The columns of one that waits for its applicant, or for nobody."""
    return {"respond_by": None, "reminders": 0}
