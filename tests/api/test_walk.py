"""Every route there is keeps the rules that are stated once (docs/api.md), and so does every page."""

import pytest
from django.test import override_settings
from django.urls import clear_url_caches, get_resolver

from hearth.kernel.edge.headers import HEADERS
from tests.api.pages import PAGES, addresses
from tests.api.routes import ROUTES, patterns, walk
from tests.api.stage import Stage
from tests.api.walking import complaints, documented, method_complaints
from tests.cast import Cast

pytestmark = pytest.mark.django_db

DOCUMENTS = {"api/schema", "api/docs"}
"""What is below /api/ and no route of the API; tests/config looks at these."""


def test_every_address_below_api_is_walked() -> None:
    found = {path for path, _ in patterns() if path.startswith("api/")}
    assert found - DOCUMENTS == {f"api/v1/{route.path}" for route in ROUTES.values()}
    assert set(documented()) == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_route_keeps_every_rule(cast: Cast, route: str) -> None:
    wrong = list(complaints(ROUTES[route], Stage(cast)))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES.values()}))
def test_address_refuses_other_methods(cast: Cast, path: str) -> None:
    wrong = list(method_complaints(path, Stage(cast)))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES)
def test_page_breaks_for_nobody_and_is_covered(cast: Cast, page: str) -> None:
    stage, browser = Stage(cast), cast.browser()
    browser.raise_request_exception = False
    for url in addresses(page, stage):
        answer = browser.get(url)
        # 503 is the honest answer of what is not set up here.
        assert answer.status_code < 500 or answer.status_code == 503, url
        told = {name: answer.get(name) for name in HEADERS}
        assert told == HEADERS, url
        assert "default-src 'none'" in answer["Content-Security-Policy"], url
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], url
        assert answer["X-Request-Id"], url


def test_would_notice_routes_that_keep_none(cast: Cast) -> None:
    """The negative control: three sorts of views by somebody who knows nothing of all this."""
    stage = Stage(cast)
    with override_settings(ROOT_URLCONF="tests.api.bad_urls"):
        clear_url_caches()
        bad = {route.name: route for route in walk(get_resolver().url_patterns) if route.name not in ROUTES}
        assert {"GET backdoor/{id}", "POST backdoor/{id}", "POST plain", "DELETE bare"} <= set(bad)
        told = {name: "\n".join(complaints(route, stage)) for name, route in bad.items()}
    for name, words in told.items():
        assert "no calls.py has a good call of it" in words, name
        assert "the API's description does not know it" in words, name
    assert "AllowAny" in told["GET backdoor/{id}"]
    assert "an unknown id: 200 instead of (404,)" in told["GET backdoor/{id}"]
    for sign in ("nobody: 201 instead of (401,)", "a suspended person: 201 instead of (403,)"):
        assert sign in told["POST backdoor/{id}"]
    assert "nobody asks who may" in told["POST plain"]
    assert "a page for people: 200 instead of (406,)" in told["POST plain"]
    assert "Content-Security-Policy is 'default-src *'" in told["POST plain"]
    assert "a good call: 418 instead of (200,)" in told["DELETE bare"]
