"""The roll-call with one thumb, and the sheet for paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.organizations.models import Organization
from apps.rides import services
from apps.rides.models import Participation, Ride
from tests import factories
from tests.cast import Cast
from tests.rides.page_readers import begun, press, read, status
from tests.rides.riding import acting, club, join, place_of, ride

pytestmark = pytest.mark.django_db


@pytest.fixture
def loop(cast: Cast) -> Ride:
    where: Organization = club(cast)
    found = ride(where, cast.lee, pace_groups=[{"name": "Quick", "slowest_kmh": 30}])
    join(found, cast.ana, pace_group=found.pace_groups.get().pk)
    join(found, cast.olga)
    return found


def test_is_for_those_who_run_the_ride(cast: Cast, loop: Ride) -> None:
    for page in ("roster", "sheet"):
        found = {who: status(cast, f"/rides/{loop.pk}/{page}", who) for who in ("ana", "milo", "lee", "olga")}
        assert found == {"ana": 403, "milo": 404, "lee": 200, "olga": 200}


def test_calls_the_roll_tap_by_tap_and_completes(cast: Cast, loop: Ride) -> None:
    url = f"/rides/{loop.pk}/roster"
    assert "Came" not in read(cast, url, "lee")
    begun(loop)
    assert "3 still unknown 0 of 3" in read(cast, url, "lee")
    anas = place_of(loop, cast.ana)
    answer = cast.browser("lee").post(url, {"mark": f"{anas.pk}:no_show"})
    assert answer["Location"] == f"{url}#rider-{anas.pk}"
    page = read(cast, url, "lee")
    assert "2 still unknown" in page
    assert "Complete the ride" not in page
    assert "Not just now" in read(cast, f"/rides/{loop.pk}/complete", "lee")
    assert "Everybody is accounted for" in press(cast, "lee", url, mark="everybody:attended")
    assert "Complete the ride…" in read(cast, url, "lee")
    assert "Everybody is accounted for" in press(cast, "lee", f"/rides/{loop.pk}/complete")
    assert Ride.objects.get().state == "completed"


def test_settles_what_somebody_says_against_it(cast: Cast, loop: Ride) -> None:
    begun(loop)
    url, anas = f"/rides/{loop.pk}", place_of(loop, cast.ana).pk
    press(cast, "lee", f"{url}/roster", mark=f"{anas}:no_show")
    press(cast, "lee", f"{url}/roster", mark="everybody:attended")
    press(cast, "lee", f"{url}/complete")
    assert "You did not come" in read(cast, url, "ana")
    page = press(cast, "ana", f"{url}/places/{anas}/dispute", text="I rode at the back.")
    assert "I rode at the back." in page
    assert "I rode at the back." in read(cast, f"{url}/roster", "lee")
    press(cast, "lee", f"{url}/places/{anas}/settle", attendance="attended", answer="So you did.")
    assert "So you did." in read(cast, url, "ana")
    assert Participation.objects.get(pk=anas).attendance == "attended"


def test_refuses_nonsense_politely(cast: Cast, loop: Ride) -> None:
    url = f"/rides/{loop.pk}/roster"
    assert "once the ride is under way" in press(cast, "lee", url, mark="everybody:attended")
    begun(loop)
    for mark in ("", "x", f"{loop.pk}:attended", f"{place_of(loop, cast.ana).pk}:\x00"):
        assert "3 still unknown" in press(cast, "lee", url, mark=mark)


def test_hands_over_and_takes_off_the_list(cast: Cast, loop: Ride) -> None:
    url = f"/rides/{loop.pk}"
    roster = read(cast, f"{url}/roster", "lee")
    assert roster.count("Make captain…") == 1, "only Olga may lead"
    olgas, anas = place_of(loop, cast.olga).pk, place_of(loop, cast.ana).pk
    assert "Olga Sandberg captains the ride now" in press(cast, "lee", f"{url}/places/{olgas}/make_captain")
    page = press(cast, "olga", f"{url}/places/{anas}/remove", reason="level")
    assert "Ana Ruiz is off the list" in page
    assert "Another ride fits better" in read(cast, url, "ana").replace("another", "Another")


def test_fills_contacts_in_only_when_asked_and_open(cast: Cast, loop: Ride) -> None:
    mine = place_of(loop, cast.ana)
    services.keep_contact(
        by=acting(cast.ana), name="Ines", phone="+61 491 570 006", relation="", medical_note=""
    )
    services.share_contact(mine, by=acting(cast.ana))
    url = f"/rides/{loop.pk}/sheet"
    assert "Fill in" not in read(cast, url, "lee")
    assert cast.browser("lee").post(url).status_code == 403
    begun(loop)
    assert "+61 491" not in read(cast, url, "lee")
    assert "+61 491 570 006 Ines" in press(cast, "lee", url)
    assert "Fill in" not in read(cast, url, "olga")
    assert cast.browser("olga").post(url).status_code == 403


def test_asks_as_many_questions_of_many_riders_as_of_few(cast: Cast, loop: Ride) -> None:
    lee = cast.browser("lee")

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert lee.get(path).status_code == 200
        return len(queries)

    pages = (f"/rides/{loop.pk}/roster", f"/rides/{loop.pk}/sheet")
    few = [asked(path) for path in pages]
    for person in (cast.petra, cast.rosa, cast.milo, cast.mona):
        factories.membership(loop.organization, person)
        join(loop, person)
    assert [asked(path) for path in pages] == few
    assert max(few) <= 32, few


def test_prints_names_by_group_and_no_contacts(cast: Cast, loop: Ride) -> None:
    page = read(cast, f"/rides/{loop.pk}/sheet", "lee")
    assert "Quick, from 30 km/h (1)" in page
    assert "No group (2)" in page
    assert "Ana Ruiz" in page
    assert str(cast.ana.email) not in page
