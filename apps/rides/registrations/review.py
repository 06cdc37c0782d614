"""How the review desk looks at rides: nobody reviews them beforehand, but people report them."""

from typing import Any

from apps.moderation.reviewables import Reviewable, register
from apps.rides.models import Ride
from apps.rides.services.reopening import reopen_line
from apps.rides.workflows import RIDE_SHOWN
from hearth.kernel.authorization import Subject

REMOVED = {
    "rules": "It broke the rules of the platform",
    "danger": "Somebody could come to harm",
    "scam": "It looks like a scam",
    "offensive": "It is offensive",
    "not_a_ride": "This is no ride",
}
REPORTS = {
    "danger": "Somebody could come to harm",
    "scam": "It asks for money, or looks like a scam",
    "offensive": "It is offensive",
    "not_a_ride": "This is no ride",
    "wrong_facts": "What it says is not true",
}
LETTERS = {
    "rules": "We took {title} down because it broke the rules that keep Hearth safe. If you think that we "
    "got it wrong, you can appeal within 20 days.",
    "danger": "We took {title} down because we are worried that somebody comes to harm. Please plan it so "
    "that everybody comes home, and tell us in an appeal what has changed.",
    "scam": "We took {title} down because it looks like an attempt to get money from people. If that is "
    "wrong, please appeal and tell us more.",
    "offensive": "We took {title} down because its words may hurt people. Please write as you would want to "
    "be written to.",
    "not_a_ride": "We took {title} down, because the list of rides is for rides. If we misread it, please "
    "appeal and tell us.",
}


def _after(ride: Ride, action: str, by: Subject, decision: Any) -> None:
    if action == "restore":
        reopen_line(ride)


def _preview(ride: Ride) -> dict[str, Any]:
    return {
        "ride": ride,
        "facts": [
            ("Club", ride.organization.name),
            ("Starts", f"{ride.starts_here:%-d %B %Y, %H:%M} ({ride.organization.timezone})"),
            ("Where", ride.meeting_point),
            ("For", ride.get_audience_display()),
            ("State", ride.get_state_display()),
            ("Places taken", str(ride.confirmed_count)),
        ],
        "description": ride.description,
        "page_url": ride.get_absolute_url(),
    }


RIDE_REVIEW = register(
    Reviewable(
        kind="ride",
        model=Ride,
        workflow=RIDE_SHOWN,
        words="A club's ride. Taken down, only those who planned or lead it and the organisers see it; "
        "nobody joins it any more, and who has a place is told that it cannot be counted on.",
        verbs={"remove": "remove"},
        outcomes={"remove": "Taken down"},
        reasons={"remove": REMOVED},
        messages=LETTERS,
        preview_template="rides/review_preview.html",
        preview=_preview,
        rows=lambda: Ride.objects.select_related("organization", "user", "captain"),
        title=str,
        submitter=lambda ride: ride.user,
        after=_after,
        restores={"removed": "restore"},
        reportable=REPORTS,
    )
)
