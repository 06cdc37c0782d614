"""Rides that come again, planned by forms: the rule is ours, its words and dates are shown first."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides.models import Ride, RideTemplate, Series
from apps.rides.pages.rule_fields import RuleFields, rule_as_typed
from apps.rides.recurrence import read_rule
from apps.rides.rules_in_words import in_words
from apps.rides.services import make_all_ahead
from tests.cast import Cast
from tests.rides.page_readers import press, read, status
from tests.rides.riding import FACTS, club, join, ride

pytestmark = pytest.mark.django_db
HOME = "/clubs/harbour-wheelers/series"


@pytest.fixture
def wheelers(cast: Cast) -> Organization:
    return club(cast, timezone="Australia/Sydney")


def given(cast: Cast, **more: Any) -> dict[str, Any]:
    usual = {"kind": "social", "difficulty": "easy", "duration_minutes": "90", "drop_policy": "regroup"}
    when = {
        "first_date": (timezone.now() + timedelta(days=3)).date(), "local_time": "07:30",
        "repeats": "weekly", "every": "1", "weekdays": ["TU", "TH"], "which": "1", "ends": "never",
        "captain": str(cast.lee.pk),
    }  # fmt: skip
    return {**FACTS, **usual, **when, **more}


def planned(cast: Cast, **more: Any) -> Series:
    press(cast, "lee", f"{HOME}/new", **given(cast, then="save", **more))
    return Series.objects.get(state="running")


def test_shows_words_and_dates_before_it_saves(cast: Cast, wheelers: Organization) -> None:
    assert "On the clocks of Sydney" in read(cast, f"{HOME}/new", "lee")
    answer = cast.browser("lee").post(f"{HOME}/new", given(cast))
    page = answer.content.decode()
    assert "Every week on Tuesday and Thursday" in page
    dates = re.search(r'<ol class="dates[^"]*">(.*?)</ol>', page)
    assert dates is not None
    assert dates[1].count("<li>") == 6
    assert dates[1].count("7:30 am") == 6
    assert page.count('name="weekdays"') == 2
    assert not Series.objects.exists()
    again = press(cast, "lee", f"{HOME}/new", **given(cast, then="change"))
    assert "Plan a series" in again
    assert "comes again from now on" in press(cast, "lee", f"{HOME}/new", **given(cast, then="save"))
    made = Series.objects.get()
    assert (made.rrule, made.captain) == ("FREQ=WEEKLY;BYDAY=TU,TH", cast.lee)
    assert Ride.objects.filter(series=made, state="published").count() >= 22
    assert "Every week on Tuesday and Thursday" in read(cast, HOME, "ana")
    assert "End the series" not in read(cast, f"{HOME}/{made.pk}", "ana")


def test_plans_the_first_sunday_of_each_month_and_refuses_nonsense(
    cast: Cast, wheelers: Organization
) -> None:
    monthly = {"repeats": "monthly", "weekdays": ["SU"], "every": "2", "ends": "times", "times": "5"}
    assert "Every 2 months on the first Sunday, 5 times" in press(
        cast, "lee", f"{HOME}/new", **given(cast, **monthly)
    )
    last = given(cast, repeats="monthly", weekdays=["FR"], which="-1", ends="until", until="2027-08-31")
    assert planned(cast, **last).rrule == "FREQ=MONTHLY;UNTIL=20270831T235959;BYDAY=-1FR"
    mistakes: list[dict[str, Any]] = [
        {"weekdays": []},
        {"every": "0"},
        {"every": "x"},
        {"ends": "until"},
        {"ends": "until", "until": "0001-01-01"},
        {"ends": "times", "times": "5000"},
        {"first_date": "2001-01-01"},
        {"repeats": "kept"},
        {"captain": str(cast.ana.pk)},
        {"title": "\x00"},
    ]
    for wrong in mistakes:
        assert cast.browser("lee").post(f"{HOME}/new", given(cast, **wrong)).status_code == 422, wrong
    assert Series.objects.count() == 1


def test_shows_the_dates_while_the_form_is_filled_in(cast: Cast, wheelers: Organization) -> None:
    lee, first = cast.browser("lee"), timezone.now().date() + timedelta(days=3)
    when = {"first_date": first, "local_time": "07:30", "every": "2", "ends": "never", "then": "dates"}

    def so_far(**more: Any) -> str:
        answer = lee.post(f"{HOME}/new", {**when, **more})
        assert answer.status_code == 200
        return str(answer.content.decode())

    assert "Every 2 weeks on" in (shown := so_far(repeats="weekly", weekdays=["TU"]))
    assert shown.count("<li>") == 6
    assert "<html" not in shown
    assert "Every 2 months on day 31" in so_far(repeats="dated", month_day="31")
    assert "Every 2 months on the last day" in so_far(repeats="dated", month_day="-1")
    assert "Every 2 days, 3 times" in (few := so_far(repeats="daily", ends="times", times="3"))
    assert few.count("<li>") == 3
    for wrong in ({}, {"repeats": "weekly"}, {"repeats": "weekly", "weekdays": ["TU"], "first_date": "x"}):
        assert "No dates yet" in so_far(**wrong)
    assert not Series.objects.exists()
    assert cast.browser("ana").post(f"{HOME}/new", when).status_code == 404


def test_changes_this_and_the_following(cast: Cast, wheelers: Organization) -> None:
    series = planned(cast)
    rides = list(Ride.objects.filter(series=series).order_by("recurrence_id"))
    join(rides[4], cast.ana)
    url, since = f"{HOME}/{series.pk}/edit", rides[3].recurrence_id.isoformat()
    page = cast.browser("lee").get(url, {"from": since}).content.decode()
    assert f'<option value="{since}" selected>' in page
    changed = {**given(cast, local_time="09:00", title="Later loop"), "since": since}
    del changed["first_date"]
    assert "9:00 am" in press(cast, "lee", url, version=series.version, **changed)
    assert "Saved." in press(cast, "lee", url, version=series.version, then="save", **changed)
    following = Series.objects.get(state="running")
    assert following.continues == series
    assert Ride.objects.get(pk=rides[2].pk).series == series
    moved = Ride.objects.get(pk=rides[4].pk)
    assert (moved.series, moved.title, moved.starts_here.hour) == (following, "Later loop", 9)
    assert status(cast, url, "lee") == 409


def test_ends_a_series_with_or_without_the_rides_people_joined(cast: Cast, wheelers: Organization) -> None:
    series = planned(cast)
    joined = Ride.objects.filter(series=series).order_by("recurrence_id")[2]
    join(joined, cast.ana)
    assert status(cast, f"{HOME}/{series.pk}/end", "ana") == 403
    page = press(cast, "lee", f"{HOME}/{series.pk}/end", cancel="unjoined", reason="road")
    assert "does not come again" in page
    assert Ride.objects.get(series=series, state="published") == joined
    assert "It has ended" in read(cast, f"{HOME}/{series.pk}", "ana")


def test_lists_a_series_until_its_last_ride_was_ridden(cast: Cast, wheelers: Organization) -> None:
    press(cast, "lee", f"{HOME}/new", **given(cast, then="save", ends="times", times="2"))
    series = Series.objects.get()
    make_all_ahead(timezone.now())
    series.refresh_from_db()
    assert series.state == "running"
    assert "2 times" in read(cast, HOME, "ana")
    assert "Next dates" in read(cast, f"{HOME}/{series.pk}", "ana")
    assert status(cast, f"{HOME}/{series.pk}/edit", "lee") == 200
    Ride.objects.filter(series=series).update(starts_at=timezone.now() - timedelta(days=1))
    Series.objects.update(made_until=timezone.now())
    make_all_ahead(timezone.now())
    assert "2 times" not in read(cast, HOME, "ana")
    assert "It has ended" in read(cast, f"{HOME}/{series.pk}", "ana")


def test_keeps_names_and_deletes_templates(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee, title="Lighthouse", capacity=9)
    assert "Lighthouse is a template now" in press(cast, "lee", f"/rides/{loop.pk}/template")
    template = RideTemplate.objects.get()
    assert 'value="Lighthouse"' in cast.browser("lee").get(f"{HOME}/new?like={loop.pk}").content.decode()
    assert "Lighthouse" in read(cast, HOME, "ana")
    url = f"/clubs/{wheelers.slug}/templates/{template.pk}"
    assert cast.browser("lee").post(f"{url}/rename", {"title": ""}).status_code == 422
    assert cast.browser("ana").post(f"{url}/rename", {"title": "Mine"}).status_code == 403
    assert "Saved." in press(cast, "lee", f"{url}/rename", title="Light")
    assert "Light is deleted" in press(cast, "lee", f"{url}/delete")
    assert cast.browser("ana").post(f"/rides/{loop.pk}/template").status_code == 403
    assert not RideTemplate.objects.exists()
    for path in (HOME, f"{HOME}/new"):
        assert (status(cast, path, "milo"), status(cast, path)) == (404, 302)
    assert status(cast, f"{HOME}/new", "ana") == 404


@pytest.mark.parametrize(
    ("rule", "words", "is_typed"),
    [
        ("FREQ=WEEKLY;INTERVAL=2", "Every 2 weeks on Tuesday", True),
        ("FREQ=DAILY;COUNT=1", "Every day, once", True),
        ("FREQ=MONTHLY;BYDAY=1SU,-1SU", "Every month on the first Sunday and the last Sunday", False),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,5", "Every month on day 5 and the last day", False),
        ("FREQ=MONTHLY", "Every month on day 2", True),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "Every 3 months on the last day", True),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", "By a rule of its own: FREQ=MONTHLY;BYMONTHDAY=-2", False),
        ("FREQ=YEARLY", "Every year on 2 June", False),
        ("FREQ=MONTHLY;BYDAY=2SA;UNTIL=20270501", "Every month on the second Saturday, until 1 May 2027", 1),
        ("FREQ=WEEKLY;BYMONTH=6", "By a rule of its own: FREQ=WEEKLY;BYMONTH=6", False),
    ],
)  # fmt: skip
def test_says_rules_in_words(rule: str, words: str, is_typed: int) -> None:
    first = date(2026, 6, 2)  # a Tuesday
    assert in_words(read_rule(rule), first) == words
    typed = rule_as_typed(read_rule(rule), first)
    assert (typed is not None) == is_typed
    if typed is not None:
        form = RuleFields(typed)
        assert form.is_valid(), form.errors
        assert in_words(read_rule(form.rule), first) == words
