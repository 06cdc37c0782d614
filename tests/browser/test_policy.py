"""No page breaks its own policy, every page still does what it does, and what is foreign is stopped."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse
from playwright.sync_api import Page, expect

from hearth.kernel.pages.views import Page as OurPage
from tests import factories
from tests.browser.conftest import Site
from tests.browser.test_pages import DESK, SIZES, World, item_page, too_wide
from tests.cast import Cast
from tests.shares import shares, some

pytestmark = pytest.mark.browser

WATCH = """document.addEventListener("securitypolicyviolation", (event) =>
    window.tell(`${event.violatedDirective} at ${location.pathname}: ${event.blockedURI} ${event.sample}`))"""


class Watched:
    """A person's browser that remembers every violation, whichever page it was on."""

    def __init__(self, site: Site, name: str = "") -> None:
        self.page: Page = site.visit("/problems", as_=name)
        self.violations: list[str] = []
        self.page.context.expose_binding("tell", lambda source, words: self.violations.append(words))
        self.page.context.add_init_script(WATCH)

    def open(self, *paths: str) -> None:
        for path in paths:
            answer = self.page.goto(path)
            assert answer is not None
            assert answer.status < 500, path
            policy = answer.headers["content-security-policy"]
            themed = "unfold" in self.page.content() and path.startswith("/admin/")
            assert ("unsafe" in policy) == themed, path
        self.page.wait_for_timeout(200)


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def pages_for(who: str) -> list[str]:
    """The plain pages that this person is to visit: each page is somebody's, and not everybody's."""
    visitors = {"public": ["", "rosa", "mona"], "signed_in": ["rosa", "mona"]}
    return [
        path
        for path, access in plain_pages().items()
        if who in some(visitors[access], path, len(visitors[access]))
    ]


def plain_pages() -> dict[str, str]:
    """Every page of ours whose address has no argument; what is saved, or leads elsewhere, is none."""
    found = {}
    for pattern in get_resolver().url_patterns:
        inner = pattern.url_patterns if isinstance(pattern, URLResolver) else [pattern]
        for page in inner if not str(pattern.pattern).startswith(("api", "admin")) else ():
            view = getattr(getattr(page, "callback", None), "view_class", None)
            if (
                view
                and issubclass(view, OurPage)
                and hasattr(view, "get")
                and not re.search("<|download|[.]xml|strava/connect|hooks/", str(page.pattern))
            ):
                found[f"/{page.pattern}"] = view.access
    return found


def test_strangers_pages(site: Site, world: World) -> None:
    stranger = Watched(site)
    pet = f"/pets/{world.pet.pk}"
    stranger.open(
        *pages_for(""), "/pets?species=dog", pet, "/rescues/harbour-paws", "/nowhere", "/styleguide"
    )
    assert stranger.violations == []

    page = stranger.page
    page.goto("/")
    page.get_by_role("button", name="Use dark colours").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/pets")
    page.get_by_role("checkbox", name="Cat", exact=False).first.check()
    page.wait_for_url("**/pets?*species=cat*")
    page.goto(pet)
    page.locator(".gallery__photo a").first.click()
    expect(page.get_by_role("dialog", name="Photo, large")).to_be_visible()
    assert stranger.violations == []


