"""The pages of clubs: found, looked at, proposed."""

import html
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.moderation.models import ReviewItem
from apps.organizations.models import Organization
from apps.rides.atlas import atlas
from apps.rides.models import ClubProfile
from tests import factories
from tests.cast import Cast
from tests.rides.riding import club, ride

pytestmark = pytest.mark.django_db
AT: dict[str, Any] = {"latitude": Decimal("-33.85"), "longitude": Decimal("151.2")}


def page(cast: Cast, path: str, who: str = "") -> str:
    answer = cast.browser(who).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_list_is_searched_and_shows_what_comes_next(cast: Cast) -> None:
    assert "No clubs yet" in page(cast, "/clubs")
    wheelers = club(cast, **AT, suburb="Gull Point", region="Saltwater Bay")
    factories.organization("Hill Spokes", founder=cast.milo, kind="club", region="Hill Country")
    ride(wheelers, cast.lee, title="Lighthouse loop", audience="public")
    whole = page(cast, "/clubs")
    assert "Harbour Wheelers" in whole
    assert "Hill Spokes" in whole
    assert "Lighthouse loop" in whole
    for query, found in {
        "?q=wheel": ["Harbour Wheelers"],
        "?near=gull+point": ["Harbour Wheelers"],
        "?near=-33.9,151.2": ["Harbour Wheelers"],
        "?region=Hill+Country": ["Hill Spokes"],
        "?q=nothing": [],
        "?near=nowhere": [],
        "?near=nowhere&q=%00": [],
    }.items():
        shown = page(cast, f"/clubs{query}")
        assert [name for name in ("Harbour Wheelers", "Hill Spokes") if f">{name}</a>" in shown] == found, (
            query
        )
    assert cast.browser().get("/clubs?cursor=odd").status_code == 400


def test_clubs_are_drawn_on_one_map_that_looks_closer(cast: Cast) -> None:
    wheelers = club(cast, **AT, suburb="Gull Point")
    assert "atlas__map" not in page(cast, "/clubs"), "one club alone is nowhere"
    assert "atlas__spot" in page(cast, "/clubs?near=gull+point")
    near: dict[str, Any] = {**AT, "latitude": Decimal("-33.86")}
    factories.organization("Bay Riders", founder=cast.milo, kind="club", **near)
    far: dict[str, Any] = {"latitude": Decimal("-36.2"), "longitude": Decimal("148.8")}
    factories.organization("Hill Spokes", founder=cast.milo, kind="club", **far)
    factories.organization("No Address", founder=cast.milo, kind="club")
    factories.organization("Not Yet", founder=cast.milo, kind="club", status="pending", **far)
    shown = page(cast, "/clubs")
    assert "3 clubs where" in shown
    assert shown.count('<path class="locator__pin"') == 1, "two are too close to be told apart"
    closer = re.search(r'href="([^"]*)" aria-label="Look closer at 2 clubs: Bay Riders, Harbour', shown)
    assert closer is not None
    apart = page(cast, html.unescape(closer[1]))
    assert "2 clubs where" in apart
    assert apart.count('<path class="locator__pin"') == 2
    assert ">25 km</option>" in apart
    Organization.objects.exclude(pk=wheelers.pk).update(latitude=AT["latitude"], longitude=AT["longitude"])
    assert "Look closer" not in page(cast, "/clubs?near=-33.85,151.2&within=5")
    assert "<script" not in page(cast, "/clubs?near=<script>&within=7").split("<main")[1]


def test_the_map_lies_true_wherever_clubs_are() -> None:
    rows = [
        Organization(name=name, latitude=Decimal(latitude), longitude=Decimal(longitude))
        for name, latitude, longitude in [("Fiji", "-17", "179.9"), ("Taveuni", "-17", "-179.9")]
    ]
    drawn = atlas(rows)
    assert drawn is not None
    west, east = drawn.marks
    assert west.x < east.x, "the date line is a meridian like any other"
    assert (east.x - west.x) / drawn.bar * drawn.bar_km == pytest.approx(21.2, abs=0.4)
    assert all(0 <= mark.x <= 400 and 0 <= mark.y <= 400 for mark in drawn.marks)
    for latitudes in (("90", "-90"), ("89.9", "90")):
        for row, latitude in zip(rows, latitudes, strict=True):
            row.latitude = Decimal(latitude)
        assert atlas(rows)


