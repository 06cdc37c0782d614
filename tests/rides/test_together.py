"""Everybody at once at one ride: no place is sold twice, and it never loses its captain unnoticed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.organizations import services as clubs
from apps.organizations import standing
from apps.organizations.models import Membership, Organization
from apps.organizations.services import (
    change_role,
    leave_organization,
    reinstate_membership,
    suspend_membership,
)
from apps.rides import services
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride
from apps.rides.services import leadership
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Problem
from hearth.kernel.waitlist import Waitlist
from tests.cast import Cast
from tests.rides.lines import order_faults
from tests.rides.riding import acting, club, faults, join, ride
from tests.together import crowd, together
from tests.unguarded import unlocked_until_all_have_looked, without_constraints

pytestmark = pytest.mark.django_db(transaction=True)
CONNECTIONS = 24
PATIENCE = 20
"""Seconds that one waits for another who is sure to come; a machine may be busy."""


def members(where: Organization, count: int, role: str = "member") -> list[User]:
    people = User.objects.bulk_create(
        User(cognito_sub=f"rider-{number}", display_name=f"Rider {number}") for number in range(count)
    )
    Membership.objects.bulk_create(Membership(organization=where, user=user, role=role) for user in people)
    return people


def crowd_of(cast: Cast, people: int, places: int) -> tuple[Ride, list[Any]]:
    """So many members want one of so many places, of which the captain has one."""
    where = club(cast)
    loop = ride(where, cast.lee, capacity=places)
    subjects = [acting(user) for user in members(where, people)]

    def come(number: int) -> None:
        services.join_ride(Ride.objects.get(pk=loop.pk), by=subjects[number])

    return loop, crowd(come, people, connections=min(people, CONNECTIONS))


def test_gives_fifty_places_to_fifty_of_two_hundred(cast: Cast) -> None:
    loop, found = crowd_of(cast, 200, 50)
    assert not [outcome for outcome in found if outcome is not None], found
    arrived = list(Participation.objects.filter(ride=loop).order_by("queued_at", "id"))
    assert [place.status for place in arrived] == ["confirmed"] * 50 + ["waitlisted"] * 151
    # The line is in the order in which they came to the ride's lock: each was written down there.
    assert [place.pk for place in arrived] == sorted(place.pk for place in arrived)
    assert list(faults(loop)) == []


def without_constraint() -> AbstractContextManager[None]:
    return without_constraints(
        Ride, names=("ride_within_capacity",), tidy=lambda: Ride.objects.update(capacity=None)
    )


@pytest.mark.parametrize("constrained", [True, False])
def test_would_sell_places_twice_without_the_lock(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, *, constrained: bool
) -> None:
    """Without the lock the constraint still refuses; without both, more come than there are places."""
    where = club(cast)
    loop = ride(where, cast.lee, capacity=3)
    people = members(where, 8)
    monkeypatch.setattr(Waitlist, "locked", unlocked_until_all_have_looked(len(people)))
    work = [lambda user=user: join(loop, user) for user in people]  # type: ignore[misc]
    if constrained:
        found = together(*work)
        refused = [str(outcome) for outcome in found if isinstance(outcome, Exception)]
        assert any("ride_within_capacity" in words for words in refused), found
        assert Participation.objects.confirmed().filter(ride=loop).count() <= 3
        return
    with without_constraint():
        together(*work)
        assert any(words.startswith("oversold") for words in faults(loop)), list(faults(loop))


def demote(where: Organization, user: User, by: Subject) -> Callable[[], Any]:
    return lambda: change_role(Membership.objects.get(organization=where, user=user), by=by, role="member")


def test_nobody_captains_whose_role_is_taken_at_that_moment(cast: Cast) -> None:
    """Handed over and demoted at once: whichever comes first, the captain may lead."""
    where = club(cast)
    owner = acting(cast.olga)
    for person in members(where, 4, "ride_leader"):
        loop = ride(where, cast.lee)
        place = join(loop, person)
        together(lambda place=place: services.make_captain(place, by=owner), demote(where, person, owner))
        assert list(faults(loop)) == []


def test_would_leave_a_captain_who_may_not_lead(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: whoever reads somebody's role without a lock hands over to one who lost it."""
    where = club(cast)
    loop = ride(where, cast.lee)
    (person,) = members(where, 1, "ride_leader")
    place = join(loop, person)
    read, demoted = Event(), Event()

    def unlocked_standing(organization_id: UUID, person_id: UUID) -> Membership | None:
        found = Membership.objects.live().filter(organization=organization_id, user=person_id).first()
        read.set()
        demoted.wait(PATIENCE)
        return found

    def fall() -> None:
        read.wait(PATIENCE)
        try:
            demote(where, person, acting(cast.olga))()
        finally:
            demoted.set()

    monkeypatch.setattr(leadership, "locked_standing", unlocked_standing)
    together(lambda: services.make_captain(place, by=acting(cast.olga)), fall)
    assert any("may not" in words for words in faults(loop)), list(faults(loop))


