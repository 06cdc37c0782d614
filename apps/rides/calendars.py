"""Rides as entries of calendars: of a club, of one ride, of everything that somebody rides in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.calendars.addresses import Ways, ways_to_add, ways_to_follow
from apps.calendars.entries import Entry, Status, nearest, window
from apps.organizations.models import Organization
from apps.rides.choices import LEADS, PLACES, TOLD, UPCOMING, RemovalReason, State
from apps.rides.models import Participation, Ride
from hearth.kernel.authorization import ANONYMOUS, subject_for

STATUSES = {State.POSTPONED.value: Status.TENTATIVE, State.CANCELLED.value: Status.CANCELLED}
WAITS = {PLACES.waiting: "You wait for a place.", PLACES.offered: "A place is free for you: take it or pass."}


def entry_of(ride: Ride, places: Sequence[Participation] = ()) -> Entry:
    """A ride; with all places that somebody has and had in it, as they see it. Expects its club loaded."""
    place = next((each for each in places if each.is_live), None)
    waits = place is not None and place.status not in PLACES.confirmed
    status = STATUSES.get(ride.state, Status.TENTATIVE if waits else Status.CONFIRMED)
    return Entry(
        uid=str(ride.pk),
        sequence=ride.sequence + sum(each.version for each in places),
        changed_at=max([ride.updated_at, *(each.updated_at for each in places)]),
        starts_at=ride.starts_at,
        ends_at=ride.ends_at,
        zone=ride.organization.timezone,
        title=f"Postponed: {ride.title}" if ride.state == State.POSTPONED else ride.title,
        path=ride.get_absolute_url(),
        description="\n".join(_words(ride, place)),
        location=ride.meeting_point,
        latitude=None if ride.latitude is None else float(ride.latitude),
        longitude=None if ride.longitude is None else float(ride.longitude),
        status=status,
        takes_time=not waits,
    )


def rides_in_calendar(user: User, since: datetime, until: datetime) -> Iterable[Entry]:
    """The rides of all clubs in which somebody has a place or waits for one, or did when it was cancelled."""
    ended_with_it = Q(why=RemovalReason.CANCELLED)
    mine = Participation.objects.filter(Q(status__in=PLACES.live) | ended_with_it, user=user)
    rides = Ride.objects.filter(
        pk__in=mine.values("ride"), state__in=TOLD, starts_at__gte=since, starts_at__lt=until
    )
    shown = rides.visible_to(subject_for(user)).select_related("organization")
    places = Prefetch(
        "participations", queryset=Participation.objects.filter(user=user), to_attr="places_of_mine"
    )
    for ride in nearest(shown.prefetch_related(places), timezone.now()):
        yield entry_of(ride, ride.places_of_mine)


def entries_of_club(organization: Organization, now: datetime) -> list[Entry]:
    """A club's rides for everybody, those that were cancelled too: the same for whoever asks."""
    since, until = window(now)
    rides = Ride.objects.filter(
        organization=organization, audience="public", starts_at__gte=since, starts_at__lt=until
    )
    shown = rides.visible_to(ANONYMOUS).select_related("organization")
    return [entry_of(ride) for ride in nearest(shown, now)]


def ways_of_ride(ride: Ride) -> Ways | None:
    """How to put a ride into a calendar; none while it is a proposal, or is over."""
    if ride.state not in UPCOMING:
        return None
    return ways_to_add(entry_of(ride), reverse("ride-calendar", args=[ride.pk]))


def ways_of_club(organization: Organization) -> Ways | None:
    """How to follow a club's public rides; none where nobody else sees the club."""
    if organization.status != Organization.Status.APPROVED:
        return None
    return ways_to_follow(reverse("club-calendar", args=[organization.slug]))


def _words(ride: Ride, place: Participation | None) -> Iterable[str]:
    if place is not None:
        if place.role in LEADS:
            yield "You lead this ride."
        elif place.status in WAITS:
            yield WAITS[place.status]
        elif place.asked_again and ride.state == State.PUBLISHED:
            yield "Time or place changed: say whether you still come."
    if ride.description:
        yield f"{ride.description}\n"
    yield f"{ride.get_kind_display()} · {ride.get_difficulty_display()} · {ride.get_drop_policy_display()}"
    facts = [
        f"{float(ride.distance_km):g} km" if ride.distance_km else "",
        f"{ride.elevation_m} m of climbing" if ride.elevation_m else "",
        ride.pace,
    ]
    if line := " · ".join(fact for fact in facts if fact):
        yield line
    if ride.stops:
        yield f"Stops: {ride.stops}"
    if ride.equipment:
        yield f"Bring: {ride.equipment}"
    yield ride.organization.name
