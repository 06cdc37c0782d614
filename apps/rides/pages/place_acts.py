"""The verbs of a place: of one's own, and of somebody else's by those who run the ride."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse

from apps.organizations.pages.asking import Act, ActPage
from apps.rides import services
from apps.rides.choices import OPEN, State
from apps.rides.models import Participation
from apps.rides.pages.base import RidingPage
from apps.rides.pages.forms import DisputeForm, GroupForm, RemoveForm, SettleForm
from apps.rides.services.joining import has_set_out
from apps.rides.services.roll import DISPUTED_WITHIN
from apps.rides.workflows import PARTICIPATION
from hearth.kernel.authorization import Subject, can, require
from hearth.kernel.problems import NotFound

CHANGE = "participation.change"
ACTS = {
    "accept": Act(service=services.accept_place, done="You have a place in {title}.", limit=CHANGE),
    "pass": Act(service=services.pass_place, done="Thank you. The next one in line is asked.", limit=CHANGE),
    "still_coming": Act(service=services.still_coming, done="Good, see you there.", limit=CHANGE),
    "take_it_for_me": Act(
        service=services.take_it_for_me,
        done="When a place is free, it is yours at once.",
        limit=CHANGE,
    ),
    "ask_me_first": Act(
        service=services.ask_me_first, done="When a place is free, we ask you first.", limit=CHANGE
    ),
    "withdraw": Act(
        service=services.withdraw_place,
        done="{who} off the list.",
        asks="Give up {whose} place?",
        explains="It goes to the next one in line. Who comes along as your guest loses the place, too.",
        button="Give it up",
        grave=True,
        limit=CHANGE,
    ),
    "change_group": Act(
        service=services.change_group,
        done="The group is changed.",
        asks="Which group suits {name}?",
        explains="Only groups with room can be chosen.",
        button="Change the group",
        form=GroupForm,
        limit=CHANGE,
    ),
    "make_captain": Act(
        service=services.make_captain,
        done="{name} captains the ride now.",
        asks="Hand the ride over to {name}?",
        explains="{name} is the captain from now on; the captain of before leads along.",
        button="Hand it over",
        limit=CHANGE,
    ),
    "make_leader": Act(service=services.make_leader, done="{name} leads along.", limit=CHANGE),
    "step_down": Act(
        service=services.step_down,
        done="{who} no leader any more; the place stays.",
        asks="End {whose} lead?",
        explains="The place in the ride stays.",
        button="Lead no more",
        limit=CHANGE,
    ),
    "remove": Act(
        service=services.remove_place,
        done="{name} is off the list.",
        asks="Take {name} off the list?",
        explains="They are told the reason, and the next one in line is asked.",
        button="Take off the list",
        grave=True,
        form=RemoveForm,
        limit=CHANGE,
    ),
    "dispute": Act(
        service=services.dispute_attendance,
        done="Thank you. Whoever led the ride looks at it.",
        asks="What is not right?",
        explains="You can say this once, within two weeks of the ride.",
        button="Send",
        form=DisputeForm,
        limit=CHANGE,
    ),
    "settle": Act(
        service=services.settle_dispute,
        done="{name} is answered.",
        asks="Answer {name}",
        explains="Put the roll-call right where it was wrong, or leave it and say why.",
        button="Send the answer",
        form=SettleForm,
        limit=CHANGE,
    ),
}
OF_ONESELF = (
    *("accept", "pass", "still_coming", "take_it_for_me", "ask_me_first", "change_group"),
    *("step_down", "withdraw", "dispute"),
)
OF_OTHERS = ("make_captain", "make_leader", "step_down", "change_group", "remove")
"""What the menu of a rider may hold, in this order."""


def own_verbs(place: Participation, subject: Subject) -> dict[str, str]:
    """The addresses of what somebody can do with a place of theirs now, without what would be refused."""
    # Only these are asked about: what others may do takes a look at the ride's leadership each.
    names = {
        name
        for name in OF_ONESELF
        if PARTICIPATION.has_room(place, name) and can(subject, name, place).allowed
    }
    names -= {"take_it_for_me" if place.takes_it else "ask_me_first"}
    if not place.asked_again:
        names.discard("still_coming")
    if place.role == "captain" or has_set_out(place):
        names.discard("withdraw")
    if place.role != "leader":
        names.discard("step_down")
    ends = place.offer_expires_at
    if "accept" in names and (place.ride.pauses or (ends is not None and ends <= subject.now)):
        names.discard("accept")
    if place.ride.state not in OPEN:
        names &= {"dispute"}
    if not may_dispute(place, subject):
        names.discard("dispute")
    if not place.ride.pace_groups.all():
        names.discard("change_group")
    return {name: place_url(place, name) for name in names}


def may_dispute(place: Participation, subject: Subject) -> bool:
    ride = place.ride
    over = ride.state == State.COMPLETED and place.status == "confirmed"
    return over and place.disputed_at is None and subject.now <= ride.ends_at + DISPUTED_WITHIN


class Menus:
    """What somebody who runs a ride can do with the places in it.

    Asked of the policies once for one's own place and once for all the others: within a ride nothing else
    makes a difference to them.
    """

    def __init__(self, subject: Subject, leads: Set[UUID | None] = frozenset()) -> None:
        self.subject = subject
        self.leads = leads
        """Those who may lead rides of this club."""
        self._allowed: dict[tuple[str, bool], bool] = {}

    def of(self, place: Participation) -> list[tuple[str, str, bool]]:
        """The verbs for a place: name, label, whether it asks first."""
        if place.ride.state not in OPEN:
            return []
        return [
            (name, PARTICIPATION.of[name].label, bool(ACTS[name].asks))
            for name in OF_OTHERS
            if PARTICIPATION.has_room(place, name) and self._fits(place, name) and self._may(place, name)
        ]

    def _fits(self, place: Participation, name: str) -> bool:
        if name in ("make_captain", "make_leader"):
            has_it = ("captain",) if name == "make_captain" else ("captain", "leader")
            return place.user_id in self.leads and place.role not in has_it
        if name == "step_down":
            return place.role == "leader"
        if name == "change_group":
            return bool(place.ride.pace_groups.all())
        return place.role != "captain" and not has_set_out(place)

    def _may(self, place: Participation, name: str) -> bool:
        key = (name, place.belongs_to == self.subject.id)
        if key not in self._allowed:
            self._allowed[key] = can(self.subject, name, place).allowed
        return self._allowed[key]


def place_url(place: Participation, verb: str) -> str:
    return reverse("place-verb", args=[place.ride_id, place.pk, verb])


class PlaceActPage(RidingPage, ActPage):
    """One verb of one place."""

    access = "signed_in"
    acts = ACTS
    place: Participation

    def load(self, id: UUID) -> Participation:
        rows = Participation.objects.for_display().visible_to(self.subject)
        found = rows.filter(pk=id, ride=self.kwargs["ride_id"]).first()
        if found is None:
            raise NotFound()
        self.place = found
        return found

    def check(self, row: Participation, verb: str) -> None:
        require(self.subject, verb, row)
        PARTICIPATION.guard(row, verb, by=self.subject)

    def words(self, row: Participation) -> dict[str, str]:
        mine = row.user_id == self.subject.id
        name = "you" if mine else row.name
        whose, who = ("your", "You are") if mine else (f"{name}’s", f"{name} is")
        return {"name": name, "whose": whose, "who": who, "title": row.ride.title}

    def make_form(self, row: Participation, act: Act, data: Any = None) -> forms.Form:
        if act.form is GroupForm:
            return GroupForm(data, ride=row.ride, present=row.pace_group_id)
        return act.form(data)

    def context(self, row: Participation, act: Act, form: forms.Form) -> dict[str, Any]:
        return {**super().context(row, act, form), "community": "riding"}

    def after(self, row: Participation, verb: str) -> str:
        if row.belongs_to == self.subject.id:
            return reverse("ride", args=[row.ride_id])
        return reverse("ride-roster", args=[row.ride_id])

    def after_refusal(self) -> str:
        place = getattr(self, "place", None)
        if place is not None and place.belongs_to != self.subject.id:
            return reverse("ride-roster", args=[place.ride_id])
        return reverse("ride", args=[self.kwargs["ride_id"]])
