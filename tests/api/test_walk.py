"""Every route there is keeps the rules that are stated once (docs/api.md), and so does every page."""

import pytest
from django.test import override_settings
from django.urls import clear_url_caches, get_resolver

from hearth.kernel.edge.headers import HEADERS
from tests.api.pages import PAGES, addresses, read_through
from tests.api.routes import ROUTES, patterns, walk
from tests.api.stage import CALLS, Stage
from tests.api.walking import complaints, documented, method_complaints
from tests.matrices import undone

pytestmark = pytest.mark.django_db

DOCUMENTS = {"api/schema", "api/docs"}
"""What is below /api/ and no route of the API; tests/config looks at these."""

OF_THEIR_OWN = {
    # Its address is a secret: not even our own pages hear of it.
    "invitations/<str:token>": {"Referrer-Policy": "strict-origin"},
    # Other sites show it in a frame: its policy says so, and X-Frame-Options has no word for it.
    "embed/pets": {"X-Frame-Options": None, "Cross-Origin-Resource-Policy": "cross-origin"},
}
"""Headers that a page has for a reason of its own; reviewed."""
FRAMED = {"embed/pets"}
"""Pages that any site may show in a frame; reviewed."""


def test_every_address_below_api_is_walked() -> None:
    found = {path for path, _ in patterns() if path.startswith("api/")}
    assert found - DOCUMENTS == {f"api/v1/{route.path}" for route in ROUTES.values()}
    assert set(documented()) == set(ROUTES) == set(CALLS)


def test_every_route_keeps_every_rule(stage: Stage) -> None:
    wrong = [f"{name}: {words}" for name, route in ROUTES.items() for words in complaints(route, stage)]
    assert not wrong, "\n".join(wrong)


def test_every_address_refuses_other_methods(stage: Stage) -> None:
    paths = sorted({route.path for route in ROUTES.values()})
    wrong = [f"{path}: {words}" for path in paths for words in method_complaints(path, stage)]
    assert not wrong, "\n".join(wrong)


def test_every_page_is_covered_and_breaks_for_nobody(stage: Stage) -> None:
    browser = stage.cast.browser()
    browser.raise_request_exception = False
    wrong = []
    for page in PAGES:
        for url in addresses(page, stage):
            headers = HEADERS | OF_THEIR_OWN.get(page, {})
            with undone():
                answer = browser.get(url)
            read_through(answer)
            if page.startswith("media/") and answer.status_code == 200:
                headers |= {"Cross-Origin-Resource-Policy": "cross-origin"}
            policy = answer.get("Content-Security-Policy", "")
            # 503 is the honest answer of what is not set up here.
            if answer.status_code >= 500 and answer.status_code != 503:
                wrong.append(f"{url}: {answer.status_code}")
            if {name: answer.get(name) for name in headers} != headers or "X-Request-Id" not in answer:
                wrong.append(f"{url}: {answer.headers}")
            framed = "frame-ancestors *" if page in FRAMED else "frame-ancestors 'none'"
            if not {"default-src 'none'", framed} <= set(policy.split("; ")):
                wrong.append(f"{url}: {policy!r}")
    assert not wrong, "\n".join(wrong)


def test_would_notice_routes_that_keep_none(stage: Stage) -> None:
    """The negative control: three sorts of views by somebody who knows nothing of all this."""
    assert documented()  # read while the addresses are still the good ones
    with override_settings(ROOT_URLCONF="tests.api.bad_urls"):
        clear_url_caches()
        known = {route.path for route in ROUTES.values()}
        found = walk(get_resolver().url_patterns)
        bad = {route.name: route for route in found if route.path not in known}
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
