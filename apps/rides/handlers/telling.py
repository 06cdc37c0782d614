"""Who is told what about rides and places in them."""

from typing import Any

from django.urls import reverse

from apps.accounts.models import User
from apps.moderation.models import Decision
from apps.organizations.models import Membership
from apps.rides.choices import PLACES, Attendance, CancelReason, RemovalReason, Role, State, Status
from apps.rides.handlers.letters import tell, why_of
from apps.rides.models import Participation, Ride, RideInvitation
from apps.rides.people import who_comes, who_leads, who_may
from apps.rides.registrations.review import RIDE_REVIEW
from apps.rides.services.naming import named
from apps.rides.services.standing import may_lead
from hearth.kernel.edge import hides
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event

hides(
    *("ride.removed", "ride.cancelled"),
    *("organization.suspended", "organization.archived", "media.removed", "user.erased"),
    paths=("/", "/?*", "/rides*", "/clubs*", "/api/v1/rides*", "/api/v1/clubs*", "/sitemap*"),
)


@on("ride.drafted")
def tell_who_may_publish(event: Event) -> None:
    """Tell those who lead rides of a proposal; who may publish it themselves only drafts it.

    Of the rides of a series that were made together as drafts the first one stands for all.
    """
    ride = _ride(event)
    if ride.state != State.DRAFT:
        raise NotNeeded("it is published")
    if series := event.data.get("series"):
        if not event.data.get("first"):
            raise NotNeeded("they are told of the first one")
        page = reverse("series", args=[ride.organization.slug, series])
        facts = {"kind": "ride.series_drafted", "path": page}
    elif may_lead(_standing(ride)):
        raise NotNeeded("who drafts it may publish it")
    else:
        facts = {"kind": event.name, **named("person", ride.user)}
    for person in who_may("lead_rides", ride.organization):
        tell(person, ride=ride, **facts)


@on("ride.published")
def tell_who_proposed_it(event: Event) -> None:
    ride = _ride(event)
    if event.actor_id == ride.user_id or ride.captain is None:
        raise NotNeeded("they published it themselves")
    tell(ride.user, event.name, ride, **named("captain", ride.captain))


@on("ride.edited", "ride.rescheduled")
def ask_whether_they_still_come(event: Event) -> None:
    """Ask everybody who has a place, waits or is asked, where time or place changed.

    Of a new time of what was put off, who is asked hears by being asked anew.
    """
    ride = _ride(event)
    if event.name == "ride.edited" and not event.data.get("asks_again"):
        raise NotNeeded("neither time nor place changed")
    anew = event.name == "ride.rescheduled"
    asked = Participation.objects.live().filter(ride=ride, asked_again=True, user__status="active")
    for place in asked.exclude(status=Status.OFFERED if anew else "").select_related("user").order_by("pk"):
        until = place.offer_expires_at
        facts = {"waits": place.status == PLACES.waiting, "until": until.isoformat() if until else ""}
        tell(place.user, "ride.changed", ride, **facts)
    if anew:
        _ask_anew(ride, event)


@on("ride.postponed", "ride.cancelled")
def tell_everybody(event: Event) -> None:
    """Tell all who have or wait for a place; whoever did it knows."""
    ride = _ride(event)
    why = why_of(event.reason, CancelReason)
    for person in who_comes(ride, *PLACES.live):
        if person.pk != event.actor_id:
            tell(person, event.name, ride, **why)


@on("ride.captain_changed")
def tell_who_leads_now(event: Event) -> None:
    """Tell all who come who captains the ride now; where nobody does, see `losing`."""
    ride = _ride(event)
    if event.data["captain"] is None:
        raise NotNeeded("nobody captains it")
    captain = User.objects.get(pk=event.data["captain"])
    for person in who_comes(ride):
        if person.pk not in (captain.pk, event.actor_id):
            tell(person, event.name, ride, **named("captain", captain))