def test_members_pages(site: Site, world: World) -> None:
    rosa = Watched(site, "rosa")
    draft = factories.pet(Cast().rosa, moderation="draft", organization=world.rescue)
    rosa.open(
        *pages_for("rosa"),
        f"/pets/{world.pet.pk}",
        f"/my/listings/{draft.pk}/edit",
        f"/my/listings/{draft.pk}/photos",
        "/rescues/harbour-paws",
        "/organizations/harbour-paws/edit",
        "/admin/",
    )
    rosa.page.goto(f"/my/listings/{draft.pk}/photos")
    expect(rosa.page.get_by_text("Choose photos, or drop them here")).to_be_visible()
    rosa.page.goto("/")
    rosa.page.get_by_label(re.compile("your pages")).click()
    rosa.page.get_by_role("button", name="Sign out").click()
    expect(rosa.page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert rosa.violations == []


def test_moderators_pages(site: Site, world: World) -> None:
    mona = Watched(site, "mona")
    mona.open(*pages_for("mona"), "/admin/", DESK, f"{DESK}decided/", "/admin/accounts/user/")
    mona.open(item_page(world.own["pending"]))
    mona.page.get_by_role("button", name="Use dark colours").click()
    expect(mona.page.locator("html")).to_have_attribute("data-theme", "dark")
    mona.page.get_by_text("Ask for changes…").click()
    expect(mona.page.locator("details[open] select")).to_be_visible()
    mona.page.get_by_role("button", name="Sign out").click()
    expect(mona.page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert mona.violations == []


@shares(6)
def test_site_admins_pages(site: Site, world: World, share: int) -> None:
    stranger = Watched(site)
    stranger.open("/admin/accounts/user/")
    assert stranger.page.url.endswith("/sign-in?next=/admin/accounts/user/")
    stranger.page.get_by_role("button", name="Sam").click()
    stranger.page.wait_for_url("**/admin/accounts/user/")

    sam = Watched(site, "sam")
    sam.open("/admin/", "/admin/nowhere/", *some(admin_pages(), "the admin", share))
    assert sam.violations == stranger.violations == []
    works_in_the_theme(sam.page)
    assert sam.violations == []


def admin_pages() -> list[str]:
    """Of every model one page, always the same: its list, a row, or the form to add or to remove one."""
    found = [reverse("admin:listings_pet_changelist") + "?q=zzz"]
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row: Any = model._default_manager.first()
        pages = [reverse(f"{name}_changelist") + "?q="]
        if row is not None:
            pages.append(reverse(f"{name}_change", args=[row.pk]))
        if getattr(model_admin, "add_action", ""):
            pages.append(reverse(f"{name}_add"))
        if getattr(model_admin, "delete_action", "") and row is not None:
            pages.append(reverse(f"{name}_delete", args=[row.pk]))
        found += some(pages, name, len(pages))
    return found


def works_in_the_theme(page: Page) -> None:
    page.goto(reverse("admin:accounts_user_changelist"))
    page.get_by_role("link", name="Rosa").first.click()
    page.get_by_role("link", name="Change role").click()
    expect(page.locator("#dialog").get_by_label("Role")).to_be_visible()
    page.goto(reverse("admin:organizations_membership_add"))
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").last.fill("Harb")
    expect(page.get_by_role("option", name="Harbour Paws")).to_be_visible()
    page.goto("/admin/")
    account = page.locator("form[action='/admin/logout/']")
    page.locator("#nav-sidebar, aside, body").locator("[x-on\\:click*='openUserLinks']").first.click()
    account.get_by_role("button").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_describes_the_api(site: Site, db: None) -> None:
    stranger = Watched(site)
    page = stranger.page
    page.goto("/api/docs")
    page.get_by_role("heading", name="Hearth API").wait_for()
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert too_wide(page) == []
    page.locator("#operations-tag-pets").click()
    page.locator("#operations-pets-pets_list .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    page.get_by_role("button", name="Authorize").first.click()
    expect(page.locator(".dialog-ux")).to_be_visible()
    assert stranger.violations == []


def test_stops_what_is_injected(site: Site, cast: Cast) -> None:
    """The negative control: the browser does enforce the policy."""
    stranger, mona = Watched(site), Watched(site, "mona")
    for watched, path in ((stranger, "/"), (mona, DESK), (mona, "/admin/")):
        watched.open(path)
        watched.page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.broken = true";
                document.body.append(script);
                const form = Object.assign(document.createElement("form"), {action: "https://evil.example/"});
                document.body.append(form);
                form.submit();
            }"""
        )
        watched.page.wait_for_timeout(200)
        assert watched.page.evaluate("window.broken") is None
        assert {words.split(" ")[0] for words in watched.violations} == {"script-src-elem", "form-action"}
        watched.violations.clear()
    assert len(site.faults) == 6
    assert all("Content Security Policy" in fault for fault in site.faults)
    site.faults.clear()
