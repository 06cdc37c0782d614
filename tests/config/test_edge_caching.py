"""Who may keep which answer: the edge what is the same for everybody, and nobody anything else."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver

from hearth.kernel.edge.caching import CacheRules
from hearth.kernel.pages.open import OpenPage
from hearth.kernel.pages.views import Page
from tests import factories
from tests.api.routes import READS, ROUTES
from tests.api.stage import Stage
from tests.cast import Cast

pytestmark = pytest.mark.django_db

WHITENOISE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
EDGE = "public, s-maxage=30"
EDGE_OF = {
    "GET pets/facets": "public, s-maxage=60",
    "/sitemap.xml": "public, s-maxage=3600",
}
"""What is kept for longer, because it costs more or changes less; reviewed."""
SHARED_FOR_LONGER = {"/robots.txt", "/.well-known/security.txt", "/api/schema"}


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return Stage(cast)


def for_nobody(answer: Any) -> bool:
    return "no-store" in answer["Cache-Control"] and "public" not in answer["Cache-Control"]


def varies_by(answer: Any) -> set[str]:
    return {word.strip().lower() for word in answer.get("Vary", "").split(",") if word.strip()}


def test_every_answer_of_the_api_is_for_everybody_or_for_nobody(stage: Stage) -> None:
    """One world serves all, for reading changes nothing; everybody signs in once."""
    browser = cache(stage.cast.browser)
    for route in (name for name, route in ROUTES.items() if route.method in READS):
        stranger = stage.send(route, client=stage.cast.client())
        assert not stranger.cookies, route
        assert "cookie" not in varies_by(stranger), route
        if stranger.status_code == 200:
            assert stranger["Cache-Control"] == EDGE_OF.get(route, EDGE), route
            for other in (stage.send(route, client=stage.cast.client()), with_stale_session(stage, route)):
                assert other.content == stranger.content, route
        else:
            assert (stranger.status_code in (401, 404), for_nobody(stranger)) == (True, True), route
        who = stage.call(route).who or "ana"
        for known in (stage.send(route, client=stage.cast.client(who)), browser(who).get(stage.url(route))):
            assert (known.status_code in (200, 302), for_nobody(known)) == (True, True), route


def with_stale_session(stage: Stage, route: str) -> Any:
    client = Client()
    client.cookies["sessionid"] = "nothing"
    return client.get(stage.url(route))


@cache
def page_views() -> dict[str, type[Page]]:
    """Every page of ours without an argument in its address."""
    found: dict[str, type[Page]] = {}
    for pattern in get_resolver().url_patterns:
        for page in pattern.url_patterns if isinstance(pattern, URLResolver) else [pattern]:
            view = getattr(getattr(page, "callback", None), "view_class", None)
            if view and issubclass(view, Page) and "<" not in str(page.pattern):
                found.setdefault(f"/{page.pattern}", view)
    return found


KNOWN = ("ana", "rosa", "mona")


@pytest.mark.parametrize("path", page_views())
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["some", "every"])
def test_every_page_is_for_everybody_or_for_nobody(cast: Cast, path: str, every: bool) -> None:
    """A page is visited by one of those we know, always the same one; by all in `make soak`."""
    turn = list(page_views()).index(path) % len(KNOWN)
    view, stranger = page_views()[path], Client()
    answer = stranger.get(path)
    is_open = issubclass(view, OpenPage)
    if view.shared or is_open:
        assert (answer.status_code, answer["Cache-Control"]) == (200, EDGE_OF.get(path, EDGE))
        assert not answer.cookies
        assert varies_by(answer) == (set() if is_open else {"cookie"})
        again = Client().get(path)
        assert again.content == answer.content
    else:
        assert for_nobody(answer)
    for name in KNOWN if every else KNOWN[turn : turn + 1]:
        known = cast.browser(name).get(path)
        assert not varies_by(known) if is_open else for_nobody(known), name


def test_feeds_do_not_vary_by_who_asks(cast: Cast) -> None:
    factories.pet(cast.petra)
    for client in (Client(), cast.browser("ana")):
        for path in ("/pets/feed.atom", "/sitemaps/site.xml"):
            answer = client.get(path)
            assert (answer.status_code, varies_by(answer), answer.cookies) == (200, set(), {}), path


def test_pages_of_one_thing_are_kept_for_strangers(cast: Cast) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=rescue)
    for path in (f"/pets/{pet.pk}", f"/rescues/{rescue.slug}"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, EDGE)
        assert not answer.cookies
        assert for_nobody(cast.browser("ana").get(path))


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
def test_who_brings_a_cookie_of_ours_is_not_everybody(client: Client, cookie: str) -> None:
    client.cookies[cookie] = "a" * 32
    answer = client.get("/pets")
    assert answer.status_code == 200
    assert for_nobody(answer)
    client.cookies.clear()
    client.cookies["somebody_elses"] = "x"
    assert client.get("/pets")["Cache-Control"] == EDGE


def test_errors_and_redirects_are_for_nobody(cast: Cast) -> None:
    paths = {"/nowhere": 404, "/pets?cursor=nonsense": 400, "/my/listings": 302, "/admin/": 302}
    paths |= {"/api/v1/nowhere": 404, "/api/v1/pets?x=1": 400, "/media/nothing": 404, "/favicon.ico": 302}
    for path, status in paths.items():
        answer = Client().get(path)
        assert answer.status_code == status
        assert for_nobody(answer), path


def test_the_admin_is_for_nobody(cast: Cast) -> None:
    for path in ("/admin/", "/admin/moderation/reviewitem/desk/", "/admin/accounts/user/", "/admin/jsi18n/"):
        answer = cast.browser("sam").get(path)
        assert answer.status_code == 200
        assert for_nobody(answer), path


@pytest.mark.parametrize("path", sorted(SHARED_FOR_LONGER))
def test_what_hardly_changes_is_kept_longer(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, "public" in answer["Cache-Control"]) == (200, True)
    assert not answer.cookies
    assert "cookie" not in varies_by(answer)


def test_static_files_never_change_under_their_name(tmp_path: Path, settings: Any) -> None:
    """As `collectstatic` leaves them: the name carries a hash of the content."""
    (tmp_path / "css").mkdir()
    for name in ("base.css", "base.0123456789ab.css"):
        (tmp_path / "css" / name).write_text("body {}")
    manifest = {"paths": {"css/base.css": "css/base.0123456789ab.css"}, "version": "1.1", "hash": ""}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    storage = {"BACKEND": WHITENOISE, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = str(tmp_path), False
    named, plain = Client().get("/static/css/base.0123456789ab.css"), Client().get("/static/css/base.css")
    named.close()
    plain.close()
    assert named["Cache-Control"] == "max-age=315360000, public, immutable"
    assert plain["Cache-Control"] == "max-age=60, public"


def test_an_answer_that_sets_a_cookie_is_for_nobody(rf: Any) -> None:
    def view(request: Any) -> HttpResponse:
        answer = HttpResponse(headers={"Cache-Control": EDGE})
        answer.set_cookie("a", "b")
        return answer

    assert CacheRules(view)(rf.get("/"))["Cache-Control"] == "private, no-store"
