"""Every page on a phone and on a desk, in daylight and in the dark, with words that are too long."""

import io
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page

from apps.curation.services import place
from apps.listings.models import PetPhoto
from apps.listings.services.renewal_links import renewal_path
from apps.moderation.models import ReviewItem
from apps.moderation.services import decide
from hearth.local.pictures import pet_picture
from tests import factories
from tests.browser.conftest import Site
from tests.cast import Cast
from tests.shares import some

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "desk": (1440, 900)}
# The dark has the same elements in other colours.
RULES: dict[Any, dict[str, Any]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
# Sixty characters without a place to break, as the longest name may be.
LONG = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen"
DESK = "/admin/moderation/reviewitem/desk/"


class World:
    """The rows behind the pages: the usual ones, the longest possible, and those without a photo."""

    def __init__(self, cast: Cast) -> None:
        keep_pictures()
        self.rescue = factories.organization(
            "Harbour Paws", founder=cast.rosa, suburb="Wattle Cove", region="Saltwater Bay", verified=True,
            description="Dogs and cats of the harbour. " * 8, phone="+61 2 5550 1234",
            website="https://harbourpaws.example",
        )  # fmt: skip
        self.waiting_rescue = factories.organization(
            f"{LONG} e. V.", founder=cast.petra, status="pending", slug="kapitaene",
            description=f"{LONG} {LONG}", region=LONG, suburb=LONG,
        )  # fmt: skip
        factories.review_item(self.waiting_rescue, kind="organization", submitter=cast.petra)
        self.pet = factories.pet(cast.rosa, organization=self.rescue, breed="Kelpie", size="medium")
        for position in (1, 2):
            photo = factories.photo(cast.rosa, alt_text="On the beach")
            PetPhoto.objects.create(pet=self.pet, media=photo, position=position)
        self.long = factories.pet(
            cast.petra, name=LONG, breed=LONG, secondary_breed=LONG, colours=f"{LONG}, {LONG[:18]}",
            suburb=LONG, region=LONG, description=f"{LONG} {LONG}\n\n{LONG}", story=LONG * 3,
            special_needs=LONG, adoption_fee="123456.78", size="extra_large", photo_state="",
        )  # fmt: skip
        factories.many_pets(cast.milo, 24)
        states = ("draft", "pending", "changes_requested", "rejected", "removed", "withdrawn")
        self.own = {
            state: factories.pet(cast.petra, name=f"{state} {LONG}"[:60], moderation=state, species="cat")
            for state in states
        }
        self.refused = factories.pet(cast.petra, moderation="draft", photo_state="refused", name="Olive")
        for state in ("ready", "processing"):
            photo = factories.photo(cast.petra, state=state)
            PetPhoto.objects.create(pet=self.refused, media=photo, position=self.refused.photos.count())
        self.decided = factories.pet(cast.petra, moderation="pending", name="Biscuit")
        decide(
            self.decided, by=cast.subject("mona"), action="request_changes", reason="description",
            note=f"{LONG}: please say more.", seen_version=1,
        )  # fmt: skip
        self.changed = factories.pet(cast.petra, name="Pepper", expires_at=timezone.now() + timedelta(days=2))
        images = [str(factories.photo(cast.petra).pk) for _ in range(5)]
        with transaction.atomic():
            factories.change(self.changed, description=f"{LONG} {LONG}", images=images)
        for position, pet in enumerate((self.pet, self.long), 1):
            begins = timezone.now() - timedelta(days=1)
            place(pet, by=cast.subject("sam"), kind="pet", position=position, starts=begins)


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def test_shows_what_is_public(site: Site, world: World) -> None:
    page = site.visit()
    faults = faults_of(
        page,
        "/",
        "/pets",
        f"/pets?species=dog&size=large&breed={LONG}",
        f"/pets/{world.pet.pk}",
        f"/pets/{world.long.pk}",
        "/rescues",
        "/rescues/harbour-paws",
        "/sign-in",
        "/problems",
        "/styleguide",
    )
    assert faults == []


def test_is_kind_where_there_is_nothing(site: Site, cast: Cast) -> None:
    assert faults_of(site.visit(), "/", "/pets", "/rescues") == []
    assert faults_of(site.visit(as_="ana"), "/my/listings") == []
    assert faults_of(site.visit(as_="mona"), DESK, f"{DESK}decided/") == []


def test_shows_owners_what_is_theirs(site: Site, world: World) -> None:
    page = site.visit(as_="petra")
    faults = faults_of(
        page,
        "/my/listings",
        "/my/listings/new",
        f"/my/listings/{world.decided.pk}/edit",
        f"/my/listings/{world.refused.pk}/photos",
        f"/my/listings/{world.own['pending'].pk}/photos",
        f"/my/listings/{world.own['pending'].pk}/sent",
        f"/pets/{world.decided.pk}",
        f"/pets/{world.own['removed'].pk}",
        renewal_path(world.changed),
        "/rescues/kapitaene",
        "/organizations/kapitaene/edit",
        "/rescues/new",
    )
    assert faults == []
    page.goto(f"/pets/{world.changed.pk}")
    page.get_by_text("See what would change").click()
    assert looks(page) == []


def test_says_a_files_refusal_beside_it(site: Site, world: World) -> None:
    page = site.visit(f"/my/listings/{world.refused.pk}/photos", as_="petra")
    row = page.get_by_role("listitem").filter(has_text="Not usable")
    assert world.refused.photos.first().media.refusal_message in row.inner_text()


def test_returns_forms_with_their_errors(site: Site, cast: Cast) -> None:
    page = site.visit(as_="petra")
    for path, button, field in (
        ("/my/listings/new", "Save and go on to photos", "Name"),
        ("/rescues/new", "Register this rescue", "Name of the rescue"),
    ):
        page.goto(path)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            page.get_by_role("button", name=button).click()
        assert answer.value.status == 422
        summary = page.get_by_role("alert")
        assert summary.evaluate("found => found === document.activeElement")
        summary.get_by_role("link", name=f"{field}: This field is required.").click()
        assert page.get_by_label(field, exact=True).evaluate("found => found === document.activeElement")
        assert page.get_by_text(field, exact=True).evaluate(
            "label => label.getBoundingClientRect().top > document.querySelector('header').offsetHeight"
        )
        assert looks(page) == []


def test_shows_moderators_their_desk(site: Site, world: World) -> None:
    page = site.visit(as_="mona")
    assert faults_of(page, DESK) == []
    page.goto(item_page(world.own["pending"]))
    page.get_by_text("Ask for changes…").click()
    assert looks(page) == []
    assert faults_of(page, f"{DESK}decided/") == []


def test_says_in_words_what_is_not_possible(site: Site, cast: Cast) -> None:
    assert faults_of(site.visit(), f"/pets/{uuid4()}", status=404) == []
    assert faults_of(site.visit(as_="petra"), "/nowhere", status=404) == []
    suspended = site.visit(as_="quinn")
    assert faults_of(suspended, "/my/listings", status=403) == []
    assert "suspended" in suspended.get_by_role("main").inner_text()
    assert faults_of(site.visit(), "/pets?cursor=nonsense", status=400) == []


def item_page(target: Any) -> str:
    """Where moderators decide on something that waits."""
    return f"{DESK}items/{ReviewItem.objects.waiting().get(target_id=target.pk).pk}/"


def faults_of(page: Page, *paths: str, status: int = 200, alike: str = "") -> list[str]:
    """Open pages and give all that is wrong with them, in any light and on any screen.

    Which screen a page is looked at closely on depends on its title; on each in the long version.
    Of what is `alike` (a selector) all must have room, and the first few are looked at more closely.
    """
    faults = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        faults += looks(page, alike) if answer.status == status else [f"{path} answers {answer.status}"]
    return faults


def looks(page: Page, alike: str = "") -> list[str]:
    page.emulate_media(reduced_motion="reduce")
    faults = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        faults += [f"{page.url} ({size}): wider than the screen: {found}" for found in too_wide(page)]
    if alike:
        page.evaluate("of => [...document.querySelectorAll(of)].slice(5).forEach(one => one.remove())", alike)
    screens = some(SIZES, page.title(), Site.share)
    for size in screens:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        # The dark has the same colours on any screen.
        for scheme, rules in list(RULES.items())[: 2 if size == screens[-1] else 1]:
            page.emulate_media(color_scheme=scheme)
            faults += [f"{page.url} ({size}, {scheme}): {found}" for found in violations(page, rules)]
    return faults


def too_wide(page: Page) -> list[str]:
    """Name what reaches over the right edge, when the page can be pushed sideways."""
    found: list[str] = page.evaluate(
        """() => {
            const screen = window.innerWidth;
            if (document.documentElement.scrollWidth <= screen) return [];
            const wide = [...document.querySelectorAll("body *")]
                .filter((one) => one.getBoundingClientRect().right > screen + 1);
            return [`${document.documentElement.scrollWidth} px`,
                ...wide.slice(-3).map((one) => one.outerHTML.slice(0, 160))];
        }"""
    )
    return found


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], **rules}
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found]


@lru_cache(maxsize=1)
def keep_pictures() -> None:
    """Put real pictures where the factories say that they are."""
    whole = Image.open(io.BytesIO(pet_picture("biscuit", "dog", scale=0.5)))
    for name, width in (("thumbnail", 320), ("card", 800), ("full", 800)):
        buffer = io.BytesIO()
        whole.resize((width, width * 3 // 4)).save(buffer, "WEBP")
        default_storage.save(f"photos/test/{name}.webp", ContentFile(buffer.getvalue()))
