"""What the shared apps need to know of notifications."""

from datetime import UTC, datetime

from apps.accounts.erasure import on_erasure
from apps.notifications.kinds import Kind, register
from apps.notifications.services import forget_person
from hearth.kernel.constraints import explain_constraint

on_erasure(forget_person)

explain_constraint("preference_once_per_kind", "Your preferences were just changed elsewhere; try again.")

_TOLD = {
    "label": "Import of listings",
    "path": "/jobs/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e",
    "file": "",
    "expires_at": datetime(2026, 3, 14, 8, 30, tzinfo=UTC),
    "refused": 3,
    "error": "",
}
register(
    Kind(
        name="job.done",
        label="An export or import of yours is done",
        group="Your account",
        template="notifications/mail/job_done",
        sample=_TOLD,
    ),
    Kind(
        name="job.failed",
        label="An export or import of yours could not go on",
        group="Your account",
        template="notifications/mail/job_failed",
        sample={**_TOLD, "error": "This account is suspended"},
    ),
    Kind(
        name="job.started_for_owner",
        label="A site admin started an export or import for you",
        group="Your account",
        template="notifications/mail/job_started_for_owner",
        sample={"label": _TOLD["label"], "path": _TOLD["path"], "dry_run": False},
    ),
)
