"""How a club's riding goes: the figures, who may see them, and what they cost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.rides.insight import insight
from apps.rides.models import Participation, Ride
from tests import factories
from tests.cast import Cast
from tests.rides.riding import FACTS, club

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 5, 14, 2, tzinfo=UTC)


def ridden(
    where: Organization, captain: User, days_ago: float, *, state: str = "completed", **came: Any
) -> Ride:
    """A ride of before, with an outcome for each of some people: `ana="attended"`."""
    start = NOW - timedelta(days=days_ago)
    facts = {**FACTS, "starts_at": start, "state": state, "distance_km": 40, "captain": captain}
    ride: Ride = Ride.objects.create(organization=where, user=captain, **facts)
    people = {captain: ("captain", "attended")}
    people |= {
        User.objects.get(email__startswith=f"{name}@"): ("participant", each) for name, each in came.items()
    }
    for person, (role, attendance) in people.items():
        Participation.objects.create(
            ride=ride, organization=where, user=person, role=role, status="confirmed", attendance=attendance
        )
    return ride


def test_tells_what_became_of_rides(cast: Cast) -> None:
    where = club(cast)
    cast.petra  # noqa: B018 - made when first mentioned
    ridden(where, cast.lee, 100, ana="attended")
    ridden(where, cast.lee, 8, ana="attended", petra="no_show")
    ridden(where, cast.olga, 1, petra="attended", ana="excused")
    ridden(where, cast.lee, 1, state="cancelled")
    elsewhere = club(cast, "Another Club")
    ridden(elsewhere, cast.lee, 1, petra="attended")
    found = insight(where, "quarter", NOW, names=True)
    assert [(week.rides, week.cancelled, week.distance_km) for week in found.weeks[-2:]] == [
        (1, 0, 40),
        (1, 1, 40),
    ]
    assert [len(found.weeks), found.weeks[-1].begins_on.isoformat()] == [13, "2031-05-12"]
    assert (found.totals.rides, found.totals.distance_km, found.before.rides) == (2, 80, 1)
    # Of six places four came; Petra and Olga for the first time, Ana and Lee had ridden before.
    assert (found.totals.attendance, found.totals.no_shows, found.totals.riders_each) == (0.667, 0.167, 2.0)
    assert (found.totals.newcomers, found.before.newcomers) == (2, 2)
    assert [(leader.display_name, leader.captained) for leader in found.leaders] == [
        ("Lee Whitmore", 1),
        ("Olga Sandberg", 1),
    ]


def test_costs_the_same_whatever_there_is(cast: Cast) -> None:
    where = club(cast)
    ridden(where, cast.lee, 8, ana="attended")
    few = cost(cast)
    for days in range(1, 60, 3):
        ridden(where, cast.lee, days, ana="attended", olga="no_show")
    assert cost(cast) == few
    assert few <= 14


def cost(cast: Cast) -> int:
    browser = cast.browser("olga")
    with CaptureQueriesContext(connection) as queries:
        assert browser.get("/clubs/harbour-wheelers/insight?range=year").status_code == 200
    return len(queries)


def test_is_for_those_who_look_after_rides(cast: Cast) -> None:
    where = club(cast)
    factories.membership(where, cast.carlo, "ride_captain")
    cast.mona, cast.sam, cast.milo  # noqa: B018
    path = f"/api/v1/clubs/{where.pk}/insight"
    answers = {name: cast.client(name).get(path).status_code for name in ("olga", "carlo", "sam")}
    assert set(answers.values()) == {200}
    refused = {name: cast.client(name).get(path).status_code for name in ("", "lee", "ana", "milo", "mona")}
    assert refused == {"": 401, "lee": 403, "ana": 403, "milo": 403, "mona": 403}
    page = "/clubs/harbour-wheelers/insight"
    assert {cast.browser(name).get(page).status_code for name in ("lee", "ana", "milo")} == {404}
    assert cast.browser("carlo").get(page).status_code == 200
    assert cast.client("olga").get(f"{path}?range=decade").status_code == 400
    assert cast.client("olga").get(f"{path}?of=me").status_code == 400
    rescue = factories.organization("Paws", founder=cast.olga)
    assert cast.client("olga").get(f"/api/v1/clubs/{rescue.pk}/insight").status_code == 404


def test_who_looks_from_outside_reads_no_names(cast: Cast) -> None:
    where = club(cast)
    led = ridden(where, cast.lee, 8)
    Ride.objects.filter(pk=led.pk).update(starts_at=timezone.now() - timedelta(days=8))
    path, page = f"/api/v1/clubs/{where.pk}/insight", "/clubs/harbour-wheelers/insight"
    assert cast.client("olga").get(path).json()["leaders"][0]["display_name"] == "Lee Whitmore"
    (leader,) = cast.client("sam").get(path).json()["leaders"]
    assert leader == {"id": None, "display_name": None, "captained": 1, "led": 0}
    assert "Lee Whitmore" in cast.browser("olga").get(page).content.decode()
    shown = cast.browser("sam").get(page)
    assert (shown.status_code, "Lee Whitmore" in shown.content.decode()) == (200, False)


def test_reads_without_the_drawings(cast: Cast) -> None:
    """Every chart says what it shows, and has its figures in a table."""
    where = club(cast)
    empty = cast.browser("olga").get("/clubs/harbour-wheelers/insight").content.decode()
    assert "Nothing ridden in this time" in empty
    Ride.objects.all().delete()
    start = timezone.now() - timedelta(days=2)
    facts = {**FACTS, "title": "<b>", "starts_at": start, "state": "completed", "captain": cast.lee}
    ride = Ride.objects.create(organization=where, user=cast.lee, **facts)
    Participation.objects.create(
        ride=ride,
        organization=where,
        user=cast.lee,
        role="captain",
        status="confirmed",
        attendance="attended",
    )
    page = cast.browser("olga").get("/clubs/harbour-wheelers/insight").content.decode()
    assert page.count('role="img"') == page.count("<caption") - 1 == 4
    assert "1 ridden and 0 cancelled." in page
    assert "style=" not in page.partition("<main")[2]
