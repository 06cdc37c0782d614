"""Who is told what about rides and places in them."""

from typing import Any

from apps.accounts.models import User
from apps.moderation.models import Decision
from apps.notifications.services import notify
from apps.rides.choices import PLACES, Attendance, CancelReason, RemovalReason, Role, State, Status
from apps.rides.models import Participation, Ride, RideInvitation
from apps.rides.people import who_comes, who_leads, who_may
from apps.rides.registrations.review import RIDE_REVIEW
from hearth.kernel.edge import hides
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event

hides("ride.removed", "ride.cancelled", paths=("/rides*", "/clubs*", "/api/v1/rides*", "/api/v1/clubs*"))


@on("ride.drafted")
def tell_who_may_publish(event: Event) -> None:
    """Tell those who lead rides of a proposal; who may publish it themselves only drafts it."""
    ride = _ride(event)
    leaders = who_may("lead_rides", ride.organization)
    if ride.state != State.DRAFT or ride.user in leaders:
        raise NotNeeded("it is no proposal")
    for person in leaders:
        _tell(person, event.name, ride, person=str(ride.user))


@on("ride.published")
def tell_who_proposed_it(event: Event) -> None:
    ride = _ride(event)
    if event.actor_id == ride.user_id or ride.captain is None:
        raise NotNeeded("they published it themselves")
    _tell(ride.user, event.name, ride, captain=str(ride.captain))


@on("ride.edited", "ride.rescheduled")
def ask_whether_they_still_come(event: Event) -> None:
    """Ask everybody with a place again, where time or place changed."""
    ride = _ride(event)
    if event.name == "ride.edited" and not event.data.get("asks_again"):
        raise NotNeeded("neither time nor place changed")
    asked = Participation.objects.confirmed().filter(ride=ride, asked_again=True, user__status="active")
    for place in asked.select_related("user").order_by("pk"):
        _tell(place.user, "ride.changed", ride)


@on("ride.postponed", "ride.cancelled")
def tell_everybody(event: Event) -> None:
    """Tell all who have or wait for a place; whoever did it knows."""
    ride = _ride(event)
    why = _why(event.reason, CancelReason)
    for person in who_comes(ride, *PLACES.live):
        if person.pk != event.actor_id:
            _tell(person, event.name, ride, **why)


@on("ride.lost_captain")
def look_for_a_captain(event: Event) -> None:
    """Tell everybody who comes that it is put off, and those who may take it over why."""
    ride = _ride(event)
    may = who_may("manage_rides", ride.organization)
    for person in may:
        _tell(person, event.name, ride)
    for person in who_comes(ride, *PLACES.live):
        if person not in may:
            _tell(person, "ride.postponed", ride, **_why(event.reason, CancelReason))


@on("ride.captain_changed")
def tell_who_leads_now(event: Event) -> None:
    """Tell all who come who captains the ride now; where nobody does, those who look after rides."""
    ride = _ride(event)
    if event.data["captain"] is None:
        for person in who_may("manage_rides", ride.organization):
            _tell(person, "ride.lost_captain", ride)
        return
    captain = User.objects.get(pk=event.data["captain"])
    for person in who_comes(ride):
        if person.pk not in (captain.pk, event.actor_id):
            _tell(person, event.name, ride, captain=str(captain))


@on("ride.removed")
def tell_why_it_was_taken_down(event: Event) -> None:
    ride = _ride(event)
    decision = Decision.objects.filter(pk=event.data.get("decision")).first()
    why = {"reason": RIDE_REVIEW.reason_label(event.reason), "reason_code": event.reason}
    people = {person.pk: person for person in (ride.user, *who_leads(ride))}
    for person in people.values():
        _tell(person, event.name, ride, note=decision.note if decision else "", **why)


@on("ride.invited")
def tell_who_is_invited(event: Event) -> None:
    row = RideInvitation.objects.select_related("ride__organization", "user", "invited_by")
    invitation = row.filter(pk=event.target_id).first()
    if invitation is None:
        raise NotNeeded("it was taken back")
    _tell(invitation.user, event.name, invitation.ride, person=str(invitation.invited_by))


@on("participation.offered")
def ask_first_in_line(event: Event) -> None:
    place = _place(event)
    if place.status != Status.OFFERED or place.offer_expires_at is None:
        raise NotNeeded("the offer has ended")
    _tell_of(place, event.name, until=place.offer_expires_at.isoformat())


@on("participation.confirmed", "participation.expired")
def tell_what_became_of_the_line(event: Event) -> None:
    place = _place(event)
    if event.name == "participation.confirmed" and place.status != Status.CONFIRMED:
        raise NotNeeded("they gave it up meanwhile")
    _tell_of(place, event.name)


@on("participation.made_captain", "participation.made_leader")
def tell_who_leads(event: Event) -> None:
    place = _place(event)
    wanted = Role.CAPTAIN if event.name == "participation.made_captain" else Role.LEADER
    if place.role != wanted or place.user_id == event.actor_id:
        raise NotNeeded("they did it themselves, or lead no more")
    _tell_of(place, event.name)


@on("participation.removed")
def tell_who_was_taken_off(event: Event) -> None:
    _tell_of(_place(event), event.name, **_why(event.reason, RemovalReason))


@on("participation.marked")
def tell_who_was_missed(event: Event) -> None:
    """Tell somebody that they are down as not having come, so that they can say otherwise."""
    place = _place(event)
    if place.attendance != Attendance.NO_SHOW or place.user_id in (None, event.actor_id):
        raise NotNeeded("they came, or were excused")
    _tell_of(place, event.name)


@on("participation.disputed")
def tell_leadership_of_dispute(event: Event) -> None:
    place = _place(event)
    if place.settled_at is not None:
        raise NotNeeded("it is settled")
    for person in who_leads(place.ride):
        if person.pk != place.user_id:
            _tell(person, event.name, place.ride, about=place, person=str(place.user))


@on("participation.settled")
def tell_what_was_settled(event: Event) -> None:
    _tell_of(_place(event), event.name)


def _ride(event: Event) -> Ride:
    found: Ride = Ride.objects.select_related("organization", "user", "captain").get(pk=event.target_id)
    return found


def _place(event: Event) -> Participation:
    rows = Participation.objects.select_related("ride__organization", "user", "host")
    found: Participation = rows.get(pk=event.target_id)
    return found


def _why(code: str, words: Any) -> dict[str, str]:
    return {"reason": str(dict(words.choices).get(code, "")), "reason_code": code}


def _tell_of(place: Participation, kind: str, **facts: Any) -> None:
    """Tell whose place it is; of a guest's, who brings them."""
    _tell(place.user or place.host, kind, place.ride, about=place, **facts)


def _tell(whom: User, kind: str, ride: Ride, *, about: Any = None, **facts: Any) -> None:
    told = {
        "ride_title": ride.title,
        "club": ride.organization.name,
        "starts_at": ride.starts_at.isoformat(),
        "meeting_point": ride.meeting_point,
        "path": ride.get_absolute_url(),
    }
    notify(whom, kind, about=about or ride, context={**told, **facts})
