"""Ana applies for Biscuit, Rosa decides: each in a browser of her own."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from apps.applications.models import Application
from tests import factories
from tests.applications.applying import application, neighbors
from tests.browser.conftest import Site
from tests.browser.test_pages import LONG, SIZES, faults_of
from tests.cast import Cast

pytestmark = pytest.mark.browser
WHY = "Because of the ears, and because he waits for the kettle."


def test_goes_from_the_pet_to_the_yes(site: Site, cast: Cast, tmp_path: Path) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
    width, height = SIZES["phone"]
    ana = site.visit(pet.get_absolute_url(), as_="ana", viewport={"width": width, "height": height})
    bar = ana.get_by_role("complementary", name="Next step")
    bar.get_by_role("link", name="Apply to adopt Biscuit").click()
    ana.get_by_role("button", name="Begin").click()
    answer_everything(ana)
    expect(ana.get_by_role("heading", level=1)).to_have_text("Check and send")
    expect(ana.get_by_text("Still to answer")).to_have_count(0)
    ana.get_by_role("button", name="Send application").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Your application for Biscuit is sent")

    rosa = site.visit("/organizations/harbour-paws/applications", as_="rosa")
    rosa.keyboard.press("j")
    rosa.keyboard.press("Enter")
    expect(rosa.get_by_text("Hidden until you begin to read")).to_have_count(2)
    rosa.get_by_role("button", name="Begin reading").click()
    expect(rosa.get_by_text("0491 570 156")).to_be_visible()
    rosa.get_by_role("link", name="Approve").click()
    dialog = rosa.get_by_role("dialog", name="Choose Ana Ruiz for Biscuit?")
    dialog.get_by_label("A few words to the applicant").fill("Welcome to the family!")
    dialog.get_by_role("button", name="Approve").click()
    expect(rosa.get_by_role("status")).to_contain_text("Biscuit is reserved for Ana Ruiz.")

    ana.get_by_role("link", name="See your application").click()
    expect(ana.get_by_text("Welcome to the family!")).to_be_visible()
    expect(ana.get_by_text("chose you, and Biscuit is kept for you")).to_be_visible()
    ana.get_by_role("link", name="Take this application back").click()
    dialog = ana.get_by_role("dialog", name="Take your application for Biscuit back?")
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert Application.objects.get().status == "approved"


def test_looks_right_with_too_much(site: Site, cast: Cast) -> None:
    world = World(cast)
    faults = faults_of(site.visit(as_="ana"), "/my/applications", f"{world.asked}/steps/7", world.asked)
    rosa = site.visit(VERSIONS, as_="rosa")
    rosa.get_by_role("button", name="Make your own form").click()
    faults += faults_of(rosa, INBOX, world.asked, rosa.url.removeprefix(site.address))
    assert faults == []


@pytest.mark.soak
def test_looks_right_everywhere(site: Site, cast: Cast) -> None:
    world = World(cast)
    ways = ("/check", "/sent", "/steps/1", "/withdraw")
    faults = faults_of(
        site.visit(as_="ana"), "/my/household", f"{world.other}/apply", world.other, f"{world.draft}/check",
        *(f"{world.asked}{way}" for way in ways),
    )  # fmt: skip
    rosa = site.visit(VERSIONS, as_="rosa")
    rosa.get_by_role("button", name="Make your own form").click()
    built = rosa.url.removeprefix(site.address)
    parts = ("/preview", "/publish", "/sections/1", "/sections/1/1", "/sections/1/new")
    faults += faults_of(rosa, f"{INBOX}?overdue=1", f"{world.asked}/reject", VERSIONS)
    faults += faults_of(rosa, *(f"{built}{part}" for part in parts))
    faults += faults_of(site.visit(as_="milo"), "/my/applications", "/my/applications/received")
    assert faults == []


class World:
    """Addresses of applications with the longest words, and with many beside them."""

    def __init__(self, cast: Cast) -> None:
        harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        long = factories.pet(cast.rosa, organization=harbour, name=LONG, photo_state="")
        answers = {"experience": LONG * 4, "children_ages": LONG}
        asked = application(long, cast.ana, status="info_requested", answers=answers)
        for person in neighbors(12):
            application(long, person, form=asked.form)
        draft = application(factories.pet(cast.petra, photo_state=""), cast.ana, status="draft")
        self.asked, self.draft = asked.get_absolute_url(), draft.get_absolute_url()
        self.other = factories.pet(cast.petra, name="Olive", photo_state="").get_absolute_url()


INBOX = "/organizations/harbour-paws/applications"
VERSIONS = "/organizations/harbour-paws/application-form"


def answer_everything(page: Page) -> None:
    go_on = page.get_by_role("button", name="Save and go on")
    page.get_by_label("A house", exact=True).check()
    page.get_by_label("It is ours").check()
    go_on.click()
    page.get_by_label("How many adults live there?").fill("2")
    page.get_by_role("group", name="Is anybody allergic").get_by_label("No", exact=True).check()
    go_on.click()
    for heading in ("Other animals", "What you know about animals"):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        go_on.click()
    page.get_by_label("How many hours").fill("3")
    go_on.click()
    page.get_by_label("Why this one?").fill("Ears.")
    page.get_by_role("group", name="Does everybody at home").get_by_label("Yes").check()
    go_on.click()
    expect(page.get_by_role("alert")).to_contain_text("Write at least 20 characters.")
    page.get_by_label("Why this one?").fill(WHY)
    go_on.click()
    page.get_by_label("Your phone number").fill("0491 570 156")
    page.get_by_label("Your address").fill("7 Fern Lane, Wattle Cove")
    go_on.click()
    page.get_by_label("What I wrote is true").check()
    go_on.click()
