"""A ride from its proposal to the last one home."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.organizations.models import Membership
from apps.organizations.services import change_role, suspend_membership
from apps.rides import services
from apps.rides.models import Participation, Ride
from hearth.kernel.authorization import can
from hearth.kernel.problems import Conflict, Full, NotAllowed
from tests import factories
from tests.cast import Cast
from tests.rides.riding import acting, club, faults, join, place_of, ride

pytestmark = pytest.mark.django_db


def test_a_member_proposes_and_a_leader_publishes(cast: Cast) -> None:
    where = club(cast)
    proposal = ride(where, cast.ana)
    assert (proposal.state, proposal.captain) == ("draft", None)
    published = services.publish_ride(proposal, by=acting(cast.lee))
    assert (published.state, published.captain) == ("published", cast.lee)
    assert place_of(published, cast.lee).role == "captain"
    assert list(faults(published)) == []


def test_who_is_no_member_plans_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        ride(club(cast), cast.milo)


def test_the_line_moves_when_somebody_leaves(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, capacity=2)
    join(loop, cast.ana)
    waiting = join(loop, cast.olga, takes_it=True)
    assert waiting.status == "waitlisted"
    services.withdraw_place(place_of(loop, cast.ana), by=acting(cast.ana))
    assert place_of(loop, cast.olga).status == "confirmed"
    assert list(faults(loop)) == []


def test_the_captain_hands_over_before_leaving(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee)
    with pytest.raises(Conflict, match="hands the ride over"):
        services.withdraw_place(place_of(loop, cast.lee), by=acting(cast.lee))
    mine = join(loop, cast.olga)
    services.make_captain(mine, by=acting(cast.lee))
    assert Ride.objects.get(pk=loop.pk).captain == cast.olga
    assert place_of(loop, cast.lee).role == "leader"
    services.withdraw_place(place_of(loop, cast.lee), by=acting(cast.lee))
    assert list(faults(loop)) == []


def test_whoever_may_lead_no_more_loses_the_lead_at_once(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee)
    join(loop, cast.ana)
    lees = Membership.objects.get(organization=where, user=cast.lee)
    change_role(lees, by=acting(cast.olga), role="member")
    loop.refresh_from_db()
    assert (loop.state, loop.captain, loop.why) == ("postponed", None, "no_captain")
    assert place_of(loop, cast.lee).role == "participant"
    again = services.reschedule_ride(loop, by=acting(cast.olga), starts_at=timezone.now() + timedelta(days=3))
    assert (again.state, again.captain) == ("published", cast.olga)
    assert place_of(loop, cast.ana).asked_again
    assert list(faults(loop)) == []


def test_a_leader_takes_over_from_a_captain_who_is_suspended(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, capacity=2)
    services.make_leader(join(loop, cast.olga), by=acting(cast.olga))
    waiting = join(loop, cast.ana)
    lees = Membership.objects.get(organization=where, user=cast.lee)
    suspend_membership(lees, by=acting(cast.olga), reason="conduct")
    loop.refresh_from_db()
    assert (loop.state, loop.captain) == ("published", cast.olga)
    assert not Participation.objects.live().filter(ride=loop, user=cast.lee).exists()
    waiting.refresh_from_db()
    assert waiting.status == "offered"
    assert list(faults(loop)) == []


def test_four_lead_along_at_most(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.olga)
    people = [cast.lee, cast.petra, cast.milo, cast.rosa, cast.max]
    for person in people[1:]:
        factories.membership(where, person, "ride_leader")
    places = [join(loop, person) for person in people]
    for place in places[:4]:
        services.make_leader(place, by=acting(cast.olga))
    with pytest.raises(Full):
        services.make_leader(places[4], by=acting(cast.olga))
    with pytest.raises(Conflict, match="may not lead"):
        services.make_leader(join(loop, cast.ana), by=acting(cast.olga))
    assert list(faults(loop)) == []


def test_is_complete_when_everybody_is_known_to_be_home(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee)
    join(loop, cast.ana)
    Ride.objects.filter(pk=loop.pk).update(starts_at=timezone.now() - timedelta(minutes=30))
    started = services.start_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee))
    with pytest.raises(Conflict) as refused:
        services.complete_ride(started, by=acting(cast.lee))
    assert len(refused.value.extra["missing"]) == 2
    outcomes = {place_of(loop, cast.lee).pk: "attended", place_of(loop, cast.ana).pk: "no_show"}
    services.call_roll(started, by=acting(cast.lee), outcomes=outcomes)
    services.complete_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee))
    disputed = services.dispute_attendance(place_of(loop, cast.ana), by=acting(cast.ana), text="I was there.")
    settled = services.settle_dispute(disputed, by=acting(cast.lee), attendance="attended")
    assert (settled.attendance, settled.settled_at is not None) == ("attended", True)


def test_guests_come_and_go_with_who_brings_them(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee)
    mine = join(loop, cast.ana)
    services.bring_guest(loop, by=acting(cast.ana), guest_name="My sister")
    with pytest.raises(Conflict, match="1 at most"):
        services.bring_guest(loop, by=acting(cast.ana), guest_name="My brother")
    services.withdraw_place(mine, by=acting(cast.ana))
    assert Participation.objects.live().filter(ride=loop).count() == 1
    assert list(faults(loop)) == []


def test_a_group_that_is_full_takes_nobody_more(cast: Cast) -> None:
    where = club(cast)
    groups = [{"name": "Quick", "capacity": 1, "slowest_kmh": 30, "fastest_kmh": 34}]
    loop = ride(where, cast.lee, pace_groups=groups)
    quick = loop.pace_groups.get()
    join(loop, cast.ana, pace_group=quick.pk)
    with pytest.raises(Full):
        join(loop, cast.olga, pace_group=quick.pk)
    services.change_group(place_of(loop, cast.ana), by=acting(cast.ana), pace_group=None)
    join(loop, cast.olga, pace_group=quick.pk)
    assert list(faults(loop)) == []


def test_who_was_taken_off_does_not_come_back_unasked(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee)
    services.remove_place(join(loop, cast.ana), by=acting(cast.lee), reason="safety")
    with pytest.raises(NotAllowed, match="taken off"):
        join(loop, cast.ana)
    again = services.remove_place(join(loop, cast.olga), by=acting(cast.lee), reason="asked")
    assert join(loop, cast.olga).pk != again.pk


def test_only_who_has_a_place_brings_somebody(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee, capacity=1)
    assert join(loop, cast.ana).status == "waitlisted"
    with pytest.raises(NotAllowed):
        services.bring_guest(loop, by=acting(cast.ana), guest_name="My sister")


def test_a_ride_that_is_over_is_nobodys_who_may_lead_no_more(cast: Cast) -> None:
    """What somebody led is history: it opens nothing once they are out of the club."""
    where = club(cast)
    loop = ride(where, cast.lee)
    mine = join(loop, cast.ana)
    Ride.objects.filter(pk=loop.pk).update(starts_at=timezone.now() - timedelta(minutes=30))
    started = services.start_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee))
    outcomes = {place_of(loop, cast.lee).pk: "attended", mine.pk: "attended"}
    services.call_roll(started, by=acting(cast.lee), outcomes=outcomes)
    services.complete_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee))
    over = Ride.objects.get(pk=loop.pk)
    asked = ("call_roll", "see_contacts")
    assert [can(acting(cast.lee), action, over).allowed for action in asked] == [True, True]
    lees = Membership.objects.get(organization=where, user=cast.lee)
    suspend_membership(lees, by=acting(cast.olga), reason="conduct")
    assert [can(acting(cast.lee), action, over).allowed for action in asked] == [False, False]
    assert not can(acting(cast.lee), "mark", mine).allowed
