"""One click in a mail renews a listing: without signing in, on purpose, once, for nobody who guesses."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.listings.models import Pet
from apps.listings.services import expire_pets, remind_of_expiry
from apps.listings.services.renewal_links import renewal_path
from apps.notifications.models import Mail
from apps.organizations.models import Organization
from hearth.kernel.events.worker import drain
from hearth.kernel.middleware import masked
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SOON = timedelta(days=2)


@pytest.fixture
def pet(cast: Cast) -> Pet:
    return factories.pet(cast.petra, expires_at=timezone.now() + SOON)


def link_of(body: str) -> str:
    found = re.search(r"/listings/renew/\S+", body)
    assert found, body
    return found[0]


def test_mail_brings_a_link_that_asks_before_it_does_anything(
    cast: Cast, pet: Pet, mailoutbox: list[object]
) -> None:
    remind_of_expiry(timezone.now())
    drain()
    link = link_of(mailoutbox[0].body)  # type: ignore[attr-defined]
    assert "renew" not in str(Mail.objects.get().context)
    stranger = Client()
    for _ in range(2):
        page = stranger.get(link)
        assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
        assert "Yes, still available" in page.content.decode()
    assert Pet.objects.get().version == pet.version
    assert "stays on Hearth" in stranger.post(link).content.decode()
    renewed_until = Pet.objects.get().expires_at
    assert renewed_until is not None
    assert renewed_until > timezone.now() + timedelta(days=59)
    event = Event.objects.get(name="pet.renewed")
    assert (event.actor, event.data) == (None, {"by": "link"})


def test_works_once_and_a_replay_changes_nothing(pet: Pet) -> None:
    link, stranger = renewal_path(pet), Client()
    for _ in range(3):
        assert "stays on Hearth" in stranger.post(link).content.decode()
    assert Event.objects.filter(name="pet.renewed").count() == 1
    Pet.objects.update(expires_at=timezone.now() + timedelta(days=1))  # two months later
    assert "This link has ended" in stranger.post(link).content.decode()
    assert Event.objects.filter(name="pet.renewed").count() == 1


def test_brings_back_what_has_ended_within_a_month(pet: Pet) -> None:
    link = renewal_path(pet)
    assert pet.expires_at is not None
    Pet.objects.update(reminders=2)
    assert expire_pets(pet.expires_at) == 1
    Client().post(link)
    assert Pet.objects.get().moderation == "approved"


def test_is_worth_nothing_a_month_after_the_end(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="expired", expires_at=timezone.now() - timedelta(days=30))
    page = Client().post(renewal_path(pet)).content.decode()
    assert "This link has ended" in page
    assert Pet.objects.get().moderation == "expired"


@pytest.mark.parametrize("moderation", ["removed", "withdrawn", "rejected", "pending", "draft"])
def test_does_nothing_for_a_listing_in_another_state(cast: Cast, moderation: str) -> None:
    pet = factories.pet(cast.petra, moderation=moderation, expires_at=timezone.now() + SOON)
    Client().post(renewal_path(pet))
    assert Pet.objects.get().moderation == moderation
    assert not Event.objects.filter(name="pet.renewed").exists()


@pytest.mark.parametrize("placement", ["reserved", "trial", "adopted", "deceased"])
def test_does_nothing_for_an_animal_that_is_looking_no_more(cast: Cast, placement: str) -> None:
    pet = factories.pet(cast.petra, placement=placement, expires_at=timezone.now() + SOON)
    assert "This link has ended" in Client().post(renewal_path(pet)).content.decode()
    assert Pet.objects.get().version == pet.version


def test_cannot_be_forged(pet: Pet) -> None:
    link = renewal_path(pet)
    token = link.rpartition("/")[2]
    name, _, signature = token.rpartition(":")
    others = [
        f"{pet.pk.hex}:9999999999:{signature}",
        f"{name}:{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
        Signer(salt="apps.notifications.unsubscribe").sign(name),
        Signer(salt="apps.listings.renewal").sign("nonsense"),
        Signer(salt="apps.listings.renewal").sign(f"{pet.pk.hex}:99999999999999999999"),
        Signer(salt="apps.listings.renewal", key="another key").sign(name),
        str(pet.pk),
        "%00",
    ]
    for other in others:
        for answer in (Client().get(f"/listings/renew/{other}"), Client().post(f"/listings/renew/{other}")):
            assert answer.status_code == 404, other
    assert Pet.objects.get().version == pet.version


def test_nobody_renews_for_who_was_suspended(cast: Cast, pet: Pet) -> None:
    User.objects.filter(pk=cast.petra.pk).update(status="suspended")
    assert Client().post(renewal_path(pet)).status_code == 404
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    theirs = factories.pet(cast.rosa, organization=harbour, expires_at=timezone.now() + SOON)
    assert Client().get(renewal_path(theirs)).status_code == 200
    Organization.objects.update(status="suspended")
    assert Client().post(renewal_path(theirs)).status_code == 404


def test_needs_the_page_that_was_shown(pet: Pet) -> None:
    """Another site cannot send the form: it does not have the page's token."""
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(renewal_path(pet)).status_code == 403
    assert Pet.objects.get().version == pet.version


def test_its_token_stands_in_no_log(pet: Pet) -> None:
    link = renewal_path(pet)
    line = masked(f"GET {link} HTTP/1.1")
    assert link.rpartition("/")[2] not in line
    assert pet.pk.hex not in line
    assert masked(f"{settings.SITE_URL}{link}").endswith("/renew/…")


def test_a_reminder_that_was_answered_meanwhile_is_not_sent(
    cast: Cast, pet: Pet, mailoutbox: list[object]
) -> None:
    remind_of_expiry(timezone.now())
    cast.client("petra").post(f"/api/v1/pets/{pet.pk}/renew")
    drain()
    assert mailoutbox == []
