"""A pet that strangers may not see is in no feed, sitemap, frame or mail; one that they may is in all."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from apps.alerts.choices import Cadence
from apps.alerts.models import SavedSearch
from apps.alerts.services import open_feed, send_digests
from apps.alerts.services.digests import SETTLES
from apps.alerts.services.links import feed_addresses
from apps.listings.choices import Moderation, Placement
from apps.listings.models import Pet
from apps.notifications.models import Mail
from hearth.kernel.authorization import ANONYMOUS, can
from tests import factories
from tests.alerts.calls import saved_search
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PET = re.compile(r"/pets/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
FREE = ("available", "in_foster")


def fill(cast: Cast) -> None:
    """A pet on every step of both axes, of a person, of a rescue, and of one that is suspended."""
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    closed = factories.organization(
        "Behind Closed Doors", founder=cast.milo, slug="closed", status="suspended"
    )
    soon = timezone.now() - timedelta(hours=1)
    for owner, organization in ((cast.petra, None), (cast.rosa, harbour), (cast.milo, closed)):
        states = [(str(state), "available") for state in Moderation.values]
        states += [("approved", str(placement)) for placement in Placement.values]
        for moderation, placement in states:
            pet = factories.pet(
                owner,
                organization=organization,
                moderation=moderation,
                placement=placement,
                photo_state="",
            )
            Pet.objects.filter(pk=pet.pk).update(published_at=soon)


def told_in(path: str) -> set[UUID]:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return {UUID(found) for found in PET.findall(answer.content.decode())}


def test_everything_shows_what_a_stranger_may_see(cast: Cast) -> None:
    fill(cast)
    public = [
        pet for pet in Pet.objects.select_related("organization") if can(ANONYMOUS, "view", pet).allowed
    ]
    live = {pet.pk for pet in public if pet.placement in FREE}
    waiting = {pet.pk for pet in public if pet.placement in ("reserved", "trial", "on_hold", "returned")}
    assert (len(live), len(waiting)) == (6, 8)
    search = open_feed(saved_search(cast.ana, params={}), by=cast.subject("ana"))
    addresses = feed_addresses(search)
    assert addresses is not None
    paths = [address.removeprefix("http://127.0.0.1:8000") for address in addresses.values()]
    paths += [
        "/pets/feed.rss",
        "/pets/feed.atom",
        "/pets/feed.json",
        "/sitemaps/pets.xml",
        "/embed/pets?show=24",
    ]
    for path in paths:
        assert told_in(path) == live, path
    for form in ("rss", "atom", "json"):
        assert told_in(f"/pets/feed.{form}?status=reserved&status=on_hold") == waiting
        assert told_in(f"/pets/feed.{form}?organization=closed") == set()
        assert b"Behind" not in Client().get(f"/pets/feed.{form}?organization=closed").content
    SavedSearch.objects.update(told_until=timezone.now() - timedelta(days=1))
    due = timezone.now() + SETTLES
    assert send_digests(Cadence.DAILY, "Australia/Sydney", due) == (1, 1)
    told = Mail.objects.get(kind="saved_search.found").context
    assert {UUID(pet["path"].rpartition("/")[2]) for pet in told["pets"]} == live
