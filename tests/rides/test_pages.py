"""Rides as people see them: the list, one ride in every state, and their own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.organizations.models import Membership, Organization
from apps.organizations.services import suspend_membership
from apps.rides import services
from apps.rides.models import Ride
from tests import factories
from tests.cast import Cast
from tests.rides.page_readers import begun, press, read, status
from tests.rides.riding import acting, club, join, place_of, ride

pytestmark = pytest.mark.django_db


@pytest.fixture
def wheelers(cast: Cast) -> Organization:
    return club(cast, timezone="Australia/Sydney", region="Saltwater Bay")


def test_shows_a_public_ride_to_everybody_and_names_its_riders_to_few(
    cast: Cast, wheelers: Organization
) -> None:
    loop = ride(wheelers, cast.lee, audience="public", capacity=9, distance_km="62.4")
    join(loop, cast.ana)
    for who, sees in (("", False), ("milo", False), ("ana", True), ("olga", True)):
        page = read(cast, f"/rides/{loop.pk}", who)
        assert "7 places left of 9" in page
        assert "62.4 km" in page
        assert "Lee Whitmore Captain" in page
        assert ("Ana Ruiz" in page) is sees, who


def test_hides_what_is_for_members_and_what_is_only_proposed(cast: Cast, wheelers: Organization) -> None:
    inside, proposal = ride(wheelers, cast.lee), ride(wheelers, cast.ana, title="Picnic")
    factories.membership(wheelers, cast.petra)
    seen = {who: status(cast, f"/rides/{inside.pk}", who) for who in ("", "milo", "petra")}
    assert seen == {"": 404, "milo": 404, "petra": 200}
    seen = {who: status(cast, f"/rides/{proposal.pk}", who) for who in ("petra", "ana", "lee")}
    assert seen == {"petra": 404, "ana": 200, "lee": 200}


def test_joins_waits_is_asked_and_passes(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee, audience="public", capacity=2, starts_at=timezone.now() + timedelta(9))
    url = f"/rides/{loop.pk}"
    assert "You have a place" in press(cast, "ana", f"{url}/join")
    assert "Wait for a place" in read(cast, url, "milo")
    assert "You are 1st in line" in press(cast, "milo", f"{url}/join")
    mine = f"{url}/places/{place_of(loop, cast.milo).pk}"
    assert "yours at once" in press(cast, "milo", f"{mine}/take_it_for_me")
    assert "we ask you first" in press(cast, "milo", f"{mine}/ask_me_first")
    assert "Give up your place?" in read(cast, f"{url}/places/{place_of(loop, cast.ana).pk}/withdraw", "ana")
    press(cast, "ana", f"{url}/places/{place_of(loop, cast.ana).pk}/withdraw")
    assert "A place is kept for you until" in read(cast, "/rides/mine", "milo")
    assert "A place is free for you" in read(cast, url, "milo")
    assert "You passed your place on" in press(cast, "milo", f"{mine}/pass")


def test_asks_again_when_the_time_changes(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee)
    join(loop, cast.ana)
    services.edit_ride(loop, by=acting(cast.lee), starts_at=timezone.now() + timedelta(days=3))
    assert "Are you still coming?" in read(cast, "/rides/mine", "ana")
    page = press(cast, "ana", f"/rides/{loop.pk}/places/{place_of(loop, cast.ana).pk}/still_coming")
    assert "Are you still coming?" not in page
    assert "You have a place" in page


def test_brings_a_guest_into_a_group(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee, pace_groups=[{"name": "Quick", "capacity": 1, "slowest_kmh": 30}])
    quick = loop.pace_groups.get()
    assert "Quick, from 30 km/h" in press(cast, "ana", f"/rides/{loop.pk}/join", pace_group=quick.pk)
    assert "Say" not in press(cast, "ana", f"/rides/{loop.pk}/guests", guest_name="Ines")
    assert "Ines has a place" in read(cast, f"/rides/{loop.pk}", "ana")
    again = cast.browser("ana").post(f"/rides/{loop.pk}/guests", {"guest_name": ""})
    assert again.status_code == 422
    assert "This group is full" in press(cast, "olga", f"/rides/{loop.pk}/join", pace_group=quick.pk)


def test_tells_who_is_suspended_why_there_is_no_button(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee, audience="public")
    mine = Membership.objects.get(organization=wheelers, user=cast.ana)
    suspend_membership(mine, by=acting(cast.olga), reason="conduct")
    assert "You are suspended in this club" in read(cast, f"/rides/{loop.pk}", "ana")


def test_postpones_sets_a_new_time_and_cancels_with_a_reason(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee)
    url = f"/rides/{loop.pk}"
    assert "Postpone Lighthouse loop?" in read(cast, f"{url}/postpone", "lee")
    assert "This ride is postponed. The weather" in press(cast, "lee", f"{url}/postpone", reason="weather")
    past = press(cast, "lee", f"{url}/reschedule", starts_at="2020-03-14T07:30")
    assert "Choose a time to come" in past
    day = (timezone.now() + timedelta(days=20)).date()
    assert "7:30 am" in press(cast, "lee", f"{url}/reschedule", starts_at=f"{day}T07:30")
    assert "This ride is cancelled. The way is closed" in press(cast, "lee", f"{url}/cancel", reason="road")
    assert status(cast, f"{url}/cancel", "ana") == 403


def test_promises_nothing_to_who_waits_once_it_is_cancelled(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee, capacity=1)
    join(loop, cast.ana)
    press(cast, "lee", f"/rides/{loop.pk}/postpone", reason="weather")
    assert "keep your turn" in read(cast, f"/rides/{loop.pk}", "ana")
    press(cast, "lee", f"/rides/{loop.pk}/cancel", reason="weather")
    page = read(cast, f"/rides/{loop.pk}", "ana")
    assert "You waited for a place." in page
    assert "in line" not in page


def test_offers_only_what_would_not_be_refused(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee)
    join(loop, cast.ana)
    leaders, riders = read(cast, f"/rides/{loop.pk}", "lee"), read(cast, f"/rides/{loop.pk}", "ana")
    assert "Postpone…" in leaders
    assert "Start the ride" not in leaders
    assert "I am not coming" not in leaders
    assert "Postpone…" not in riders
    assert "I am not coming" in riders
    Ride.objects.filter(pk=loop.pk).update(starts_at=timezone.now() + timedelta(minutes=50))
    assert "Start the ride" in read(cast, f"/rides/{loop.pk}", "lee")
    begun(loop)
    assert "I am not coming" not in read(cast, f"/rides/{loop.pk}", "lee")


def test_lists_what_is_to_come_day_by_day_and_narrows_it(cast: Cast, wheelers: Organization) -> None:
    near, far = timezone.now() + timedelta(days=3), timezone.now() + timedelta(days=5)
    ride(
        wheelers, cast.lee, title="Hills", audience="public", kind="training", distance_km=90, starts_at=near
    )
    ride(wheelers, cast.lee, title="Coffee", audience="public", distance_km=20, starts_at=far)
    ride(wheelers, cast.lee, title="Inside", starts_at=near)
    assert read(cast, "/rides").index("Hills") < read(cast, "/rides").index("Coffee")
    assert "Inside" not in read(cast, "/rides")
    assert "Inside" in read(cast, "/rides", "ana")
    for query, shown in (
        ("kind=training", {"Hills"}), ("distance=short", {"Coffee"}),
        ("region=Saltwater+Bay", {"Hills", "Coffee"}), ("difficulty=expert", set()),
        ("club=harbour-wheelers", {"Hills", "Coffee"}), ("kind=nonsense", {"Hills", "Coffee"}),
    ):  # fmt: skip
        page = read(cast, f"/rides?{query}")
        assert {name for name in ("Hills", "Coffee") if f"{name} Harbour" in page} == shown, query


def test_keeps_the_public_page_the_same_for_all_strangers(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee, audience="public")
    answer = cast.browser().get(f"/rides/{loop.pk}")
    assert "s-maxage" in answer["Cache-Control"]
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "no-store" in cast.browser("ana").get(f"/rides/{loop.pk}")["Cache-Control"]


def test_asks_as_many_questions_of_three_rides_as_of_one(cast: Cast, wheelers: Organization) -> None:
    loop = ride(wheelers, cast.lee, audience="public", pace_groups=[{"name": "A"}, {"name": "B"}])
    ana = cast.browser("ana")

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ana.get(path).status_code == 200
        return len(queries)

    join(loop, cast.ana)
    counts = {path: asked(path) for path in ("/rides", f"/rides/{loop.pk}", "/rides/mine")}
    first = loop.pace_groups.in_order()[0]
    for person in (cast.petra, cast.milo, cast.olga):
        join(loop, person, pace_group=first.pk)
    for number in (1, 2):
        join(ride(wheelers, cast.lee, title=f"More {number}", audience="public"), cast.ana)
    again = {path: asked(path) for path in counts}
    assert again == counts
    assert max(counts["/rides"], counts["/rides/mine"]) <= 16, counts
    assert counts[f"/rides/{loop.pk}"] <= 40, counts
