"""Everything that matters works as plain pages and forms."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hearth.local.pictures import pet_picture
from tests import factories
from tests.background import MailSink
from tests.browser.conftest import Site
from tests.cast import Cast

pytestmark = pytest.mark.browser

DESCRIPTION = "Olive is nine, likes company in the kitchen, and needs nobody to move fast. She likes a hen."


def test_lists_a_pet_with_a_photo_and_decides_on_it(
    site: Site, mails: MailSink, cast: Cast, tmp_path: Path
) -> None:
    photo = tmp_path / "olive.jpg"
    photo.write_bytes(pet_picture("olive", "cat", scale=0.5))
    petra = site.visit("/my/listings/new", as_="petra", java_script_enabled=False)
    petra.get_by_label("Name", exact=True).fill("Olive")
    petra.get_by_label("Species").select_option("cat")
    petra.get_by_label("Date of birth").fill("2017-03-01")
    petra.get_by_label("Description").fill(DESCRIPTION)
    petra.get_by_label("Suburb").fill("Wattle Cove")
    petra.get_by_label("Region").fill("Saltwater Bay")
    petra.get_by_role("button", name="Save and go on to photos").click()
    expect(petra.get_by_role("listitem").filter(has_text="At least one photo")).to_contain_text("Put right")

    petra.get_by_label("Choose a photo").set_input_files(photo)
    petra.get_by_role("button", name="Upload photo").click()
    expect(petra.get_by_text("Photo 1", exact=True)).to_be_visible()
    reload_until(petra, "Main photo")
    petra.get_by_role("button", name="Send for review").click()
    expect(petra.get_by_role("heading", level=1)).to_have_text("Olive’s listing is sent")

    mona = site.visit("/admin/moderation/reviewitem/desk/", as_="mona", java_script_enabled=False)
    mona.get_by_text("Ask for changes…").click()
    form = mona.locator("details[open] form")
    form.get_by_label("Reason").select_option(label="The description is too thin or unclear")
    form.get_by_role("button", name="Ask for changes").click()
    expect(mona.get_by_role("status")).to_contain_text("Changes asked for: Olive")

    petra.goto("/my/listings")
    petra.get_by_role("link", name="Make the change for Olive").click()
    petra.get_by_label("Description").fill(f"{DESCRIPTION} She has never met a dog.")
    petra.get_by_role("button", name="Save and go on to photos").click()
    petra.get_by_role("button", name="Send for review").click()

    mona.reload()
    mona.get_by_role("button", name="Approve Olive").click()
    expect(mona.get_by_role("status")).to_contain_text("Approved: Olive")
    visitor = site.visit("/", java_script_enabled=False)
    visitor.get_by_role("link", name="Olive", exact=True).click()
    expect(visitor.get_by_role("group", name="Photos of Olive").get_by_role("img")).to_be_visible()
    expect(visitor.get_by_role("main")).to_contain_text("never met a dog")


def test_refuses_a_file_beside_its_place(site: Site, mails: MailSink, cast: Cast, tmp_path: Path) -> None:
    no_photo = tmp_path / "cat.jpg"
    no_photo.write_text("This is a cat.")
    pet = factories.pet(cast.petra, moderation="draft", photo_state="")
    petra = site.visit(f"/my/listings/{pet.pk}/photos", as_="petra", java_script_enabled=False)
    petra.get_by_label("Choose a photo").set_input_files(no_photo)
    petra.get_by_role("button", name="Upload photo").click()
    reload_until(petra, "Not usable")
    row = petra.get_by_role("listitem").filter(has_text="Not usable")
    expect(row).to_contain_text("JPEG, PNG or WebP")
    row.get_by_role("button", name="Remove photo 1").click()
    expect(petra.get_by_text("Not usable")).to_have_count(0)


def test_filters_the_list(site: Site, cast: Cast) -> None:
    for name, species, size in (("Kelpie", "dog", "large"), ("Pug", "dog", "small"), ("Tom", "cat", "small")):
        factories.pet(cast.petra, name=name, species=species, size=size, photo_state="")
    visitor = site.visit("/", java_script_enabled=False)
    visitor.get_by_label("I am looking for").select_option("dog")
    visitor.get_by_role("button", name="Show pets").click()
    shows(visitor, ["Pug", "Kelpie"])
    open_filters(visitor)
    visitor.get_by_role("group", name="Size").get_by_label("Small").check()
    visitor.get_by_role("button", name="Show pets").click()
    shows(visitor, ["Pug"])
    visitor.get_by_role("link", name="Remove Dog").click()
    shows(visitor, ["Tom", "Pug"])
    visitor.get_by_role("link", name="Remove Small").click()
    shows(visitor, ["Tom", "Pug", "Kelpie"])


def open_filters(page: Page) -> None:
    if not page.get_by_role("group", name="Size").is_visible():
        page.get_by_text("Filters").first.click()


def shows(page: Page, names: list[str]) -> None:
    expect(page.get_by_role("article").get_by_role("heading")).to_have_text(names)


def reload_until(page: Page, words: str) -> None:
    for _ in range(240):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"“{words}” never stood on {page.url}")
