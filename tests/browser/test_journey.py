"""The first slice in one story: from an empty database to the homepage, and down again."""

import io
import re
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from hearth.local.people import PEOPLE
from hearth.local.pictures import pet_picture
from hearth.local.pictures.camera import CAMERA, OWNER
from tests.background import MailSink
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

NOTE = "Please say how Biscuit is with children."
THIN = "Biscuit is three, calm in the house and wild about the beach. She sleeps in the sun, and sings."


def test_takes_a_pet_from_sign_in_to_the_homepage(site: Site, mails: MailSink, tmp_path: Path) -> None:
    assert User.objects.count() == 0
    sam = site.sign_in("sam")
    expect(sam.get_by_role("link", name="Moderation")).to_have_count(0)
    call_command("grant_site_admin", PEOPLE["sam"].email, stdout=io.StringIO())
    site.sign_in("sam", sam)
    mona = site.sign_in("mona")
    make_moderator(sam, "Mona Keita")
    site.sign_in("mona", mona)

    rosa = site.sign_in("rosa")
    register_rescue(rosa)
    decide(mona, "Harbour Paws").get_by_role("button", name="Approve").click()
    expect(mona.get_by_role("status")).to_contain_text("Approved: Harbour Paws")

    photo = tmp_path / "biscuit.jpg"
    photo.write_bytes(pet_picture("biscuit", "dog", exif=True))
    assert CAMERA.encode() in photo.read_bytes()
    page_of_biscuit = list_biscuit(rosa, photo)
    expect(site.visit("/pets").get_by_role("link", name="Biscuit", exact=True)).to_have_count(0)

    give_back(mona)
    mail = newest_mail(mails, "Biscuit", NOTE)
    assert page_of_biscuit in mail
    mend_and_send_again(rosa)
    decide(mona, "Biscuit").get_by_role("button", name="Approve").click()
    expect(mona.get_by_role("status")).to_contain_text("Approved: Biscuit")
    assert page_of_biscuit in newest_mail(mails, "Biscuit is on Hearth now")

    visitor = site.visit("/")
    newest = visitor.get_by_role("region", name="New on Hearth")
    expect(newest.get_by_role("link", name="Biscuit", exact=True)).to_be_visible()
    visitor.goto("/pets?species=dog")
    visitor.get_by_role("link", name="Biscuit", exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Biscuit")
    expect(visitor.get_by_role("link", name="Harbour Paws", exact=True)).to_be_visible()
    assert visitor.url.endswith(page_of_biscuit)
    assert names_in(visitor, "/api/v1/pets") == ["Biscuit"]
    carries_no_metadata(visitor)

    feature(mona)
    visitor.goto("/")
    featured = visitor.get_by_role("region", name="Meet these ones first")
    expect(featured.get_by_role("link", name="Biscuit", exact=True)).to_be_visible()
    assert names_in(visitor, "/api/v1/pets/featured") == ["Biscuit"]

    remove_in_two_clicks(mona)
    visitor.reload()
    expect(visitor.get_by_role("link", name="Biscuit", exact=True)).to_have_count(0)
    assert names_in(visitor, "/api/v1/pets") == names_in(visitor, "/api/v1/pets/featured") == []
    assert "It looks like a scam" in newest_mail(mails, "We took Biscuit's listing down")


def make_moderator(sam: Page, name: str) -> None:
    sam.goto("/admin/accounts/user/")
    sam.get_by_role("link", name=name).click()
    sam.get_by_role("link", name="Change role").click()
    dialog = sam.locator("#dialog")
    dialog.get_by_label("Role").select_option(label="Moderator")
    dialog.get_by_label("Reason").select_option(index=1)
    dialog.get_by_role("button", name="Change role").click()
    expect(sam.get_by_text(f"{name} is now moderator.")).to_be_visible()


def register_rescue(rosa: Page) -> None:
    rosa.goto("/rescues/new")
    rosa.get_by_label("Name of the rescue").fill("Harbour Paws")
    rosa.get_by_label("Description").fill("Dogs and cats of the harbour, with foster homes on both shores.")
    rosa.get_by_label("E-mail for adopters").fill("hello@harbourpaws.example")
    rosa.get_by_label("Suburb").fill("Wattle Cove")
    rosa.get_by_label("Region").fill("Saltwater Bay")
    rosa.get_by_role("button", name="Register this rescue").click()
    expect(rosa.get_by_role("status")).to_contain_text("A moderator looks at Harbour Paws next")


def decide(mona: Page, title: str) -> Page:
    """Open the desk, on which exactly this waits."""
    mona.goto("/admin/")
    mona.get_by_role("link", name="Review desk").click()
    expect(mona.get_by_role("heading", level=2)).to_have_text(title)
    return mona


def list_biscuit(rosa: Page, photo: Path) -> str:
    """Go through the three steps; return the path of the listing's page."""
    rosa.goto("/my/listings")
    rosa.get_by_role("main").get_by_role("link", name="List a pet").click()
    rosa.get_by_label("Listed by").select_option(label="Harbour Paws")
    rosa.get_by_label("Name", exact=True).fill("Biscuit")
    rosa.get_by_label("Species").select_option("dog")
    rosa.get_by_label("Breed", exact=False).first.fill("Kelpie")
    rosa.get_by_label("Date of birth").fill("2023-05-01")
    rosa.get_by_label("Description").fill(THIN)
    rosa.get_by_label("Suburb").fill("Wattle Cove")
    rosa.get_by_label("Region").fill("Saltwater Bay")
    rosa.get_by_role("button", name="Save and go on to photos").click()
    expect(rosa.get_by_role("heading", level=1)).to_have_text("Photos of Biscuit")
    rosa.get_by_label("Choose photos").set_input_files(photo)
    expect(rosa.get_by_text("Main photo")).to_be_visible()
    path = rosa.get_by_role("link", name="See it as others will").get_attribute("href")
    assert path
    rosa.get_by_role("button", name="Send for review").click()
    expect(rosa.get_by_role("heading", level=1)).to_have_text("Biscuit’s listing is sent")
    return path


def give_back(mona: Page) -> None:
    decide(mona, "Biscuit").get_by_text("Ask for changes…").click()
    form = mona.locator("details[open] form")
    form.get_by_label("Reason").select_option(label="The description is too thin or unclear")
    form.get_by_label("Note to the owner").fill(NOTE)
    form.get_by_role("button", name="Ask for changes").click()
    expect(mona.get_by_role("heading", name="Nothing waits")).to_be_visible()


def mend_and_send_again(rosa: Page) -> None:
    rosa.goto("/my/listings")
    rosa.get_by_role("link", name="Make the change for Biscuit").click()
    expect(rosa.get_by_text(NOTE)).to_be_visible()
    rosa.get_by_label("Description").fill(THIN + " With children she is patient and kind.")
    rosa.get_by_role("button", name="Save and go on to photos").click()
    rosa.get_by_role("button", name="Send for review").click()
    expect(rosa.get_by_role("heading", level=1)).to_have_text("Biscuit’s listing is sent")


def feature(mona: Page) -> None:
    mona.goto("/admin/listings/pet/")
    mona.get_by_role("link", name="Biscuit", exact=True).click()
    mona.get_by_role("link", name="Feature…").click()
    expect(mona.get_by_label("Target")).not_to_have_value("")
    mona.get_by_role("button", name="Save", exact=True).click()
    expect(mona.get_by_role("table")).to_contain_text("Biscuit")


def remove_in_two_clicks(mona: Page) -> None:
    """Open the question, choose the reason, answer it."""
    mona.goto("/admin/moderation/reviewitem/desk/decided/")
    mona.get_by_text("Remove…").click()
    form = mona.locator("details[open] form")
    form.get_by_label("Reason").select_option(label="It looks like a scam")
    form.get_by_role("button", name="Remove").click()
    expect(mona.get_by_role("status")).to_contain_text("Removed: Biscuit")


def newest_mail(mails: MailSink, *words: str) -> str:
    """Wait for a mail to Rosa that says these words."""
    text = ""
    for _ in range(100):
        for mail in reversed(mails.mails_to(PEOPLE["rosa"].email)):
            parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
            text = "\n".join([mail["Subject"], *parts])
            if all(word in text for word in words):
                return text
        time.sleep(0.1)
    raise AssertionError(f"No mail says {words}; the last: {text}")


def names_in(page: Page, path: str) -> list[str]:
    answer = page.request.get(path)
    assert answer.status == 200
    return [pet["name"] for pet in answer.json()["results"]]


def carries_no_metadata(page: Page) -> None:
    """Every picture that the pet's page shows or links to is clean."""
    addresses = page.eval_on_selector_all(
        ".gallery a, .gallery img", "found => found.map(one => one.href || one.src)"
    )
    photos = [address for address in addresses if re.search(r"/media/photos/", address)]
    assert photos
    for address in photos:
        content = page.request.get(address).body()
        picture = Image.open(io.BytesIO(content))
        assert picture.format == "WEBP"
        assert picture.getexif() == {}
        assert not picture.info.keys() & {"exif", "xmp", "icc_profile"}
        assert CAMERA.encode() not in content
        assert OWNER.encode() not in content
