"""The verbs of a ride as buttons of those who run it: each asks on a page of its own, or in a dialog."""

from typing import Any

from django import forms
from django.urls import reverse

from apps.organizations.pages.asking import Act, ActPage
from apps.rides import services
from apps.rides.models import Ride
from apps.rides.obstacles import obstacle_of_ride
from apps.rides.pages.base import OfRidePage
from apps.rides.pages.forms import CancelForm, RescheduleForm
from apps.rides.pages.telling import when
from apps.rides.services.planning import EARLIEST
from apps.rides.workflows import RIDE
from hearth.kernel.authorization import Subject, can, require
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.problems import Conflict

ACTS = {
    "publish": Act(
        service=services.publish_ride,
        done="{title} is open.",
        asks="Publish {title}?",
        explains="It opens to those it is for, {when}. You captain it, and may hand it over.",
        button="Publish",
        limit="ride.change",
    ),
    "postpone": Act(
        service=services.postpone_ride,
        done="{title} is postponed. Everybody is told.",
        asks="Postpone {title}?",
        explains="Everybody keeps their place and is told. Set a new time when you know it.",
        button="Postpone",
        form=CancelForm,
        limit="ride.change",
    ),
    "reschedule": Act(
        service=services.reschedule_ride,
        done="{title} has a new time.",
        asks="When is {title} now?",
        explains="It opens again, and everybody is asked whether they still come.",
        button="Set the new time",
        form=RescheduleForm,
        limit="ride.change",
    ),
    "start": Act(
        service=services.start_ride,
        done="{title} is under way. Have a good ride.",
        asks="Start {title}?",
        explains="Nobody joins from now on, and the roll-call begins.",
        button="Start the ride",
        limit="ride.change",
    ),
    "complete": Act(
        service=services.complete_ride,
        done="{title} is complete. Everybody is accounted for.",
        asks="Complete {title}?",
        explains="Everybody is home. The roll-call stays, and whoever disagrees with it may say so for two "
        "weeks.",
        button="Complete the ride",
        limit="ride.change",
        instead="Say of each rider whether they came, then complete it.",
    ),
    "cancel": Act(
        service=services.cancel_ride,
        done="{title} is cancelled. Everybody is told why.",
        asks="Cancel {title}?",
        explains="Everybody who has a place or waits for one is told why. It cannot be opened again.",
        button="Cancel the ride",
        grave=True,
        form=CancelForm,
        limit="ride.change",
    ),
}
NOT_YET = {
    "roll_call": "The roll-call is not complete.",
    "too_early": "It begins later: an hour before is the earliest.",
    "not_begun": "It is complete after its start at the earliest.",
    "in_the_past": "Its start is over. Change it first.",
    "captain_needs_a_place": "There is no place for the captain. Raise the number of places first.",
    "may_not_lead": "It has no captain, and whoever sets a new time leads it.",
}
"""What is said before anything is asked, by the name of the rule that would refuse it."""
WAYS_OUT = {
    "roll_call": ("ride-roster", "Call the roll"),
    "in_the_past": ("ride-edit", "Change its start"),
    "captain_needs_a_place": ("ride-edit", "Change the number of places"),
}
"""The page on which one can do what is missing."""
STYLES = {"publish": "primary", "start": "primary", "reschedule": "primary", "cancel": "danger"}
LABELS = {"reschedule": "Set a new time", "start": "Start the ride", "publish": "Publish"}


def buttons_for(ride: Ride, subject: Subject) -> list[dict[str, Any]]:
    """The verbs that somebody can do now, the likeliest first; completing belongs to the roll-call."""
    possible = {verb.name: verb.label for verb in possible_verbs(ride, RIDE, subject)}
    names = [name for name in ACTS if name in possible and name != "complete"]
    if "start" in names and subject.now < ride.starts_at - EARLIEST:
        names.remove("start")
    return [
        {
            "label": LABELS.get(name, possible[name]),
            "style": STYLES.get(name, "secondary"),
            "url": reverse("ride-verb", args=[ride.pk, name]),
        }
        for name in names
    ]


class RideActPage(OfRidePage, ActPage):
    """One verb of one ride."""

    acts = ACTS
    way_out: dict[str, str] | None = None

    def check(self, row: Ride, verb: str) -> None:
        require(self.subject, verb, row)
        RIDE.guard(row, verb, by=self.subject)
        if rule := obstacle_of_ride(row, verb, by=self.subject):
            if rule in WAYS_OUT and can(self.subject, "edit", row).allowed:
                page, label = WAYS_OUT[rule]
                self.way_out = {"url": reverse(page, args=[row.pk]), "label": label}
            raise Conflict(NOT_YET.get(rule, "Something stands in the way."), rule=rule)

    def words(self, row: Ride) -> dict[str, str]:
        return {"title": row.title, "when": when(row)}

    def make_form(self, row: Ride, act: Act, data: Any = None) -> forms.Form:
        return RescheduleForm(data, zone=row.zone) if act.form is RescheduleForm else act.form(data)

    def context(self, row: Ride, act: Act, form: forms.Form) -> dict[str, Any]:
        more = {"community": "riding", "back_label": "Back to the ride", "way_out": self.way_out}
        return {**super().context(row, act, form), **more}

    def after(self, row: Ride, verb: str) -> str:
        if verb in ("start", "complete"):
            return reverse("ride-roster", args=[row.pk])
        return row.get_absolute_url()
