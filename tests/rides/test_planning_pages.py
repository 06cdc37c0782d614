"""The form in which rides are planned, on the club's clocks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides.models import Ride, RideTemplate
from apps.rides.pages.clocks import is_doubled, on_clock
from tests.cast import Cast
from tests.rides.page_readers import press, read, status
from tests.rides.riding import FACTS, club, ride

pytestmark = pytest.mark.django_db
SYDNEY = ZoneInfo("Australia/Sydney")
NEW = "/clubs/harbour-wheelers/rides/new"
NO_GROUPS = {"groups-TOTAL_FORMS": "0", "groups-INITIAL_FORMS": "0"}


@pytest.fixture
def wheelers(cast: Cast) -> Organization:
    return club(cast, timezone="Australia/Sydney")


def typed(words: str) -> datetime:
    return datetime.fromisoformat(words)


def given(**more: Any) -> dict[str, Any]:
    facts = {name: value for name, value in FACTS.items() if name != "publish"}
    usual = {"kind": "social", "difficulty": "easy", "duration_minutes": "90", "drop_policy": "regroup"}
    day = (timezone.now() + timedelta(days=40)).date()
    return {**facts, **usual, "starts_at": f"{day}T07:30", **NO_GROUPS, **more}


def test_means_the_clocks_of_the_club(cast: Cast, wheelers: Organization) -> None:
    assert "On the clocks of Sydney" in read(cast, NEW, "lee")
    page = press(cast, "lee", NEW, **given())
    assert "is open, and you captain it" in page
    assert "7:30 am" in page
    planned = Ride.objects.get()
    assert (planned.starts_here.hour, planned.starts_here.minute) == (7, 30)
    assert (planned.state, planned.captain) == ("published", cast.lee)


def test_leaves_out_no_hour_and_takes_the_first_of_two() -> None:
    with pytest.raises(ValidationError, match="2:30 am is left out"):
        on_clock(typed("2027-10-03T02:30"), SYDNEY)
    twice = on_clock(typed("2027-04-04T02:30"), SYDNEY)
    assert twice == datetime(2027, 4, 3, 15, 30, tzinfo=UTC)
    assert is_doubled(twice, SYDNEY)
    assert not is_doubled(on_clock(typed("2027-04-04T12:00"), SYDNEY), SYDNEY)
    for beyond, where in (("0001-01-01T00:00", SYDNEY), ("9999-12-31T23:00", ZoneInfo("America/Lima"))):
        with pytest.raises(ValidationError):
            on_clock(typed(beyond), where)


def test_proposes_where_a_member_plans_and_a_leader_may_keep_a_draft(
    cast: Cast, wheelers: Organization
) -> None:
    assert "Propose a ride" in read(cast, NEW, "ana")
    assert "look at Picnic and publish it" in press(cast, "ana", NEW, **given(title="Picnic"))
    assert "kept as a draft" in press(cast, "lee", NEW, **given(title="Later", then="draft"))
    assert set(Ride.objects.values_list("state", flat=True)) == {"draft"}
    assert "Proposed in your clubs" in read(cast, "/rides/mine", "lee")
    assert "is open" in press(cast, "lee", f"/rides/{Ride.objects.get(title='Picnic').pk}/publish")
    assert (status(cast, NEW, "milo"), status(cast, NEW)) == (404, 302)


def test_says_what_is_wrong_and_keeps_what_was_typed(cast: Cast, wheelers: Organization) -> None:
    wrong = given(title="", starts_at="2020-03-14T07:30", latitude="10", duration_minutes="3")
    answer = cast.browser("lee").post(NEW, wrong)
    assert answer.status_code == 422
    assert b"This field is required" in answer.content
    answer = cast.browser("lee").post(NEW, {**wrong, "title": "Loop"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "greater than or equal to 10" in page
    assert 'value="Loop"' in page
    answer = cast.browser("lee").post(NEW, given(latitude="10"))
    assert "A place has a latitude and a longitude." in answer.content.decode()
    answer = cast.browser("lee").post(NEW, given(starts_at="2020-03-14T07:30"))
    assert "Choose a time to come." in answer.content.decode()
    assert not Ride.objects.exists()


def test_finds_the_start_by_words_and_shows_where_the_club_met(cast: Cast, wheelers: Organization) -> None:
    lee = cast.browser("lee")
    assert "data-spot" not in lee.get(NEW).content.decode(), "there is nothing to draw it around"
    press(cast, "lee", NEW, **given(spot="-33.87, 151.21", latitude="1", longitude="1"))
    planned = Ride.objects.get()
    assert (planned.latitude, planned.longitude) == (Decimal("-33.87"), Decimal("151.21"))
    Organization.objects.filter(pk=wheelers.pk).update(latitude="-33.9", longitude="151.2")
    page = lee.get(NEW).content.decode()
    assert f'data-name="{planned.meeting_point}"' in page
    assert "Exact position" in page
    page = lee.get(f"/rides/{planned.pk}/edit").content.decode()
    assert 'data-pin transform="translate(100.0 100.0)"' in page
    wrong = lee.post(NEW, given(spot="Nowhereville"))
    assert wrong.status_code == 422
    assert "We know no place of this name" in wrong.content.decode()
    kept = press(cast, "lee", f"/rides/{planned.pk}/edit", version=planned.version, **given(spot=""))
    assert "Saved." in kept
    planned.refresh_from_db()
    assert planned.latitude is None, "who empties the figures takes the place away"


def test_plans_and_changes_pace_groups(cast: Cast, wheelers: Organization) -> None:
    groups = {
        "groups-TOTAL_FORMS": "2", "groups-INITIAL_FORMS": "0",
        "groups-0-name": "Quick", "groups-0-slowest_kmh": "30", "groups-0-fastest_kmh": "28",
        "groups-1-name": "Steady", "groups-1-capacity": "9", "groups-1-leader": str(cast.lee.pk),
    }  # fmt: skip
    answer = cast.browser("lee").post(NEW, given(**groups))
    assert answer.status_code == 422
    assert b"slower than where the group begins" in answer.content
    press(cast, "lee", NEW, **given(**{**groups, "groups-0-fastest_kmh": "33"}))
    planned = Ride.objects.get()
    assert list(planned.pace_groups.in_order().values_list("name", "leader")) == [
        ("Quick", None), ("Steady", cast.lee.pk),
    ]  # fmt: skip
    changed = {**groups, "groups-INITIAL_FORMS": "2", "groups-0-name": "", "groups-1-capacity": "5"}
    changed = {**changed, "groups-0-slowest_kmh": "", "groups-0-fastest_kmh": ""}
    page = press(cast, "lee", f"/rides/{planned.pk}/edit", version=planned.version, **given(**changed))
    assert "Saved." in page
    assert list(planned.pace_groups.values_list("name", "capacity")) == [("Steady", 5)]


def test_changes_a_ride_unless_somebody_else_did(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee, capacity=4)
    url = f"/rides/{loop.pk}/edit"
    assert "Saved." in press(cast, "lee", url, version=loop.version, **given(title="Longer loop", capacity=5))
    stale = cast.browser("lee").post(url, {"version": loop.version, **given(title="Mine")})
    assert stale.status_code == 422
    assert b"Somebody changed it meanwhile" in stale.content
    fresh = Ride.objects.get()
    assert (fresh.title, fresh.capacity, fresh.duration_minutes) == ("Longer loop", 5, 90)
    few = cast.browser("lee").post(url, {"version": fresh.version, **given(capacity=0)})
    assert few.status_code == 422
    assert b"More places than that are taken" in few.content


def test_begins_with_a_template_or_another_ride(cast: Cast, wheelers: Organization) -> None:
    facts = {"title": "Tuesday hills", "meeting_point": "Town hall", "capacity": 12}
    template = RideTemplate.objects.create(organization=wheelers, user=cast.lee, **facts)
    page = cast.browser("lee").get(f"{NEW}?template={template.pk}").content.decode()
    assert 'value="Tuesday hills"' in page
    assert 'value="Town hall"' in page
    loop = ride(wheelers, cast.lee, title="Like this", pace_groups=[{"name": "Quick"}])
    page = cast.browser("ana").get(f"{NEW}?like={loop.pk}").content.decode()
    assert 'value="Like this"' in page
    assert 'value="Quick"' in page
    assert status(cast, f"{NEW}?template=x&like=%00", "lee") == 200
