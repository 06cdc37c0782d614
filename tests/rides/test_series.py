"""Rides that come again: made ahead, changed from one on, ended."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.organizations.models import Organization
from apps.organizations.services import change_role
from apps.rides import services
from apps.rides.models import Participation, Ride, Series
from hearth.kernel.models import Event
from hearth.kernel.problems import Conflict, Invalid, NotAllowed, WrongState
from tests.cast import Cast
from tests.factories import membership
from tests.rides.riding import FACTS, acting, club, faults, join, place_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 0, 0, tzinfo=UTC)
SYDNEY = ZoneInfo("Australia/Sydney")
AT_SEVEN = time(7, 0)


@pytest.fixture
def where(cast: Cast, time_machine_at: Any) -> Organization:
    time_machine_at(NOW)
    return club(cast, timezone="Australia/Sydney")


@pytest.fixture
def time_machine_at() -> Any:
    import time_machine

    travellers: list[Any] = []

    def travel(moment: datetime) -> None:
        for one in travellers:
            one.stop()
        travellers[:] = [time_machine.travel(moment, tick=True)]
        travellers[0].start()

    yield travel
    for one in travellers:
        one.stop()


def series_of(where: Organization, captain: Any, **facts: Any) -> Series:
    usual = {"first_date": date(2026, 3, 14), "local_time": AT_SEVEN, "rrule": "FREQ=WEEKLY;BYDAY=SA"}
    return services.create_series(where, by=acting(captain), **{**FACTS, **usual, **facts})


def rides_of(series: Series) -> list[Ride]:
    return list(Ride.objects.filter(series=series).order_by("recurrence_id"))


def walls(rides: list[Ride]) -> set[tuple[time, int]]:
    here = [ride.starts_at.astimezone(SYDNEY) for ride in rides]
    return {(moment.time(), moment.weekday()) for moment in here}


def test_rides_are_made_twelve_weeks_ahead_over_the_end_of_summer_time(
    cast: Cast, where: Organization
) -> None:
    series = series_of(where, cast.lee)
    made = rides_of(series)
    assert len(made) == 12
    assert walls(made) == {(AT_SEVEN, 5)}
    assert {ride.starts_at.time() for ride in made} == {time(20, 0), time(21, 0)}
    assert {(ride.state, ride.captain_id) for ride in made} == {("published", cast.lee.pk)}
    assert all(not list(faults(ride)) for ride in made[:2])
    published = Event.objects.filter(name="ride.published", target_id__in=[ride.pk for ride in made])
    assert published.count() == 12


def test_time_goes_by_and_late_or_doubled_work_is_harmless(
    cast: Cast, where: Organization, time_machine_at: Any
) -> None:
    series = series_of(where, cast.lee)
    assert services.make_all_ahead(timezone.now()) == (0, 0)
    time_machine_at(NOW + timedelta(weeks=30))
    assert services.make_all_ahead(timezone.now()) == (12, 1)
    assert services.make_all_ahead(timezone.now()) == (0, 0)
    Series.objects.update(made_until=None)
    assert services.make_all_ahead(timezone.now()) == (0, 1)
    made = rides_of(series)
    assert len(made) == 24
    with pytest.raises(IntegrityError), transaction.atomic():
        Ride.objects.filter(pk=made[0].pk).update(recurrence_id=made[1].recurrence_id)


def test_whoever_may_lead_no_more_leaves_drafts(
    cast: Cast, where: Organization, time_machine_at: Any
) -> None:
    series = series_of(where, cast.lee)
    lees = where.memberships.get(user=cast.lee)
    change_role(lees, by=acting(cast.olga), role="member")
    time_machine_at(NOW + timedelta(weeks=12))
    services.make_all_ahead(timezone.now())
    late = rides_of(series)[-1]
    assert (late.state, late.captain) == ("draft", None)


def test_a_rule_that_ends_ends_its_series_once_the_last_ride_is_over(
    cast: Cast, where: Organization, time_machine_at: Any
) -> None:
    series = series_of(where, cast.lee, rrule="FREQ=WEEKLY;COUNT=3")
    last = rides_of(series)[2]
    services.postpone_ride(last, by=acting(cast.lee), reason="weather")
    assert state_at(series, last.starts_at + timedelta(days=9), time_machine_at) == "running"
    new = last.starts_at + timedelta(days=20)
    services.reschedule_ride(Ride.objects.get(pk=last.pk), by=acting(cast.lee), starts_at=new)
    with pytest.raises(Conflict, match="by itself"):
        services.edit_series(Series.objects.get(pk=series.pk), by=acting(cast.lee), title="One more")
    assert state_at(series, new + timedelta(hours=11), time_machine_at) == "running"
    assert state_at(series, new + timedelta(hours=13), time_machine_at) == "running"  # looked at this day
    assert state_at(series, new + timedelta(days=2), time_machine_at) == "ended"
    assert len(rides_of(series)) == 3
    assert Event.objects.filter(name="series.ran_out", target_id=series.pk).count() == 1


def state_at(series: Series, moment: datetime, travel: Any) -> str:
    """How a series stands once its scheduled work was done at a moment."""
    travel(moment)
    services.make_all_ahead(timezone.now())
    return str(Series.objects.get(pk=series.pk).state)


def test_a_short_series_is_changed_and_ended_like_any_other(cast: Cast, where: Organization) -> None:
    short = "FREQ=WEEKLY;COUNT=4;BYDAY=SA"
    series = series_of(where, cast.lee, rrule=short)
    made = rides_of(series)
    changed = services.edit_series(
        Series.objects.get(pk=series.pk),
        by=acting(cast.lee),
        since=made[1].recurrence_id,
        local_time=time(6, 0),
    )
    assert (changed.state, changed.rrule) == ("running", "FREQ=WEEKLY;COUNT=3;BYDAY=SA")
    assert [ride.pk for ride in rides_of(changed)] == [ride.pk for ride in made[1:]]
    assert walls(rides_of(changed)) == {(time(6, 0), 5)}
    services.end_series(Series.objects.get(pk=changed.pk), by=acting(cast.lee))
    assert [ride.state for ride in [*rides_of(series), *rides_of(changed)]] == ["published"] + 3 * [
        "cancelled"
    ]
    lees = cast.client("lee")
    until = {**FACTS, "first_date": "2026-03-14", "local_time": "07:00", "rrule": f"{short};WKST=MO"}
    answer = lees.post(f"/api/v1/clubs/{where.pk}/series", {**until, "kind": "social", "difficulty": "easy"})
    assert (answer.status_code, answer.json().get("state")) == (201, "running"), answer.content
    listed = lees.get(f"/api/v1/clubs/{where.pk}/series").json()["results"]
    assert [row["id"] for row in listed] == [answer.json()["id"]]


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"rrule": "FREQ=HOURLY"}, "/rrule"),
        ({"rrule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"}, "/rrule"),
        ({"first_date": date(2026, 3, 1)}, "/first_date"),
        ({"first_date": date(2036, 3, 1)}, "/first_date"),
        ({"latitude": 1}, "/longitude"),
    ],
)
def test_refuses_what_cannot_be(cast: Cast, where: Organization, facts: Any, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        series_of(where, cast.lee, **facts)
    assert refused.value.errors[0]["pointer"] == pointer


def test_members_plan_none(cast: Cast, where: Organization) -> None:
    with pytest.raises(NotAllowed):
        series_of(where, cast.ana)


def test_one_ride_is_changed_alone(cast: Cast, where: Organization) -> None:
    series = series_of(where, cast.lee)
    second = rides_of(series)[1]
    was = second.starts_at
    services.edit_ride(second, by=acting(cast.lee), starts_at=was + timedelta(hours=2), title="Later today")
    second.refresh_from_db()
    assert (second.recurrence_id, second.series_id) == (was, series.pk)
    following = services.edit_series(
        Series.objects.get(pk=series.pk), by=acting(cast.lee), local_time=time(6, 30), title="Early"
    )
    second.refresh_from_db()
    assert (second.title, second.starts_at) == ("Later today", was + timedelta(hours=2))
    assert second.series_id == following.pk


def test_this_and_following_are_moved_and_those_who_joined_are_asked(cast: Cast, where: Organization) -> None:
    series = series_of(where, cast.lee)
    made = rides_of(series)
    join(made[5], cast.ana)
    called_off = Ride.objects.get(pk=made[7].pk)
    called_off = services.cancel_ride(called_off, by=acting(cast.lee), reason="weather")
    following = services.edit_series(
        Series.objects.get(pk=series.pk),
        by=acting(cast.lee),
        since=made[4].recurrence_id,
        local_time=time(6, 0),
        title="Early Saturdays",
    )
    series.refresh_from_db()
    assert (series.state, series.ends_before) == ("ended", made[4].recurrence_id)
    assert following.continues_id == series.pk
    kept, moved = rides_of(series), rides_of(following)
    assert [ride.pk for ride in kept] == [ride.pk for ride in made[:4]]
    assert [ride.pk for ride in moved] == [ride.pk for ride in made[4:]]
    alone = moved.pop(3)
    assert (alone.state, alone.title, alone.starts_at) == ("cancelled", FACTS["title"], made[7].starts_at)
    assert alone.recurrence_id == made[7].starts_at - timedelta(hours=1)
    assert alone.version == called_off.version + 1
    assert walls(moved) == {(time(6, 0), 5)}
    assert {ride.title for ride in moved} == {"Early Saturdays"}
    assert {ride.title for ride in kept} == {FACTS["title"]}
    assert place_of(moved[1], cast.ana).asked_again
    assert all(ride.sequence == 1 for ride in moved)
    assert services.make_all_ahead(timezone.now()) == (0, 0)


def test_another_day_of_the_week_takes_the_rides_along(cast: Cast, where: Organization) -> None:
    series = series_of(where, cast.lee)
    made = rides_of(series)
    services.edit_series(
        series, by=acting(cast.olga), since=made[2].recurrence_id, rrule="FREQ=WEEKLY;BYDAY=SU"
    )
    moved = [Ride.objects.get(pk=ride.pk) for ride in made[2:]]
    assert walls(moved) == {(AT_SEVEN, 6)}
    assert [
        ride.starts_at.date() - was.starts_at.date() for ride, was in zip(moved, made[2:], strict=True)
    ] == [timedelta(days=1)] * 10


def test_rarer_rides_let_go_only_of_what_nobody_joined(cast: Cast, where: Organization) -> None:
    series = series_of(where, cast.lee)
    made = rides_of(series)
    join(made[3], cast.ana)
    following = services.edit_series(
        series, by=acting(cast.lee), since=made[0].recurrence_id, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"
    )
    states = [Ride.objects.get(pk=ride.pk).state for ride in made]
    assert states == ["published" if n % 2 == 0 or n == 3 else "cancelled" for n in range(12)]
    assert [ride.pk for ride in rides_of(following)] == [
        ride.pk for n, ride in enumerate(made) if n % 2 == 0 or n == 3
    ]
    assert Ride.objects.get(pk=made[3].pk).recurrence_id == made[3].recurrence_id


def test_what_was_cancelled_alone_stays_so_however_often_a_series_is_changed(
    cast: Cast, where: Organization
) -> None:
    """What a rarer rule let go comes back with the rule, and what it left behind has no other beside it."""
    series = series_of(where, cast.lee)
    made = rides_of(series)
    for n in (2, 5):
        services.cancel_ride(Ride.objects.get(pk=made[n].pk), by=acting(cast.lee), reason="weather")
    join(made[3], cast.ana)
    for changes in (
        {"title": "First change"},
        {"title": "Second change"},
        {"local_time": time(6, 0)},
        {"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"},
        {"title": "Third change"},
        {"rrule": "FREQ=WEEKLY;BYDAY=SA", "local_time": AT_SEVEN},
    ):
        series = services.edit_series(Series.objects.get(pk=series.pk), by=acting(cast.lee), **changes)
        days = [ride.starts_at.astimezone(SYDNEY).date() for ride in rides_of(series)]
        assert len(set(days)) == len(days), changes
        assert services.make_all_ahead(timezone.now()) == (0, 0)
    now = rides_of(series)
    assert [ride.starts_at.date() for ride in now] == [ride.starts_at.date() for ride in made]
    assert [ride.state for ride in now] == ["cancelled" if n in (2, 5) else "published" for n in range(12)]
    # Those of even weeks were moved all along, those of odd ones that nobody joined are new.
    same = [ride.pk == was.pk for ride, was in zip(now, made, strict=True)]
    assert same == [n % 2 == 0 or n in (3, 5) for n in range(12)]
    shown = Ride.objects.filter(organization=where, state="published")
    assert shown.count() == shown.values("starts_at").distinct().count() == 10
    assert list(faults(now[3])) == []
    services.end_series(Series.objects.get(pk=series.pk), by=acting(cast.lee), cancel="all")
    assert not Ride.objects.filter(organization=where, state="published").exists()


def test_a_series_of_which_all_was_cancelled_alone_brings_nothing_back(
    cast: Cast, where: Organization
) -> None:
    series = series_of(where, cast.lee)
    for ride in rides_of(series):
        services.cancel_ride(ride, by=acting(cast.lee), reason="weather")
    for title in ("First change", "Second change"):
        series = services.edit_series(Series.objects.get(pk=series.pk), by=acting(cast.lee), title=title)
    assert {ride.state for ride in Ride.objects.filter(organization=where)} == {"cancelled"}
    assert Ride.objects.filter(series=series).count() == 12


def test_a_count_goes_on_where_it_was(cast: Cast, where: Organization) -> None:
    series = series_of(where, cast.lee, rrule="FREQ=WEEKLY;COUNT=20")
    made = rides_of(series)
    following = services.edit_series(series, by=acting(cast.lee), since=made[5].recurrence_id, title="Next")
    assert following.rrule == "FREQ=WEEKLY;COUNT=15"


def test_ended_with_and_without_those_who_joined(cast: Cast, where: Organization) -> None:
    series = series_of(where, cast.lee)
    made = rides_of(series)
    join(made[3], cast.ana)
    ended = services.end_series(series, by=acting(cast.lee), reason="weather")
    assert ended.state == "ended"
    states = [ride.state for ride in rides_of(series)]
    assert states == ["published" if n == 3 else "cancelled" for n in range(12)]
    with pytest.raises((WrongState, Conflict)):
        services.edit_series(Series.objects.get(pk=series.pk), by=acting(cast.lee), title="More")
    whole = series_of(where, cast.lee)
    join(rides_of(whole)[0], cast.ana)
    services.end_series(whole, by=acting(cast.olga), cancel="all")
    assert {ride.state for ride in rides_of(whole)} == {"cancelled"}
    assert Participation.objects.live().filter(ride__series=whole, user=cast.ana).exists()


def test_what_was_put_off_is_still_to_come_when_a_series_ends(
    cast: Cast, where: Organization, time_machine_at: Any
) -> None:
    """A change leaves it as it is; the end of its series cancels it like what else nobody joined."""
    changed, ended = series_of(where, cast.lee), series_of(where, cast.lee)
    put_off = [rides_of(series)[0] for series in (changed, ended)]
    for one in put_off:
        services.postpone_ride(one, by=acting(cast.lee), reason="weather")
    time_machine_at(NOW + timedelta(weeks=2))
    services.edit_series(Series.objects.get(pk=changed.pk), by=acting(cast.lee), title="Another")
    services.end_series(Series.objects.get(pk=ended.pk), by=acting(cast.lee))
    found = [Ride.objects.get(pk=one.pk) for one in put_off]
    assert [(one.state, one.series_id) for one in found] == [
        ("postponed", changed.pk),
        ("cancelled", ended.pk),
    ]
    # The one whose start is over, and that nobody put off or started, is left alone too.
    assert [one.state for one in rides_of(ended)[1:3]] == ["published", "cancelled"]


def test_other_leaders_leave_it_alone(cast: Cast, where: Organization) -> None:
    series = series_of(where, cast.olga)
    for act in (services.edit_series, services.end_series):
        with pytest.raises(NotAllowed):
            act(series, by=acting(cast.lee))


def test_a_template_of_a_ride_plans_another(cast: Cast, where: Organization) -> None:
    facts = {**FACTS, "starts_at": timezone.now() + timedelta(days=2), "capacity": 12, "pace": "25 km/h"}
    first = services.create_ride(where, by=acting(cast.lee), **facts)
    template = services.create_template(where, by=acting(cast.lee), ride=first.pk, title="The loop")
    assert (template.title, template.capacity, template.pace) == ("The loop", 12, "25 km/h")
    planned = services.create_ride(
        where,
        by=acting(cast.lee),
        template=template.pk,
        starts_at=timezone.now() + timedelta(days=9),
        capacity=8,
    )
    assert (planned.title, planned.capacity, planned.meeting_point) == ("The loop", 8, FACTS["meeting_point"])
    services.delete_template(template, by=acting(cast.olga))
    with pytest.raises(Invalid):
        services.create_ride(where, by=acting(cast.lee), template=template.pk, starts_at=planned.starts_at)


def test_nobody_loses_a_place_by_it(cast: Cast, where: Organization) -> None:
    series = series_of(where, cast.lee, capacity=5)
    made = rides_of(series)
    join(made[1], cast.ana)
    services.edit_series(series, by=acting(cast.lee), capacity=1)
    assert [Ride.objects.get(pk=ride.pk).capacity for ride in made[:3]] == [1, 5, 1]


def test_another_captain_takes_over_the_rides_that_nobody_else_did(cast: Cast, where: Organization) -> None:
    membership(where, cast.petra, "ride_leader")
    series = series_of(where, cast.lee)
    rides = rides_of(series)
    services.make_captain(join(rides[3], cast.olga), by=acting(cast.lee))
    services.resize_ride(Ride.objects.get(pk=rides[4].pk), by=acting(cast.lee), capacity=1)
    changed = services.edit_series(
        Series.objects.get(pk=series.pk),
        by=acting(cast.olga),
        since=rides[2].recurrence_id,
        captain=cast.petra.pk,
    )
    moved = rides_of(changed)
    assert [ride.captain for ride in moved[:4]] == [cast.petra, cast.olga, cast.lee, cast.petra]
    assert {ride.captain for ride in rides_of(series)} == {cast.lee}
    assert place_of(moved[0], cast.lee).role == "leader"
    assert [list(faults(ride)) for ride in moved[:4]] == [[], [], [], []]


def test_the_rides_of_one_series_are_listed(cast: Cast, where: Organization) -> None:
    short = "FREQ=WEEKLY;COUNT=2"
    wanted, _ = series_of(where, cast.lee, rrule=short), series_of(where, cast.lee, rrule=short)
    address = f"/api/v1/clubs/{where.pk}/rides"
    found = cast.client("ana").get(address, {"series": str(wanted.pk)}).json()["results"]
    assert [row["id"] for row in found] == [str(ride.pk) for ride in rides_of(wanted)]
    assert cast.client("ana").get(address, {"series": "x"}).status_code in (400, 422)
