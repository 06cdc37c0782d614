"""What happened to an application, told from its events."""

from dataclasses import dataclass
from datetime import datetime

from apps.applications.masking import OWN
from apps.applications.models import Application
from hearth.kernel.models import Event

MOST = 200
TOLD = {
    "application.started": "Begun",
    "application.edited": "Changed",
    "application.submitted": "Sent",
    "application.review_begun": "Somebody began to read it",
    "application.info_requested": "Asked for more",
    "application.answered": "Answered, and sent again",
    "application.invited": "Invited to a meeting",
    "application.home_check_planned": "A home check was planned",
    "application.approved": "Approved",
    "application.rejected": "Turned down",
    "application.withdrawn": "Taken back",
    "application.waitlisted": "Now waits in the line",
    "application.offered": "The pet became free, and was offered",
    "application.takes_it": "Chose to be given the place without being asked first",
    "application.asks_first": "Chose to be asked first",
    "application.given": "The pet became free, and its place was given",
    "application.offer_accepted": "Still interested",
    "application.offer_passed": "Passed the offer on",
    "application.fell_through": "The reservation was given up",
    "application.completed": "The pet moved in",
    "application.not_selected": "Closed: the pet has gone to another home, or out of the list",
    "application.expired": "Ended without an answer",
    "application.reminded": "Reminder sent",
    "application.escalated": "Others were told",
    "application.revealed": "Opened by somebody who runs Hearth",
}
"""What happened, in the words of somebody who looks back; the verbs' own labels are those of buttons."""
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
