"""The page for what broke does not break."""

import pytest
from django.template import loader
from django.test import RequestFactory

from hearth.kernel.pages.errors import server_error


def test_says_so_with_its_template_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/pets")
    whole = server_error(request)
    assert (whole.status_code, b"<!doctype html>" in whole.content.lower()) == (500, True)

    def broken(*args: object, **kwargs: object) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(loader, "render_to_string", broken)
    plain = server_error(request)
    assert (plain.status_code, b"broke on our side" in plain.content) == (500, True)


def test_is_a_problem_document_below_the_api() -> None:
    answer = server_error(RequestFactory().get("/api/v1/pets"))
    assert answer["Content-Type"] == "application/problem+json"
