"""The pages about people in organisations on every screen, by keyboard, with a dialog and without scripts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.organizations import services
from apps.organizations.models import Invitation, Membership
from apps.organizations.services.invitations import token_of
from tests import factories
from tests.browser.conftest import Site
from tests.browser.test_pages import LONG, faults_of, keep_pictures, looks
from tests.cast import Cast

pytestmark = pytest.mark.browser

MEMBERS = "/organizations/harbour-paws/members"


@pytest.fixture
def token(cast: Cast) -> str:
    """A rescue with people in every state, long names and pictures; the token of Mona's invitation."""
    keep_pictures()
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    rosa = cast.subject("rosa")
    photo = factories.photo(cast.rosa)
    for name, status in ((LONG, "active"), ("Lachlan", "suspended")):
        person = User.objects.create(cognito_sub=str(uuid4()), display_name=name, avatar=photo)
        facts = {"role": "member", "status": status, "note": LONG * 2}
        Membership.objects.create(organization=harbour, user=person, **facts)
    factories.membership(harbour, cast.remy)
    services.request_membership(harbour, by=cast.subject("ana"), message=f"{LONG} " * 4)
    services.offer_handover(harbour, by=rosa, user_id=cast.remy.pk)
    services.invite(harbour, by=rosa, email=f"{LONG}@example.com".lower(), role="member")
    late = services.invite(harbour, by=rosa, email="late@bay.example", role="member")
    Invitation.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(days=1))
    made = services.invite(harbour, by=rosa, email="mona@hearth.example", role="member", message="Come!")
    long = factories.organization(LONG, founder=cast.mona, status="pending", slug="long")
    factories.membership(long, cast.remy)
    return token_of(made.pk)


def test_looks_right_everywhere(site: Site, token: str) -> None:
    alone = Membership.objects.get(user=Cast().mona, status="active")
    assert faults_of(site.visit(as_="rosa"), MEMBERS, "/organizations/harbour-paws/invitations") == []
    assert faults_of(site.visit(as_="remy"), "/memberships") == []
    last = f"/organizations/long/members/{alone.pk}/leave"
    assert faults_of(site.visit(as_="mona"), last, f"/invitations/{token}") == []
    join = "/organizations/harbour-paws/join"
    assert faults_of(site.visit(as_="petra"), "/memberships", f"/invitations/{token}", join) == []


def test_draws_every_table_for_developers(site: Site, db: None) -> None:
    page = site.visit()
    assert faults_of(page, "/developers") == []
    assert faults_of(page, "/developers/workflows", alike=".docs__main > .docs__section") == []
    assert faults_of(page, "/developers/permissions", alike="#rules .docs__section") == []


def test_asks_in_a_dialog_by_keyboard(site: Site, token: str) -> None:
    page = site.visit(MEMBERS, as_="rosa")
    menu = page.get_by_role("listitem").filter(has_text="Remy Duarte").locator("summary")
    menu.press("Enter")
    page.get_by_role("link", name="Suspend").press("Enter")
    dialog = page.get_by_role("dialog", name="Suspend Remy Duarte?")
    expect(dialog).to_be_visible()
    assert looks(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(menu).to_be_focused()
    menu.press("Enter")
    page.get_by_role("link", name="Suspend").press("Enter")
    dialog.get_by_label("Why").select_option("inactive")
    dialog.get_by_role("button", name="Suspend").click()
    expect(page.get_by_role("status")).to_contain_text("Remy Duarte is suspended.")
    expect(page.get_by_role("heading", name="Suspended")).to_be_visible()


def test_needs_no_script(site: Site, token: str) -> None:
    rosa = site.visit(MEMBERS, as_="rosa", java_script_enabled=False)
    rosa.get_by_role("button", name="Let in Ana Ruiz").click()
    expect(rosa.get_by_role("status")).to_contain_text("Ana Ruiz is a member now.")
    choose(rosa, "Ana Ruiz", "Change the role…")
    rosa.get_by_label("Role").select_option("admin")
    rosa.get_by_role("button", name="Change the role").click()
    expect(row(rosa, "Ana Ruiz")).to_contain_text("Admin")
    choose(rosa, LONG, "Remove…")
    rosa.get_by_role("link", name="Cancel").click()
    choose(rosa, LONG, "Remove…")
    rosa.get_by_role("button", name="Remove").click()
    expect(row(rosa, LONG)).to_have_count(0)
    mona = site.visit(f"/invitations/{token}", as_="mona", java_script_enabled=False)
    mona.get_by_role("button", name="Accept").click()
    expect(mona.get_by_role("status")).to_contain_text("Welcome to Harbour Paws")


def choose(page: Page, name: str, label: str) -> None:
    row(page, name).locator("summary").click()
    row(page, name).get_by_role("link", name=label).click()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.locator(".member__name", has_text=name))
