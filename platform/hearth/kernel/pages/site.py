"""The pages of the site itself. What the homepage shows is contributed by the communities."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Problem

_contributions: list[Callable[[HttpRequest], dict[str, Any]]] = []


def contribute_to_home(contribution: Callable[[HttpRequest], dict[str, Any]]) -> Callable[..., Any]:
    """Register a function whose dictionary joins the homepage's context."""
    _contributions.append(contribution)
    return contribution


class HomePage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        context: dict[str, Any] = {}
        for contribution in _contributions:
            context |= contribution(request)
        return render(request, "home.html", context)


class ProblemsPage(Page):
    """What each problem type of the API means; the documents' `type` points here."""

    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        kinds = sorted(Problem.kinds.values(), key=lambda kind: (kind.status, kind.code))
        # As plain values: a template would call a class, and some kinds cannot be made of nothing.
        words = ("status", "code", "title", "explanation")
        rows = [{word: getattr(kind, word) for word in words} for kind in kinds]
        for row in rows:
            row["explanation"] = row["explanation"].split("`")  # every second part is code
        return render(request, "problems.html", {"kinds": rows})