def test_keeps_every_promise_in_a_muddle(cast: Cast) -> None:
    """Joining, leaving, answering, handing over, demoting and suspending, all at once."""
    loop = muddle(cast, 160)
    assert [*faults(loop), *order_faults(loop)] == []


@pytest.mark.soak
def test_keeps_every_promise_in_a_long_muddle(cast: Cast) -> None:
    loop = muddle(cast, 8_000)
    assert [*faults(loop), *order_faults(loop)] == []


def muddle(cast: Cast, steps: int) -> Ride:
    where = club(cast)
    loop = ride(where, cast.lee, capacity=6)
    people = [*members(where, 10, "ride_leader"), cast.ana]
    owner = cast.olga
    verbs = {
        "confirmed": services.withdraw_place,
        "offered": services.accept_place,
        "waitlisted": services.withdraw_place,
    }

    def step(number: int) -> None:
        person = people[number % len(people)]
        place = Participation.objects.live().filter(ride=loop, user=person).first()
        membership = Membership.objects.filter(organization=where, user=person).latest("created_at")
        turn = number // len(people) % 7
        fresh = Ride.objects.get(pk=loop.pk)
        if number % 13 == 0:
            RIDES.expire_due(now=timezone.now() + timedelta(days=3))
        elif number % 17 == 0:
            services.resize_ride(fresh, by=acting(owner), capacity=4 + number % 5)
        elif fresh.state == "postponed":
            services.reschedule_ride(fresh, by=acting(owner), starts_at=timezone.now() + timedelta(days=2))
        elif membership.status == "suspended":
            reinstate_membership(membership, by=acting(owner))
        elif place is None:
            services.join_ride(fresh, by=acting(person), takes_it=number % 3 == 0)
        elif turn == 1 and place.status == "confirmed":
            services.make_captain(place, by=acting(owner))
        elif turn == 2 and place.status == "confirmed":
            services.make_leader(place, by=acting(owner))
        elif turn == 3:
            role = "member" if membership.role == "ride_leader" else "ride_leader"
            change_role(membership, by=acting(owner), role=role)
        elif turn == 4:
            suspend_membership(membership, by=acting(owner))
        else:
            verbs[place.status](place, by=acting(person))

    found = crowd(step, steps, connections=CONNECTIONS)
    # Somebody was quicker, or the same person came twice at once. Nothing else is refused.
    odd = [repr(outcome) for outcome in found if outcome is not None and not isinstance(outcome, Problem)]
    assert all("participation_" in words for words in odd), odd
    done = sum(outcome is None for outcome in found)
    assert done > steps // 10, f"only {done} of {steps} steps were taken"
    return loop


def test_leaving_the_club_and_joining_a_ride_at_once_leaves_no_place(cast: Cast) -> None:
    where = club(cast)
    for person in members(where, 3):
        loop = ride(where, cast.lee)
        mine = Membership.objects.get(organization=where, user=person)
        subject = acting(person)
        together(
            lambda loop=loop, subject=subject: services.join_ride(loop, by=subject),
            lambda mine=mine, subject=subject: leave_organization(mine, by=subject),
        )
        assert not Participation.objects.live().filter(ride=loop, user=person).exists()
        assert list(faults(loop)) == []


def reopened_while_offers_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Participation:
    """An offer whose time ran out while the club was off; the club is back just after that was noticed."""
    where = club(cast)
    loop = ride(where, cast.lee, capacity=1)
    asked = join(loop, cast.ana)
    join(loop, members(where, 1)[0])
    services.resize_ride(Ride.objects.get(), by=acting(cast.lee), capacity=2)
    Organization.objects.filter(pk=where.pk).update(status="suspended")
    Participation.objects.filter(pk=asked.pk).update(offer_expires_at=timezone.now() - timedelta(hours=1))
    noticed, back, expire = Event(), Event(), Waitlist._expire

    def once_it_is_back(self: Waitlist[Any, Any], line_id: UUID, now: datetime) -> int:
        noticed.set()
        back.wait(PATIENCE)
        return expire(self, line_id, now)

    def reinstate() -> None:
        noticed.wait(PATIENCE)
        try:
            clubs.reinstate_organization(Organization.objects.get(pk=where.pk), by=cast.subject("sam"))
        finally:
            back.set()

    monkeypatch.setattr(Waitlist, "_expire", once_it_is_back)
    assert not [each for each in together(RIDES.expire_due, reinstate) if isinstance(each, Exception)]
    asked.refresh_from_db()
    return asked


def test_nobody_loses_their_turn_at_the_moment_in_which_the_club_is_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reopened_while_offers_end(cast, monkeypatch).status == "offered"


def test_would_lose_it_if_offers_started_anew_a_moment_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: what follows from the return comes only after its transaction."""
    monkeypatch.setattr(standing, "_returns", [])
    assert reopened_while_offers_end(cast, monkeypatch).status == "passed"
