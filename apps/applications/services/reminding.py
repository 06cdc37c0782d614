"""Applications that wait longer than was promised: first a reminder, then others are told."""

from datetime import datetime, timedelta

from apps.applications.choices import WAIT_FOR_ANSWER
from apps.applications.models import Application
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record
from hearth.kernel.transactions import transactional

ESCALATED_AFTER = timedelta(days=3)
"""How long after the promised day the organisation's admins and the platform's people are told."""
AT_ONCE = 200


@transactional
def remind_of_overdue(now: datetime) -> int:
    """Remind those who decide on the promised day; return of how many. Call it until there are none."""
    return _tell("application.reminded", due_before=now, told=0)


@transactional
def escalate_overdue(now: datetime) -> int:
    """Tell the admins, the platform and the applicant of what nobody answered after a reminder."""
    return _tell("application.escalated", due_before=now - ESCALATED_AFTER, told=1)


def _tell(event: str, *, due_before: datetime, told: int) -> int:
    late = Application.objects.filter(reminders=told, respond_by__lte=due_before, status__in=WAIT_FOR_ANSWER)
    rows = late.order_by("respond_by", "id").select_for_update(no_key=True, skip_locked=True)[:AT_ONCE]
    found = list(rows)
    for application in found:
        Application.objects.filter(pk=application.pk).update(reminders=told + 1)
        record(event, application, by=system_subject())
    return len(found)
