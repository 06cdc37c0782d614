"""Whoever has used up a budget writes nothing more: by no route and by no page of applications."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.urls import URLPattern, reverse

from apps.applications.pages import urls
from apps.applications.pages.acts import ACTS
from apps.applications.pages.applying import StepPage
from apps.applications.pages.question_acts import QuestionActPage
from hearth.kernel.limits import Budget, limits
from tests.api.routes import READS, ROUTES
from tests.api.stage import row_counts
from tests.applications import application_calls, question_calls

pytestmark = pytest.mark.django_db


def view_of(page: URLPattern) -> Any:
    return getattr(page.callback, "view_class", None)


WRITES = [
    route
    for route in {**application_calls.CALLS, **question_calls.CALLS}
    if ROUTES[route].method not in READS
]
PAGES = [page for page in urls.urlpatterns if hasattr(view_of(page), "post")]
PEOPLE = ("ana", "rosa", "petra", "milo")
STATES = ("submitted", "draft", "info_requested")
QUESTIONS = ("pending", "answered", "published", "hidden")


@pytest.fixture
def _nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget, "exceeded", True)


@pytest.mark.parametrize("route", WRITES)
@pytest.mark.usefixtures("_nothing_left")
def test_every_write_has_one(stage: Any, route: str) -> None:
    before = row_counts()
    answer = stage.send(route)
    assert answer.status_code == 429, answer.content
    assert int(answer["Retry-After"]) > 0
    assert row_counts() == before


@pytest.mark.usefixtures("_nothing_left")
def test_every_page_that_writes_has_one(stage: Any) -> None:
    before = row_counts()
    assert list(without_limit(stage, PAGES)) == []
    assert row_counts() == before


def test_would_notice_a_write_without_one(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a call with something left, and a page that takes from no budget."""
    answer = stage.send("PATCH applications/{id}")
    assert answer.status_code == 200, answer.content
    assert int(answer["RateLimit-Remaining"]) > 0
    monkeypatch.setattr(Budget, "exceeded", True)
    monkeypatch.setattr(StepPage, "spend", lambda page, limit: None)
    found = [page for page in PAGES if page.name in ("application-step", "application-check")]
    assert [name for name, _ in without_limit(stage, found)] == ["application-step"]


def test_typing_takes_nothing_from_what_is_said_to_others() -> None:
    found = limits()
    assert found["application.edit"].number / found["application.edit"].seconds > 0.2
    assert found["application.write"].number == 300


def without_limit(stage: Any, pages: list[URLPattern]) -> Iterator[tuple[str | None, dict[str, str]]]:
    """The pages, and the words of their addresses, at which nobody is told that it was often enough."""
    body = {"verb": "begin_review", "ids": [str(stage.submitted_application.pk)]}
    browsers = [stage.cast.browser(who) for who in PEOPLE]
    for page in pages:
        for words in ways_to(page):
            tries = product(addresses(page, words, stage), browsers)
            if not any(browser.post(url, body).status_code == 429 for url, browser in tries):
                yield page.name, words


def ways_to(page: URLPattern) -> Iterator[dict[str, str]]:
    """The words of an address besides its row: every verb of a page of verbs."""
    names = page.pattern.converters
    if page.name == "application-verb":
        yield from ({"verb": verb} for verb in ACTS)
    elif view_of(page) is QuestionActPage:
        yield from ({"verb": verb} for verb in QuestionActPage.acts)
    else:
        usual = {"step": "1", "section": "1", "question": "1", "to": "down", "source": "question"}
        yield {name: word for name, word in {**usual, "key": "lease"}.items() if name in names}


def addresses(page: URLPattern, words: dict[str, str], stage: Any) -> list[str]:
    """The page about each row that it may be about."""
    names, path = page.pattern.converters, str(page.pattern)
    if "slug" in names and path.startswith("organizations/"):
        return [reverse(page.name, kwargs={**words, "slug": stage.gentle.slug})]
    if "id" not in names:
        return [reverse(page.name, kwargs=words)]
    rows = {
        "applications/": [getattr(stage, f"{state}_application") for state in STATES],
        "application-forms/": [stage.next_form],
        "pets/": [stage.wanted, stage.asked_about],
        "questions/": [getattr(stage, f"{state}_question") for state in QUESTIONS],
        "block/": [stage.question_for_quiet],
        "blocks/": [stage.block],
    }
    of = next(found for beginning, found in rows.items() if path.startswith(beginning))
    return [reverse(page.name, kwargs={**words, "id": row.pk}) for row in of]
