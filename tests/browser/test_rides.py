"""From the wish to come along to the last one home, in a real browser, and how the pages look."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.rides import services
from apps.rides.models import Ride
from tests.browser.conftest import Site
from tests.browser.test_pages import LONG, faults_of
from tests.cast import Cast
from tests.rides.page_readers import begun
from tests.rides.riding import acting, club, join, ride

pytestmark = pytest.mark.browser


@pytest.fixture
def loop(cast: Cast) -> Ride:
    where = club(cast, timezone="Australia/Sydney")
    facts = {"starts_at": timezone.now() + timedelta(days=9), "distance_km": "62.4", "elevation_m": 640}
    return ride(where, cast.lee, audience="public", capacity=2, **facts)


def test_waits_for_a_place_and_takes_it(site: Site, cast: Cast, loop: Ride) -> None:
    path = f"/rides/{loop.pk}"
    join(loop, cast.ana)
    milo = site.visit(path, as_="milo", viewport={"width": 390, "height": 844})
    milo.get_by_role("complementary").get_by_role("button", name="Wait for a place").click()
    expect(milo.get_by_text("You are 1st in line.")).to_be_visible()
    ana = site.visit(path, as_="ana")
    ana.get_by_role("link", name="I am not coming").click()
    ana.get_by_role("dialog", name="Give up your place?").get_by_role("button", name="Give it up").click()
    expect(ana.get_by_role("button", name="Wait for a place").first).to_be_visible()
    milo.reload()
    milo.get_by_role("button", name="Take the place").click()
    expect(milo.get_by_text("You have a place", exact=True)).to_be_visible()


def test_calls_the_roll_without_losing_the_place_on_the_page(site: Site, cast: Cast, loop: Ride) -> None:
    join(loop, cast.ana)
    begun(loop)
    page = site.visit(f"/rides/{loop.pk}/roster", as_="lee", viewport={"width": 390, "height": 844})
    came = page.get_by_role("group", name="Ana Ruiz").get_by_role("button", name="Did not come")
    came.click()
    expect(came).to_have_attribute("aria-pressed", "true")
    expect(came).to_be_focused()
    page.get_by_role("group", name="Lee Whitmore").get_by_role("button", name="Came", exact=True).click()
    page.get_by_role("link", name="Complete the ride").click()
    page.get_by_role("dialog").get_by_role("button", name="Complete the ride").click()
    expect(page.get_by_text("is complete. Everybody is accounted for")).to_be_visible()


def test_looks_right_everywhere(site: Site, cast: Cast, loop: Ride) -> None:
    groups = [{"name": LONG, "slowest_kmh": 30, "capacity": 3}, {"name": "Steady"}]
    words = {"title": LONG, "meeting_point": LONG, "pace": LONG, "equipment": LONG, "stops": LONG}
    at = {"latitude": "-33.87", "longitude": "151.21"}
    long = ride(loop.organization, cast.lee, **words, **at, audience="public", pace_groups=groups)
    join(long, cast.ana)
    services.bring_guest(long, by=acting(cast.ana), guest_name=LONG)
    services.edit_ride(long, by=acting(cast.lee), meeting_point=f"{LONG} {LONG}")
    page = f"/rides/{long.pk}"
    assert faults_of(site.visit(as_="ana"), "/rides", page) == []
    plan = f"/clubs/{loop.organization.slug}/rides/new"
    begun(loop)
    ours = (plan, f"/rides/{loop.pk}/roster", f"{page}/sheet")
    lee = site.visit(as_="lee")
    assert faults_of(lee, *ours) == []
    lee.goto(plan)
    latitude, longitude = lee.locator("[name=latitude]"), lee.locator("[name=longitude]")
    lee.locator(".spot__mark").click()
    expect(latitude).to_have_value("-33.87000")
    expect(lee.locator("[name=meeting_point]")).not_to_have_value("")
    lee.get_by_role("button", name="Wider").click()
    lee.locator(".spot__map").click(position={"x": 4, "y": 4})
    assert (float(latitude.input_value()), float(longitude.input_value())) == pytest.approx(
        (-33.69, 150.99), abs=0.02
    )
