"""Whoever lost the keys can still end everything that they opened."""

from typing import Any

import pytest

from apps.accounts.services import erase_person
from apps.integrations.models import StravaActivity, StravaConnection, StravaFarewell, StravaNotice
from apps.rides import services
from apps.rides.models import EmergencyContact, SharedContact
from hearth.kernel.encryption import Unreadable
from hearth.kernel.events.worker import drain
from tests.cast import Cast
from tests.integrations.connected import connected, recorded, ridden, say
from tests.integrations.strava_server import Strava
from tests.integrations.test_inbox import later
from tests.rides.riding import acting, join, ride

pytestmark = pytest.mark.django_db
BRUNO = {"name": "Bruno Ruiz", "phone": "+61 400 111 222"}


@pytest.fixture
def lost(cast: Cast, strava: Strava, settings: Any) -> list[str]:
    """What Ana keeps with us, the keys of which are gone; returns the keys."""
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    drain()
    services.keep_contact(by=acting(cast.ana), **BRUNO)
    join(ride(loop.organization, cast.lee), cast.ana, shares_contact=True)
    before = list(settings.FIELD_ENCRYPTION_KEYS)
    settings.FIELD_ENCRYPTION_KEYS = ["another-" + "0123456789" * 5]
    with pytest.raises(Unreadable):
        EmergencyContact.objects.get()
    return before


def test_strava_is_disconnected(cast: Cast, lost: list[str]) -> None:
    ana = cast.browser("ana")
    assert "Disconnect" in ana.get("/account/strava").content.decode()
    assert ana.get("/rides/mine").status_code == 200
    assert ana.post("/account/strava/disconnect").status_code == 302
    assert not StravaConnection.objects.exists()
    assert not StravaActivity.objects.exists()
    assert not StravaFarewell.objects.exists()


def test_strava_is_disconnected_through_the_api(cast: Cast, lost: list[str]) -> None:
    ana = cast.client("ana")
    assert ana.get("/api/v1/users/me/strava").status_code == 200
    assert ana.delete("/api/v1/users/me/strava").status_code == 204
    assert not StravaConnection.objects.exists()


def test_strava_is_connected_anew(cast: Cast, lost: list[str], strava: Strava) -> None:
    assert connected(cast.ana, strava).tokens["access"] == strava.access


def test_a_notice_waits_for_the_key(cast: Cast, lost: list[str], settings: Any) -> None:
    say(556)
    drain()
    notices = StravaNotice.objects.filter(number=556)
    assert (notices.get().state, notices.get().attempts) == ("waiting", 1)
    settings.FIELD_ENCRYPTION_KEYS = lost
    later()
    assert notices.get().outcome == "not there"


def test_a_contact_is_forgotten(cast: Cast, lost: list[str]) -> None:
    ana = cast.browser("ana")
    assert "cannot read what you kept" in ana.get("/account/emergency-contact").content.decode()
    assert ana.post("/account/emergency-contact/forget").status_code == 302
    assert not EmergencyContact.objects.exists()
    assert not SharedContact.objects.exists()


def test_a_contact_is_replaced_or_forgotten_through_the_api(cast: Cast, lost: list[str]) -> None:
    ana, address = cast.client("ana"), "/api/v1/users/me/emergency-contact"
    assert ana.get(address).status_code == 503
    assert ana.put(address, BRUNO | {"name": "Cleo"}).status_code == 200
    assert ana.get(address).json()["name"] == "Cleo"
    assert SharedContact.objects.get().details["name"] == "Cleo"
    assert ana.delete(address).status_code == 204


def test_a_person_is_erased(cast: Cast, lost: list[str]) -> None:
    erase_person(cast.ana, by=acting(cast.ana))
    for model in (StravaConnection, StravaActivity, EmergencyContact, SharedContact):
        assert not model.objects.exists(), model
