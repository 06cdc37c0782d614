"""Nonsense sent to pages and to the admin: whatever it is, no page breaks, and nobody's rows change."""

from collections.abc import Iterator
from copy import copy

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.listings.pages.forms import PetForm
from apps.moderation.models import Decision
from apps.organizations.pages.forms import RescueForm
from tests import factories
from tests.api.pages import PAGES, addresses, form_fields, read_through, real_words
from tests.api.stage import Stage, row_counts
from tests.cast import Cast
from tests.matrices import undone
from tests.shares import shares, some

pytestmark = pytest.mark.django_db

NUL, LONG = "a\x00b", "x" * 10_000
QUERIES = (
    "cursor=%00&region=%00&breed=%FF&organization=%00&species=%00&next=%00&tab=%00&q=%00&o=%00&p=%00&e=%00",
    "cursor=WyJuIl0&p=999999999999&o=99.-99&status=x&size=%F0%9F%90%95&limit=0&=%00&%00=1&%",
    "state__exact=%00&kind=%00&id__exact=x&_changelist_filters=%00&_popup=%00&_to_field=%00",
    "term=%00&app_label=%00&model_name=%00&field_name=%00",
    f"q={LONG}&organization={LONG}&cursor={LONG}",
)
FIELDS = {
    *form_fields(),
    *(
        "action",
        "reason",
        "note",
        "version",
        "person",
        "next",
        "alt_text",
        "csrfmiddlewaretoken",
        "_save",
        "",
    ),
    *("position", "starts_0", "starts_1", "ends_0", "ends_1", "target", "user", "role", "system_role"),
    *("_selected_action", "select_across", "index", "file", "key", "policy", "signature"),
}


class Browsers:
    """People of every sort at their browsers; a page that breaks answers 500 here as it would to them."""

    def __init__(self, cast: Cast) -> None:
        self.of = {name: cast.browser(name) for name in ("", "rosa", "sam")}
        self.cookies = {name: copy(browser.cookies) for name, browser in self.of.items()}
        for browser in self.of.values():
            browser.raise_request_exception = False

    def everywhere(self, url: str, door: str, share: int) -> Iterator[tuple[str, HttpResponse]]:
        sent = [(name, "GET", query) for name in self.of for query in QUERIES]
        sent += [(name, "POST", value) for name in self.of for value in (NUL, LONG, "-1")]
        for name, method, word in some(sent, door, share):
            self.of[name].cookies = copy(self.cookies[name])  # whoever signed out is in again
            if method == "GET":
                answer = self.of[name].get(f"{url}?{word}")
            else:
                answer = self.of[name].post(url, dict.fromkeys(FIELDS, word))
            yield f"{name} {method} {word[:80]!r}", answer


def test_finds_the_pages() -> None:
    assert {"pets", "my/listings/new", "sign-in", "admin/moderation/reviewitem/desk/"} <= set(PAGES)
    assert {"name", "species", "display_name", "email"} <= form_fields()


def test_knows_something_to_visit_on_every_page(stage: Stage) -> None:
    """Whoever adds a page with an argument says in `VISITS` of the app's calls.py what to put there."""
    takes_words = [page for page in PAGES if "<" in page and not page.startswith("admin/")]
    assert not [page for page in takes_words if not real_words(page, stage)]


@shares(16)
def test_breaks_nowhere(stage: Stage, share: int) -> None:
    browsers, broken = Browsers(stage.cast), []
    visits = [(url, page) for page in PAGES for url in addresses(page, stage)]
    for url, door in visits:
        with undone():
            for what, answer in browsers.everywhere(url, door, share):
                read_through(answer)
                # 503 is the honest answer of what is not set up here.
                if answer.status_code in (500, 502, 504):
                    broken.append(f"{url[:200]}: {what}: {answer.status_code}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("who", ["petra", "rosa"])
def test_forms_point_at_nul_and_write_nothing(stage: Stage, who: str) -> None:
    browser, before = stage.cast.browser(who), row_counts()
    for url, fields in (("/my/listings/new", PetForm.base_fields), ("/rescues/new", RescueForm.base_fields)):
        answer = browser.post(url, {"name": "Biscuit", "species": "dog"} | dict.fromkeys(fields, NUL))
        assert answer.status_code == 422, url
        assert b"Null characters are not allowed" in answer.content
    assert row_counts() == before


@pytest.mark.parametrize(
    "address", ["/pets?region=%00", "/pets?cursor=%00", "/my/listings?cursor=%00", "/nothing%00"]
)
def test_says_so_politely(stage: Stage, address: str) -> None:
    answer = stage.cast.browser("petra").get(address)
    assert answer.status_code in (200, 400, 404)
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("field", ["action", "reason", "note", "version", "csrfmiddlewaretoken"])
@pytest.mark.parametrize("value", [NUL, "\x00", LONG, "é🐕"])
@pytest.mark.parametrize("action", ["approve", "reject", "request_changes"])
def test_desk_survives_what_is_posted_to_it(stage: Stage, action: str, field: str, value: str) -> None:
    browser = stage.cast.browser("mona")
    url = f"/admin/moderation/reviewitem/desk/items/{stage.item.pk}/"
    reason = {"reject": "selling", "request_changes": "photos"}.get(action, "")
    form = {"action": action, "version": str(stage.item.revision), "reason": reason, "note": "A note."}
    assert browser.post(url, form | {field: value}).status_code in (302, 403, 412, 422)
    decided = Decision.objects.filter(item=stage.item).first()
    # A note may hold anything that the database can; everything else must be one of the known words.
    allowed = field in ("note", "csrfmiddlewaretoken")
    assert (decided is not None) is allowed
    if decided is not None:
        assert (decided.action, decided.reason, len(decided.note) <= 2000) == (action, reason, True)


def test_session_cookies_that_are_none_are_nobodys(stage: Stage) -> None:
    for word in (r'"\000aaaaaaaaaa"', "é" * 20, LONG, '"', "../../x", "a" * 32):
        browser = Client(headers={"Cookie": f"sessionid={word}"})
        assert browser.get("/").status_code == 200, word
        assert browser.get("/my/listings").status_code == 302, word
        assert browser.get("/admin/").status_code == 302, word


def test_static_and_media_addresses_survive_nul(stage: Stage) -> None:
    factories.photo(stage.cast.petra)
    browser = Client(raise_request_exception=False)
    for address in (
        "/static/%00",
        "/static/../%00",
        "/media/%00",
        "/media/photos/%00.webp",
        f"/media/{LONG}",
    ):
        assert browser.get(address).status_code in (400, 404), address
