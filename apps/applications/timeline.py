"""What happened to an application, told from its events."""

from dataclasses import dataclass
from datetime import datetime

from apps.applications.masking import OWN
from apps.applications.models import Application
from apps.applications.workflows import APPLICATION
from hearth.kernel.models import Event

MOST = 200
TOLD = {verb.event: verb.label for verb in APPLICATION.verbs} | {
    "application.started": "Begun",
    "application.reminded": "Reminder sent",
    "application.escalated": "Others were told",
    "application.revealed": "Opened by somebody who runs Hearth",
}
INSIDE = frozenset({"application.reminded", "application.escalated"})
"""What those who decide know of and the applicant does not."""
NOT_TOLD = frozenset({"application.edited"})


@dataclass(frozen=True)
class Moment:
    at: datetime
    event: str
    label: str
    from_state: str
    to_state: str
    reason: str
    by: str
    """`applicant`, `organization`, `owner` or `platform`."""
    name: str
    """Who it was, where the reader may know: the applicant knows an organisation, and none of its people."""


def timeline_of(application: Application, audience: str) -> list[Moment]:
    """The moments of an application that an audience is told of, the first one first."""
    events = Event.objects.filter(target_type=application._meta.label_lower, target_id=application.pk)
    told = TOLD.keys() - NOT_TOLD - (INSIDE if audience == OWN else frozenset())
    found = events.filter(name__in=told).select_related("actor").order_by("sequence")[:MOST]
    return [_moment(event, application, audience) for event in found]


def _moment(event: Event, application: Application, audience: str) -> Moment:
    by = _side(event, application)
    names = {
        "applicant": str(application.user),
        "owner": str(application.offered_by),
        "organization": str(application.organization) if audience == OWN else str(event.actor),
    }
    return Moment(
        at=event.occurred_at,
        event=event.name,
        label=TOLD[event.name],
        from_state=event.from_state,
        to_state=event.to_state,
        reason=event.reason,
        by=by,
        name=names.get(by, "Hearth"),
    )


def _side(event: Event, application: Application) -> str:
    if event.actor_id is None or event.name == "application.revealed":
        return "platform"
    if event.actor_id == application.user_id:
        return "applicant"
    return "organization" if application.organization_id else "owner"
