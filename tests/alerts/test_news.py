"""News of favourites: what is so now, once, and never two mails in an hour about one pet."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from apps.alerts.services import favorite, tell_followers
from apps.listings.models import Pet
from apps.listings.services import placement
from apps.notifications.models import Mail
from apps.notifications.services import set_wishes
from hearth.kernel.events import record
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def becomes(cast: Cast, pet: Pet, *verbs: str) -> None:
    """Move a pet by its own verbs, and let the handlers hear of it."""
    acts: dict[str, Any] = {
        "hold": partial(placement.hold_pet, reason="vet_care"),
        "make_available": placement.make_available,
        "reserve": placement.reserve_pet,
        "release": partial(placement.release_pet, reason="withdrew"),
        "adopt": placement.adopt_pet,
        "return": partial(placement.return_pet, reason="allergy"),
    }
    for verb in verbs:
        acts[verb](Pet.objects.get(pk=pet.pk), by=cast.subject("petra"))
    drain()


def told(now: datetime | None = None) -> list[str]:
    """Tell what is due; return how the pet stands in each mail so far."""
    while tell_followers(now or timezone.now()):
        pass
    rows = Mail.objects.filter(kind="favorite.news").order_by("created_at", "id")
    return [mail.context["standing"] for mail in rows]


@pytest.fixture
def pet(cast: Cast) -> Pet:
    found = factories.pet(cast.petra)
    favorite(found, by=cast.subject("ana"))
    return found


def test_tells_what_happened_by_mail_and_on_the_site(cast: Cast, pet: Pet, mailoutbox: list[Any]) -> None:
    becomes(cast, pet, "reserve")
    assert told() == ["reserved"]
    assert told() == ["reserved"]
    drain()
    assert [mail.subject for mail in mailoutbox] == ["Biscuit is reserved"]
    assert "List-Unsubscribe-Post" in mailoutbox[0].extra_headers
    titles = [
        row["title"] for row in cast.client("ana").get("/api/v1/users/me/notifications").json()["results"]
    ]
    assert titles == ["Biscuit is reserved"]


def test_writes_once_an_hour_at_most_and_then_how_it_is(cast: Cast, pet: Pet) -> None:
    start = timezone.now()
    becomes(cast, pet, "reserve")
    assert told() == ["reserved"]
    becomes(cast, pet, "release", "hold", "make_available")
    assert told(start + 59 * MINUTE) == ["reserved"]
    assert told(start + 61 * MINUTE) == ["reserved", "looking"]


def test_what_was_taken_back_at_once_is_no_news(cast: Cast, pet: Pet) -> None:
    later = timezone.now() + timedelta(hours=2)
    becomes(cast, pet, "reserve")
    becomes(cast, pet, "release")
    assert told(later) == []
    # Negative control: the same event tells something where it is left so.
    becomes(cast, pet, "reserve")
    assert told(later) == ["reserved"]


def test_says_when_it_found_a_home_and_when_it_is_back(cast: Cast, pet: Pet) -> None:
    hour = timedelta(hours=2)
    becomes(cast, pet, "reserve", "adopt")
    now = timezone.now()
    assert told(now) == ["adopted"]
    becomes(cast, pet, "return")
    assert told(now + hour) == ["adopted", "on_hold"]
    becomes(cast, pet, "make_available")
    assert told(now + 2 * hour) == ["adopted", "on_hold", "looking"]


def test_who_is_taken_down_is_no_mail_but_who_is_back_is(cast: Cast, pet: Pet) -> None:
    for state, event, news in (("removed", "pet.removed", []), ("approved", "pet.restored", ["looking"])):
        Pet.objects.filter(pk=pet.pk).update(moderation=state)
        record(event, pet, by=cast.subject("mona"))
        drain()
        assert told() == news


def test_respects_what_people_want(cast: Cast, pet: Pet, mailoutbox: list[Any]) -> None:
    favorite(pet, by=cast.subject("remy"))
    off = {"favorite.news": {"email": False, "in_app": False}}
    set_wishes(cast.ana, off, by=cast.subject("ana"))
    becomes(cast, pet, "reserve")
    assert told() == ["reserved", "reserved"]
    drain()
    assert [mail.to for mail in mailoutbox] == [[cast.remy.email]]
    assert cast.client("ana").get("/api/v1/users/me/notifications").json()["results"] == []
