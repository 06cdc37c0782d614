"""What somebody types into an application is kept without a click, and lost by nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.applications.models import Application
from tests import factories
from tests.applications.applying import application
from tests.browser.conftest import Site
from tests.cast import Cast

pytestmark = pytest.mark.browser

PEOPLE, YOU = 2, 6
"""Steps of the platform's own form."""
HELD = "JSON.stringify(sessionStorage)"


def test_keeps_what_is_typed_and_loses_nothing(site: Site, cast: Cast) -> None:
    draft = application(factories.pet(cast.petra, photo_state=""), cast.ana, status="draft", answers={})
    ana = site.visit(step(draft, YOU), as_="ana")
    why = ana.get_by_label("Why this one?")
    why.fill("Because")  # too short to be sent, and kept all the same
    ana.get_by_role("radio", name="Yes").check()
    expect(ana.get_by_text("Saved", exact=True)).to_be_visible()
    assert answers(draft) == {"why_this_pet": "Because", "everyone_agrees": True}

    # Another window answers something else: both stay. The same thing: nobody decides but she.
    other = ana.context.new_page()
    other.goto(step(draft, YOU))
    other.get_by_label("From when could it move in?").fill("2030-05-01")
    expect(other.get_by_text("Saved", exact=True)).to_be_visible()
    why.fill("Because of the ears")
    expect(ana.get_by_text("Saved", exact=True)).to_be_visible()
    expect(ana.get_by_label("From when could it move in?")).to_have_value("2030-05-01")
    assert answers(draft)["why_this_pet"] == "Because of the ears"
    other.get_by_label("Why this one?").fill("Because of the tail")
    expect(other.get_by_text("in another window, too")).to_be_visible()
    assert answers(draft)["why_this_pet"] == "Because of the ears"
    expect(other.get_by_label("Why this one?")).to_have_value("Because of the tail")

    # Without a connection it stays in the field, over a reload too, and is kept when there is one again.
    ana.context.route("**/draft", lambda route: route.abort())
    why.fill("Because of the ears, and the nose.")
    expect(ana.get_by_text("No connection.")).to_be_visible()
    ana.on("dialog", lambda dialog: dialog.accept())
    ana.reload()
    expect(why).to_have_value("Because of the ears, and the nose.")
    expect(ana.get_by_text("What you typed here before is back.")).to_be_visible()
    ana.context.unroute("**/draft")
    ana.evaluate("dispatchEvent(new Event('online'))")
    expect(ana.get_by_text("Saved", exact=True)).to_be_visible()
    assert answers(draft)["why_this_pet"] == "Because of the ears, and the nose."

    refuses_nonsense_quietly(ana, draft)
    # Nothing of all this sent it, and once it is sent nothing more is kept.
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_at) == ("draft", None)
    Application.objects.filter(pk=draft.pk).update(status="withdrawn")
    ana.get_by_label("How old are the children").fill("7")
    expect(ana.get_by_text("This is no draft any more.")).to_be_visible()
    expect(ana.get_by_label("How old are the children")).to_have_value("7")
    # The browser notes what was meant to go wrong here.
    meant = re.compile("(ERR_FAILED|409|412).*/draft$")
    site.faults[:] = [fault for fault in site.faults if not meant.search(fault)]


def test_leaves_nothing_in_the_tab_of_whoever_signs_out(site: Site, cast: Cast) -> None:
    draft = application(factories.pet(cast.petra, photo_state=""), cast.ana, status="draft", answers={})
    ana = site.visit(step(draft, YOU), as_="ana")
    ana.context.route("**/draft", lambda route: route.abort())
    ana.get_by_label("Why this one?").fill("Because of the ears, and nobody else's business.")
    expect(ana.get_by_text("No connection.")).to_be_visible()
    assert "nobody else" in ana.evaluate(HELD)
    ana.on("dialog", lambda dialog: dialog.accept())
    ana.locator("[data-sign-out]").evaluate("form => form.requestSubmit()")
    expect(ana.get_by_role("link", name="Sign in")).to_be_visible()
    assert ana.evaluate(HELD) == "{}"
    site.faults[:] = [fault for fault in site.faults if "ERR_FAILED" not in fault]


def refuses_nonsense_quietly(ana: Page, draft: Application) -> None:
    ana.goto(step(draft, PEOPLE))
    ana.get_by_label("How old are the children").fill("4 and 9")
    ana.get_by_label("How many adults").fill("99")
    expect(ana.get_by_text("“How many adults live there?” This is more than 30.")).to_be_visible()
    assert answers(draft)["children_ages"] == "4 and 9"
    assert "adults" not in answers(draft)
    ana.reload()
    expect(ana.get_by_label("How many adults")).to_have_value("99")
    ana.get_by_label("How many adults").fill("2")
    expect(ana.get_by_text("Saved", exact=True)).to_be_visible()
    assert answers(draft)["adults"] == 2


def step(draft: Application, number: int) -> str:
    return f"/applications/{draft.pk}/steps/{number}"


def answers(draft: Application) -> dict[str, object]:
    found: dict[str, object] = Application.objects.get(pk=draft.pk).answers
    return found