@on("ride.removed")
def tell_why_it_was_taken_down(event: Event) -> None:
    ride = _ride(event)
    decision = Decision.objects.filter(pk=event.data.get("decision")).first()
    why = {"reason": RIDE_REVIEW.reason_label(event.reason), "reason_code": event.reason}
    people = {person.pk: person for person in (ride.user, *who_leads(ride))}
    for person in people.values():
        tell(person, event.name, ride, note=decision.note if decision else "", **why)
    for person in who_comes(ride, *PLACES.live):
        if person.pk not in people:
            # Its words may be what was wrong with it: they read of its club and its time.
            tell(person, "ride.hidden", ride, ride_title="", meeting_point="", path=reverse("my-rides"))


@on("ride.restored")
def tell_that_it_is_shown_again(event: Event) -> None:
    """Tell those who were told that it was taken down, as far as they still have or wait for a place."""
    ride = _ride(event)
    if not ride.is_shown:
        raise NotNeeded("it was taken down again")
    for person in who_comes(ride, *PLACES.live):
        tell(person, event.name, ride)


@on("ride.invited")
def tell_who_is_invited(event: Event) -> None:
    row = RideInvitation.objects.select_related("ride__organization", "user", "invited_by")
    invitation = row.filter(pk=event.target_id).first()
    if invitation is None:
        raise NotNeeded("it was taken back")
    tell(invitation.user, event.name, invitation.ride, **named("person", invitation.invited_by))


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
    if event.actor_id is not None and event.actor_id == place.user_id:
        raise NotNeeded("they took it themselves")
    _tell_of(place, event.name)


@on("participation.closed")
def tell_who_waited_for_nothing(event: Event) -> None:
    """Tell who stood in the line why they wait no more; of a cancelled ride, what everybody is told."""
    place = _place(event)
    if event.reason == RemovalReason.AUDIENCE:
        # They may not see the ride any more: the way leads to their own.
        _tell_of(place, event.name, path=reverse("my-rides"), **why_of(event.reason, RemovalReason))
        return
    if event.reason != RemovalReason.CANCELLED:
        _tell_of(place, event.name)
        return
    if place.user_id in (None, event.actor_id):
        raise NotNeeded("whoever brings them is told, or did it themselves")
    tell(place.user, "ride.cancelled", place.ride, **why_of(place.ride.why, CancelReason))


@on("participation.made_captain", "participation.made_leader")
def tell_who_leads(event: Event) -> None:
    place = _place(event)
    wanted = Role.CAPTAIN if event.name == "participation.made_captain" else Role.LEADER
    if place.role != wanted or place.user_id == event.actor_id:
        raise NotNeeded("they did it themselves, or lead no more")
    _tell_of(place, event.name)


@on("participation.removed")
def tell_who_was_taken_off(event: Event) -> None:
    _tell_of(_place(event), event.name, **why_of(event.reason, RemovalReason))


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
            tell(person, event.name, place.ride, about=place, **named("person", place.user))


@on("participation.settled")
def tell_what_was_settled(event: Event) -> None:
    _tell_of(_place(event), event.name)


def _ask_anew(ride: Ride, event: Event) -> None:
    """Tell whoever was asked before it was put off that they have the time for an answer again."""
    since = Event.objects.filter(name="participation.offered", occurred_at__gte=event.occurred_at)
    offers = Participation.objects.filter(ride=ride, status=Status.OFFERED)
    offers = offers.exclude(pk__in=since.values("target_id"))
    for place in offers.select_related("ride__organization", "user", "host").order_by("queued_at", "pk"):
        _tell_of(place, "participation.offered", until=place.offer_expires_at.isoformat())


def _ride(event: Event) -> Ride:
    found: Ride = Ride.objects.select_related("organization", "user", "captain").get(pk=event.target_id)
    return found


def _standing(ride: Ride) -> Membership | None:
    """What whoever planned it is in the club now."""
    rows = Membership.objects.live().filter(organization=ride.organization_id, user=ride.user_id)
    found: Membership | None = rows.select_related("user").first()
    return found


def _place(event: Event) -> Participation:
    rows = Participation.objects.select_related("ride__organization", "user", "host")
    found: Participation = rows.get(pk=event.target_id)
    return found


def _tell_of(place: Participation, kind: str, **facts: Any) -> None:
    """Tell whose place it is; of a guest's, who brings them."""
    tell(place.user or place.host, kind, place.ride, about=place, **facts)
