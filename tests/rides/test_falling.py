"""What rides lose, and keep, when an account is suspended or erased, a ride begins, or a club is off."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.erasure import erase_person
from apps.accounts.services.lifecycle import reinstate_person, suspend_person
from apps.notifications.models import Notification
from apps.organizations import services as clubs
from apps.organizations.models import Membership, Organization
from apps.rides import services
from apps.rides.calendars import rides_in_calendar
from apps.rides.choices import RemovalReason
from apps.rides.models import PaceGroup, Participation, Ride, RideAttachment
from hearth.kernel.problems import Conflict, Invalid, NotAllowed, WrongState
from tests.applications.application_calls import attachment
from tests.background import drain
from tests.cast import Cast
from tests.rides.riding import acting, club, faults, join, place_of, ride

pytestmark = pytest.mark.django_db


def suspended(cast: Cast, name: str) -> None:
    suspend_person(cast.person(name), by=cast.subject("sam"), reason="spam")
    drain()


def begun(loop: Ride) -> Ride:
    Ride.objects.filter(pk=loop.pk).update(starts_at=timezone.now() - timedelta(minutes=30))
    return services.start_ride(Ride.objects.get(pk=loop.pk), by=acting(loop.captain or loop.user))


def completed(loop: Ride) -> Ride:
    Participation.objects.filter(ride=loop).update(attendance="attended")
    return services.complete_ride(begun(loop), by=acting(loop.captain or loop.user))


def told(name: str) -> list[str]:
    """Which kinds of news somebody has had."""
    drain()
    rows = Notification.objects.filter(user__display_name__startswith=name)
    return list(rows.order_by("created_at", "id").values_list("kind", flat=True))


def test_a_leader_takes_over_from_a_captain_whose_account_is_suspended(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, capacity=3, pace_groups=[{"name": "Quick", "leader": cast.lee.pk}])
    services.bring_guest(loop, by=acting(cast.lee), guest_name="My brother")
    services.make_leader(join(loop, cast.olga), by=acting(cast.olga))
    waiting = join(loop, cast.ana)
    suspended(cast, "lee")
    loop.refresh_from_db()
    assert (loop.state, loop.captain) == ("published", cast.olga)
    gone = Participation.objects.get(ride=loop, user=cast.lee)
    assert (gone.status, gone.role, gone.why) == ("removed", "participant", RemovalReason.STANDING)
    assert PaceGroup.objects.get().leader is None
    waiting.refresh_from_db()
    assert waiting.status == "offered"
    assert list(faults(loop)) == []
    reinstate_person(User.objects.get(pk=cast.lee.pk), by=cast.subject("sam"))
    services.withdraw_place(place_of(loop, cast.ana), by=acting(cast.ana))
    assert join(loop, cast.lee).status == "confirmed", "they were not taken off for good"


def test_a_ride_waits_for_a_captain_when_nobody_else_leads(cast: Cast) -> None:
    where = club(cast)
    loop, under_way = ride(where, cast.lee), begun(ride(where, cast.lee, title="Under way"))
    suspended(cast, "lee")
    loop.refresh_from_db()
    assert (loop.state, loop.captain, loop.why) == ("postponed", None, "no_captain")
    place = place_of(under_way, cast.lee)
    assert (place.status, place.role) == ("confirmed", "participant"), "who set out is still looked for"


def test_strangers_lose_their_places_too_and_nobody_who_is_back_already(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee, audience="public")
    join(loop, cast.milo)
    join(loop, cast.petra)
    suspend_person(cast.petra, by=cast.subject("sam"), reason="spam")
    reinstate_person(User.objects.get(pk=cast.petra.pk), by=cast.subject("sam"))
    suspended(cast, "milo")
    assert not Participation.objects.live().filter(ride=loop, user=cast.milo).exists()
    assert place_of(loop, cast.petra).status == "confirmed"


def test_the_erased_leave_their_rides_in_good_order(cast: Cast) -> None:
    where, lee = club(cast), cast.lee
    rides = [ride(where, lee, title=f"{number}") for number in range(2)]
    started = begun(ride(where, cast.lee, title="Under way"))
    services.make_leader(join(rides[0], cast.olga), by=acting(cast.olga))
    erase_person(lee, by=acting(lee))
    drain()
    for each in rides:
        each.refresh_from_db()
    assert [(each.state, each.captain) for each in rides] == [("published", cast.olga), ("postponed", None)]
    assert [list(faults(each)) for each in (*rides, started)] == [[], [], []]
    assert Participation.objects.live().filter(user=lee).get().ride == started


def test_who_set_out_stays_on_the_list(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee)
    mine = join(loop, cast.ana)
    guest = services.bring_guest(loop, by=acting(cast.ana), guest_name="My sister")
    begun(loop)
    for act, place, by in (
        (services.withdraw_place, mine, cast.ana),
        (services.withdraw_place, guest, cast.ana),
        (services.remove_place, mine, cast.lee),
    ):
        with pytest.raises(Conflict) as refused:
            act(place, by=acting(by))
        assert refused.value.extra["rule"] == "under_way"
    actions = cast.client("ana").get(f"/api/v1/participations/{mine.pk}/actions").json()
    assert {row["action"]: row["rule"] for row in actions}["withdraw"] == "under_way"


def test_nobody_is_taken_off_by_hand_for_what_only_the_platform_says(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee)
    with pytest.raises(Invalid):
        services.remove_place(join(loop, cast.ana), by=acting(cast.lee), reason="left_club")


@pytest.mark.parametrize("ends", ["starts", "is cancelled", "is forgotten"])
def test_nobody_waits_for_a_ride_that(ends: str, cast: Cast) -> None:
    loop = ride(club(cast), cast.lee, capacity=2, pace_groups=[{"name": "Quick", "capacity": 1}])
    join(loop, cast.olga)
    waiting = join(loop, cast.ana)
    told("Ana")
    if ends == "starts":
        begun(loop)
    elif ends == "is cancelled":
        services.cancel_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), reason="weather")
    else:
        Ride.objects.filter(pk=loop.pk).update(starts_at=timezone.now() - timedelta(hours=13))
        assert services.close_lines_of_the_past(timezone.now()) == 1
        assert services.close_lines_of_the_past(timezone.now()) == 0
    waiting.refresh_from_db()
    why = "ride_cancelled" if ends == "is cancelled" else "ride_began"
    assert (waiting.status, waiting.why) == ("passed", why)
    if ends == "is cancelled":
        now = timezone.now()
        (entry,) = rides_in_calendar(cast.ana, now, now + timedelta(days=9))
        assert entry.status == "CANCELLED"
    assert told("Ana")[-1:] == ["ride.cancelled" if ends == "is cancelled" else "participation.closed"]
    assert list(faults(loop)) == []


def test_an_offer_ends_with_the_start(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee, capacity=2)
    join(loop, cast.olga)
    asked = join(loop, cast.ana)
    services.withdraw_place(place_of(loop, cast.olga), by=acting(cast.olga))
    begun(loop)
    asked.refresh_from_db()
    assert (asked.status, asked.offer_expires_at) == ("passed", None)
    assert list(faults(loop)) == []


def test_the_roll_stands_for_good_after_two_weeks(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee)
    mine = join(loop, cast.ana)
    over = completed(loop)
    assert services.mark_attendance(mine, by=acting(cast.lee), attendance="no_show").attendance == "no_show"
    services.dispute_attendance(mine, by=acting(cast.ana), text="I was there.")
    Ride.objects.filter(pk=loop.pk).update(starts_at=timezone.now() - timedelta(days=15))
    for act in (
        lambda: services.mark_attendance(mine, by=acting(cast.lee), attendance="excused"),
        lambda: services.call_roll(over, by=acting(cast.lee), outcomes={mine.pk: "excused"}),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.extra["rule"] == "too_late"
    for address, action in ((f"participations/{mine.pk}", "mark"), (f"rides/{loop.pk}", "call_roll")):
        rows = cast.client("lee").get(f"/api/v1/{address}/actions").json()
        assert {row["action"]: row["rule"] for row in rows}[action] == "too_late"
    settled = services.settle_dispute(mine, by=acting(cast.lee), attendance="attended")
    assert settled.attendance == "attended", "what was said in time is answered"


def test_a_club_that_is_off_gives_no_places_until_it_is_on_again(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, capacity=2, audience="public")
    mine, waiting = join(loop, cast.ana), join(loop, cast.olga)
    Organization.objects.filter(pk=where.pk).update(status="suspended")
    services.withdraw_place(mine, by=acting(cast.ana))
    waiting.refresh_from_db()
    assert waiting.status == "waitlisted"
    assert not Ride.objects.get(pk=loop.pk).gives_places(timezone.now())
    clubs.reinstate_organization(Organization.objects.get(pk=where.pk), by=cast.subject("sam"))
    drain()
    waiting.refresh_from_db()
    assert waiting.status == "offered"


def test_calling_the_roll_costs_the_same_for_one_and_for_many(cast: Cast) -> None:
    where = club(cast)
    costs = []
    for people in ([cast.ana], [cast.ana, cast.olga, cast.milo, cast.petra, cast.mona]):
        loop = ride(where, cast.lee, audience="public")
        places = [join(loop, person) for person in people]
        started, by = begun(loop), acting(cast.lee)
        with CaptureQueriesContext(connection) as queries:
            services.call_roll(started, by=by, outcomes={place.pk: "no_show" for place in places})
        costs.append(len(queries))
        outcomes = Participation.objects.filter(ride=loop).exclude(user=cast.lee).values_list("attendance")
        assert set(outcomes) == {("no_show",)}
        assert told("Ana")[-1] == "participation.marked"
    assert costs[0] == costs[1]


def test_who_has_a_place_in_a_ride_that_is_taken_down_is_told_and_reads_none_of_it(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee, audience="public", title="Cheap wheels here")
    mine = join(loop, cast.ana)
    version = Ride.objects.get(pk=loop.pk).version
    decided = cast.client("mona").post(
        f"/api/v1/rides/{loop.pk}/remove", {"reason": "scam"}, headers={"If-Match": f'"{version}-x"'}
    )
    assert decided.status_code == 200, decided.content
    assert told("Ana")[-1] == "ride.hidden"
    assert "Cheap" not in str(Notification.objects.filter(user=cast.ana).latest("created_at").context)
    readers = ("ana", "lee", "olga", "mona")
    codes = [cast.client(who).get(f"/api/v1/rides/{loop.pk}").status_code for who in readers]
    assert codes == [404, 200, 200, 200]
    assert services.withdraw_place(mine, by=acting(cast.ana)).status == "withdrawn"


def test_a_stranger_who_waits_reads_nobodys_names(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee, audience="public", capacity=2)
    join(loop, cast.ana)
    join(loop, cast.milo)
    address = f"/api/v1/rides/{loop.pk}/participations"
    names = [row["user"]["display_name"] for row in cast.client("milo").get(address).json()["results"]]
    assert names == [cast.milo.display_name]


def test_who_left_reads_nothing_more_once_it_is_over(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, audience="public")
    join(loop, cast.ana)
    join(loop, cast.milo)
    address = f"/api/v1/rides/{loop.pk}/participations"
    assert len(cast.client("milo").get(address).json()["results"]) == 3
    completed(loop)
    Membership.objects.filter(organization=where, user=cast.ana).update(status="left")
    files = address.replace("participations", "attachments")
    upload = attachment(cast.lee)
    RideAttachment.objects.create(ride=loop, organization=where, media=upload, name="Permit", user=cast.lee)
    for name in ("ana", "milo"):
        assert cast.client(name).get(files).json()["results"] == []
        assert len(cast.client(name).get(address).json()["results"]) == 1
    with pytest.raises((NotAllowed, WrongState)):
        services.bring_guest(Ride.objects.get(pk=loop.pk), by=acting(cast.milo), guest_name="A friend")


def test_what_was_long_ago_and_never_started_stays_as_it_was(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee)
    join(loop, cast.ana)
    Ride.objects.filter(pk=loop.pk).update(starts_at=timezone.now() - timedelta(days=30))
    clubs.leave_organization(Membership.objects.get(user=cast.ana, organization=where), by=acting(cast.ana))
    suspended(cast, "lee")
    assert place_of(loop, cast.ana).status == "confirmed"
    loop.refresh_from_db()
    assert (loop.state, loop.captain) == ("published", cast.lee)
