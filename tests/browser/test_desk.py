"""A moderator's day at the review desk: by keyboard, by mouse, and without any script."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.listings.models import Pet
from apps.listings.services import edit_pet
from apps.moderation import services
from apps.moderation.models import Decision, ReviewItem
from apps.organizations.models import Organization
from apps.organizations.services import edit_organization
from hearth.kernel.authorization import system_subject
from tests import factories
from tests.browser.conftest import Site
from tests.browser.test_pages import DESK, LONG, keep_pictures, looks, too_wide, violations
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.fixture
def queue(cast: Cast) -> list[ReviewItem]:
    """A change of a rescue, and two new pets behind it."""
    rescue = factories.organization("Harbour Paws", founder=cast.rosa, description="We live by the sea.")
    edit_organization(rescue, by=cast.subject("rosa"), description="We live by the wide sea.")
    for name in ("Biscuit", "Olive"):
        factories.pet(cast.petra, moderation="pending", name=name, photo_state="")
    return list(ReviewItem.objects.in_turn())


def opened(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=2)).to_have_text(title)


def test_works_by_keyboard(site: Site, cast: Cast, queue: list[ReviewItem]) -> None:
    mona = site.visit(DESK, as_="mona")
    opened(mona, "Harbour Paws")
    mona.keyboard.press("j")
    opened(mona, "Biscuit")
    mona.keyboard.press("k")
    opened(mona, "Harbour Paws")
    expect(mona.locator("ins")).to_contain_text("wide")
    mona.keyboard.press("t")
    expect(mona.locator("[data-until]")).to_contain_text(re.compile(r"\d:\d\d left"))

    mona.keyboard.press("r")
    form = mona.locator("details[open] form")
    expect(form.get_by_label("Reason")).to_be_focused()
    form.get_by_label("Reason").select_option(label="The text advertises something else")
    note = form.get_by_label("Note to the owner")
    expect(note).to_have_value(re.compile("We left Harbour Paws as it was"))
    note.press("End")
    note.press_sequentially(" Thank you!")
    mona.keyboard.press("j")  # in a field it is a letter
    mona.keyboard.press("Control+Enter")

    expect(mona.get_by_role("status").first).to_contain_text("Change rejected: Harbour Paws")
    opened(mona, "Biscuit")
    expect(mona.get_by_text("Yours until")).to_be_visible()
    decision = Decision.objects.get()
    assert decision.note.startswith("We left Harbour Paws as it was")
    assert decision.note.count("Thank you!j") == 1

    mona.keyboard.press("?")
    expect(mona.get_by_role("dialog")).to_be_visible()
    mona.get_by_label("Use single keys").uncheck()
    mona.keyboard.press("Escape")
    mona.keyboard.press("r")
    expect(mona.locator("details.decide[open]")).to_have_count(0)


def test_looks_right_with_every_kind(site: Site, cast: Cast, queue: list[ReviewItem]) -> None:
    keep_pictures()
    shown = factories.pet(cast.petra, name=LONG)
    edit_pet(Pet.objects.get(pk=shown.pk), by=cast.subject("petra"), description=f"{LONG} " * 6)
    for name in ("ana", "milo"):
        report = {"kind": "pet", "target": shown.pk, "reason": "scam", "note": LONG}
        services.file_report(by=cast.subject(name), **report)
    gone = factories.pet(cast.petra, name="Nibbles")
    services.decide(gone, by=cast.subject("max"), action="remove", reason="scam", seen_version=gone.version)
    services.file_appeal(Decision.objects.get(), by=cast.subject("petra"), text=LONG)
    factories.photo(cast.milo, perceptual_hash="0f0f33cc55aa1234")
    photo = factories.photo(cast.petra, perceptual_hash="0f0f33cc55aa1234", alt_text=LONG)
    services.open_item(photo, by=system_subject())

    mona = site.visit(as_="mona")
    kinds = ("organization_change", "pet_change", "report", "appeal", "photo")
    mona.set_viewport_size({"width": 390, "height": 844})
    for item in ReviewItem.objects.waiting().filter(kind__in=kinds):
        mona.goto(f"{DESK}items/{item.pk}/")
        assert too_wide(mona) + violations(mona, {}) == [], item.kind
    mona.goto(DESK)
    mona.get_by_label("All", exact=True).check()
    mona.get_by_label("Choose Nibbles").uncheck()
    mona.get_by_role("button", name="Decide on the chosen").click()
    expect(mona.get_by_role("heading", level=1)).to_have_text("Decide on 6 at once")
    assert too_wide(mona) + violations(mona, {}) == []


def test_keeps_a_note_while_looking_elsewhere(site: Site, cast: Cast, queue: list[ReviewItem]) -> None:
    mona = site.visit(f"{DESK}items/{queue[1].pk}/", as_="mona")
    mona.get_by_text("Ask for changes…").click()
    mona.locator("details[open]").get_by_label("Note to the owner").fill("Where is the photo?")
    mona.get_by_role("link", name="Olive").click()
    opened(mona, "Olive")
    mona.go_back()
    opened(mona, "Biscuit")
    mona.get_by_text("Ask for changes…").click()
    note = mona.locator("details[open]").get_by_label("Note to the owner")
    expect(note).to_have_value("Where is the photo?")


def test_decides_on_several(site: Site, cast: Cast, queue: list[ReviewItem]) -> None:
    mona = site.visit(DESK, as_="mona")
    expect(mona.get_by_role("button", name="Decide on the chosen")).to_be_disabled()
    for name in ("Biscuit", "Olive"):
        mona.get_by_label(f"Choose {name}").check()
    expect(mona.get_by_text("2 chosen")).to_be_visible()
    mona.get_by_role("button", name="Decide on the chosen").click()
    mona.get_by_label("Reason").select_option(label="It is listed already")
    mona.get_by_role("button", name="Reject").click()
    expect(mona.get_by_role("heading", level=1)).to_have_text("2 of 2 decided")
    assert looks(mona) == []


def test_works_without_scripts(site: Site, cast: Cast, queue: list[ReviewItem]) -> None:
    mona = site.visit(DESK, as_="mona", java_script_enabled=False)
    opened(mona, "Harbour Paws")
    mona.get_by_role("button", name="Take it").click()
    expect(mona.get_by_role("button", name="Let go")).to_be_visible()
    edit_organization(Organization.objects.get(), by=cast.subject("rosa"), name="Harbour Tails")
    mona.get_by_text("Reject the change…").click()
    form = mona.locator("details[open] form")
    form.get_by_label("Reason").select_option(label="It says what we could not confirm")
    form.get_by_label("Note to the owner").fill("We looked it up.")
    form.get_by_role("button", name="Reject the change").click()
    expect(mona.get_by_role("alert")).to_contain_text("It changed while you were looking")
    expect(mona.locator(".entry__part--new ins")).to_contain_text("Tails")
    form = mona.locator("details[open] form")
    expect(form.get_by_label("Note to the owner")).to_have_value("We looked it up.")
    form.get_by_role("button", name="Reject the change").click()
    opened(mona, "Biscuit")
    assert Decision.objects.get().note == "We looked it up."
