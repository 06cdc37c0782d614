"""What search engines read of riding: what is public and to come, and nobody's name."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides import services
from apps.rides.models import Ride
from hearth.kernel.edge.invalidation import hidden_by
from hearth.kernel.keyset import Position
from hearth.kernel.pages.sitemap import CHUNK, _sections
from tests.cast import Cast
from tests.rides.riding import acting, club, ride

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
AT = {"latitude": "-33.85000", "longitude": "151.21000"}


def structured(address: str) -> Any:
    page = Client().get(address)
    assert page.status_code == 200
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def listed(name: str) -> set[str]:
    chunk = Client().get(f"/sitemaps/{name}.xml")
    assert chunk["Cache-Control"] == "public, s-maxage=3600"
    return set(re.findall("<loc>(.*?)</loc>", chunk.content.decode()))


def test_a_ride_is_an_event(cast: Cast) -> None:
    where = club(cast, timezone="Australia/Sydney", region="Saltwater Bay")
    loop = ride(where, cast.lee, audience="public", title="</script><b>", capacity=12, **AT)
    told = structured(f"/rides/{loop.pk}")
    here = loop.starts_here.isoformat(timespec="minutes")
    assert (told["@type"], told["name"], told["startDate"]) == ("SportsEvent", "</script><b>", here)
    assert told["eventStatus"].endswith("/EventScheduled")
    assert told["location"]["geo"]["latitude"] == -33.85
    assert told["location"]["address"]["addressRegion"] == "Saltwater Bay"
    assert (told["organizer"]["@type"], told["organizer"]["name"]) == ("SportsOrganization", where.name)
    assert str(cast.lee) not in json.dumps(told)
    services.postpone_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), reason="weather")
    assert structured(f"/rides/{loop.pk}")["eventStatus"].endswith("/EventPostponed")
    services.cancel_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), reason="weather")
    assert structured(f"/rides/{loop.pk}")["eventStatus"].endswith("/EventCancelled")


def test_a_club_is_an_organization_of_sport_without_its_street(cast: Cast) -> None:
    club(cast, suburb="Gull Point", address="7 Hidden Lane", **AT)
    told = structured("/clubs/harbour-wheelers")
    assert (told["@type"], told["sport"]) == ("SportsOrganization", "Cycling")
    assert told["location"]["address"]["addressLocality"] == "Gull Point"
    assert "Hidden Lane" not in json.dumps(told)


def test_says_nothing_of_what_is_not_for_everybody(cast: Cast) -> None:
    inside = ride(club(cast), cast.lee)
    page = cast.browser("ana").get(f"/rides/{inside.pk}").content.decode()
    assert inside.title in page
    assert "ld+json" not in page


def test_the_sitemap_has_clubs_and_public_rides_to_come(cast: Cast) -> None:
    where = club(cast)
    open_one = ride(where, cast.lee, audience="public")
    ride(where, cast.lee)
    ride(where, cast.ana, audience="public")
    for number, facts in enumerate(({"moderation": "removed"}, {"state": "cancelled"}, {"past": True})):
        other = ride(where, cast.lee, audience="public", title=f"Other {number}")
        past = {"starts_at": timezone.now() - timedelta(days=2)}
        Ride.objects.filter(pk=other.pk).update(**(past if "past" in facts else facts))
    assert listed("rides") == {f"{SITE}/rides/{open_one.pk}"}
    assert listed("clubs") == {f"{SITE}/clubs/{where.slug}"}
    assert {f"{SITE}/rides", f"{SITE}/clubs"} <= listed("site")
    Organization.objects.filter(pk=where.pk).update(status="suspended")
    assert listed("rides") == listed("clubs") == set()


def test_what_hides_a_ride_or_a_club_is_told_to_the_edge() -> None:
    for name in ("ride.removed", "ride.cancelled", "organization.suspended", "organization.archived"):
        assert {"/", "/rides*", "/clubs*", "/api/v1/rides*", "/sitemap*"} <= set(hidden_by(name)), name


def test_rides_are_read_from_their_index(cast: Cast) -> None:
    section = _sections["rides"]
    with connection.cursor() as cursor:
        # A table of no rows is else read as a whole.
        for way in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    behind = Position(after=(timezone.now(), cast.ana.pk))
    plan = section.order.arrange(section.spine(), behind).values("pk")[CHUNK - 1 : CHUNK + 1].explain()
    assert "ride_public" in plan
    assert "Sort" not in plan
