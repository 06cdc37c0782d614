"""Pages cost the same number of queries however much stands on them."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.curation.services import place
from apps.listings.models import Pet
from apps.moderation.services import decide
from hearth.kernel.authorization import Subject
from hearth.kernel.models import Revision
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PAGES = {
    "/": ("", 7),
    "/pets": ("", 4),
    "/pets?species=dog": ("", 4),
    "/rescues": ("", 1),
    "/rescues/harbour-paws": ("", 6),
    "/my/listings": ("petra", 7),
    "/admin/moderation/reviewitem/desk/": ("mona", 16),
    "/admin/moderation/reviewitem/desk/decided/": ("mona", 12),
}
"""Who looks, and at most so many queries."""


def fill(cast: Cast, rows: int, start: int = 0) -> None:
    for number in range(start, start + rows):
        rescue = factories.organization(f"Rescue {number}", founder=cast.milo)
        factories.pet(cast.milo, organization=rescue)
        shown = factories.pet(cast.petra)
        place(shown, by=cast.subject("mona"), kind="pet", position=number + 1, starts=timezone.now())
        factories.pet(cast.petra, moderation="pending")
        pending = factories.pet(cast.petra, moderation="pending")
        decide(pending, by=cast.subject("max"), action="approve", seen_version=1)


def test_pages_cost_the_same_at_any_length(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    for _ in range(2):
        factories.pet(cast.rosa, organization=harbour)
    fill(cast, 2)
    few = {page: count(cast, page) for page in PAGES}
    for _ in range(6):
        factories.pet(cast.rosa, organization=harbour)
    fill(cast, 4, start=2)
    many = {page: count(cast, page) for page in PAGES}
    assert few == many
    assert {page: found for page, found in many.items() if found > PAGES[page][1]} == {}


def test_own_pages_cost_the_same_after_any_number_of_changes(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    images = [pet.photos.get().media_id, factories.photo(cast.petra).pk]
    petra, address = cast.client("petra"), f"/api/v1/pets/{pet.pk}"
    pages = (
        *(f"/pets/{pet.pk}", f"/my/listings/{pet.pk}/edit", f"/my/listings/{pet.pk}/photos"),
        *("/my/listings", address, "/api/v1/users/me/pets"),
    )

    def propose(fee: int) -> None:
        assert petra.patch(address, {"images": images, "adoption_fee": fee}).status_code == 200

    propose(10)
    count(cast, pages[2], "petra")  # the first look announces the next upload
    once = {page: count(cast, page, "petra") for page in pages}
    for fee in range(20, 26):
        propose(fee)
    reject_change(pet, by=cast.subject("mona"))
    for fee in range(30, 33):
        propose(fee)
    assert Revision.objects.filter(target_id=pet.pk).count() == 10
    assert {page: count(cast, page, "petra") for page in pages} == once


def reject_change(pet: Pet, *, by: Subject) -> None:
    seen = Revision.objects.get(target_id=pet.pk, state="open").number
    decide(pet, by=by, action="reject", reason="photos", seen_version=seen, kind="pet_change")


def count(cast: Cast, page: str, who: str = "") -> int:
    browser = cast.browser(who or PAGES[page][0])
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(page).status_code == 200
    return len(seen)