def test_page_tells_what_one_decides_by(cast: Cast) -> None:
    wheelers = club(cast, **AT, address="Pier 4", description="We ride at dawn.")
    near = factories.organization("Bay Riders", founder=cast.milo, kind="club", **AT)
    ClubProfile.objects.create(organization=wheelers, how_we_ride="Nobody is left behind.")
    ride(wheelers, cast.lee, title="For members")
    ride(wheelers, cast.lee, title="For all", audience="public", starts_at=timezone.now() + timedelta(days=3))
    stranger, member = page(cast, "/clubs/harbour-wheelers"), page(cast, "/clubs/harbour-wheelers", "ana")
    for words in ("We ride at dawn.", "Nobody is left behind.", "For all", "locator__pin", near.name):
        assert words in stranger, words
        assert words in member, words
    assert "For members" in member
    assert "For members" not in stranger
    assert "Pier 4" in member
    assert "Pier 4" not in stranger
    assert "Join the club" in stranger
    assert "Join the club" not in member
    # Strangers read the name of who captains a public ride; the others' are for members.
    assert str(cast.lee) in stranger
    assert str(cast.olga) not in stranger
    assert str(cast.olga) in member
    assert 'data-community="riding"' in stranger
    Organization.objects.filter(pk=wheelers.pk).update(
        join_policy="invite_only", latitude=None, longitude=None
    )
    closed = page(cast, "/clubs/harbour-wheelers")
    assert "by invitation" in closed
    assert "locator__pin" not in closed
    assert cast.browser().get("/organizations/harbour-wheelers")["Location"] == "/clubs/harbour-wheelers"
    factories.organization("Harbour Paws", founder=cast.rosa)
    assert cast.browser().get("/clubs/harbour-paws")["Location"] == "/rescues/harbour-paws"
    assert cast.browser().get("/clubs/nobody").status_code == 404


def test_settings_of_a_club_are_among_the_others(cast: Cast) -> None:
    wheelers = club(cast)
    address = "/organizations/harbour-wheelers/settings"
    shown = page(cast, address, "olga")
    assert all(f'name="{name}"' in shown for name in ("usual_audience", "guests_each", "how_we_ride"))
    given = {"join_policy": "open", "timezone": "Australia/Sydney", "usual_audience": "public"}
    saved = cast.browser("olga").post(address, {**given, "guests_each": "2", "how_we_ride": "Slowly."})
    assert saved.status_code == 302
    found = ClubProfile.objects.get(organization=wheelers)
    assert (found.usual_audience, found.guests_each, found.how_we_ride) == ("public", 2, "Slowly.")


def test_anybody_signed_in_proposes_a_club(cast: Cast) -> None:
    assert cast.browser().get("/clubs/new").status_code == 302
    browser = cast.browser("ana")
    User.objects.filter(pk=cast.ana.pk).update(timezone="Europe/Berlin")
    asked = page(cast, "/clubs/new", "ana")
    assert "Propose a club" in asked
    assert '<option value="Europe/Berlin" selected>' in asked
    assert re.search(r'value="approval"[^>]* checked', asked)
    assert browser.post("/clubs/new", {"name": ""}).status_code == 422
    facts = {"name": "Dawn Riders", "description": "We ride at dawn.", "timezone": "Europe/Vienna"}
    facts = {**facts, "join_policy": "open", "spot": "48.2, 16.37"}
    odd = browser.post("/clubs/new", {**facts, "spot": "Nowhereville", "timezone": "Mars/Base"})
    assert odd.status_code == 422
    assert "We know no place of this name" in odd.content.decode()
    sent = browser.post("/clubs/new", facts)
    assert sent["Location"] == "/clubs/dawn-riders"
    made, item = Organization.objects.get(), ReviewItem.objects.get()
    assert (made.kind, made.status, item.target_id) == ("club", "pending", made.pk)
    assert (made.timezone, made.join_policy) == ("Europe/Vienna", "open")
    assert (made.latitude, made.longitude) == (Decimal("48.2"), Decimal("16.37"))
    assert "Waiting for review" in browser.get("/clubs/dawn-riders").content.decode()
    assert cast.browser().get("/clubs/dawn-riders").status_code == 404


def test_home_shows_the_next_rides_and_navigation_leads_there(cast: Cast) -> None:
    home = page(cast, "/")
    assert 'href="/clubs"' in home
    assert "Ride along" not in home
    ride(club(cast), cast.lee, title="Lighthouse loop", audience="public")
    assert "Ride along" in (home := page(cast, "/"))
    assert "Lighthouse loop" in home
