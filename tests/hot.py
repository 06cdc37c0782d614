"""Compares a hot list with the serializer's list that it stands for, page by page and byte by byte."""

import json
from typing import Any
from unittest import mock

from django.test import RequestFactory
from django.urls import resolve
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.test import APIClient, APIRequestFactory

from hearth.kernel.api.hot import HotListing, HotView
from hearth.kernel.api.views import Listing
from hearth.kernel.authorization import ANONYMOUS


def serialized(address: str) -> str:
    """The same page, to a stranger, as the view's serializers and paging write it; in one spelling."""
    match = resolve(address.removeprefix("http://testserver").partition("?")[0])
    view: Any = match.func.cls  # type: ignore[attr-defined]

    class Plain(view):  # type: ignore[misc]
        list = Listing.list

        def listed(self) -> Any:
            # What the address names stands in the question here, and nothing is left to be given.
            with mock.patch(f"{view.__module__}.Given", self.given().__getitem__, create=True):
                return super().listed().visible_to(ANONYMOUS)

    answer = Plain.as_view({"get": "list"})(APIRequestFactory().get(address), **match.kwargs)
    answer.render()
    return spelled(answer.content)


def spelled(content: bytes) -> str:
    """JSON in one spelling, its fields in the order in which they came."""
    return json.dumps(json.loads(content))


def check(client: APIClient, address: str) -> int:
    """Compare every page, there and back; return how many rows there are."""
    there = _walk(client, address, "next")
    if len(there) > 1:
        back = _walk(client, there[-1]["previous"], "previous")
        assert [page["results"] for page in reversed(back)] == [page["results"] for page in there[:-1]], (
            address
        )
    return sum(len(page["results"]) for page in there)


def _walk(client: APIClient, address: str | None, link: str) -> list[dict[str, Any]]:
    pages = []
    while address is not None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        assert spelled(answer.content) == serialized(address), address
        pages.append(json.loads(answer.content))
        address = pages[-1][link]
    return pages


def as_serialized(view: type[HotView], row: dict[str, Any]) -> str:
    """The same row as the view's public serializer writes it."""
    request = Request(RequestFactory().get("/"))
    found = view.model._default_manager.get(pk=row["id"])
    return spelled(JSONRenderer().render(view.hot.serializer(found, context={"request": request}).data))


def lists() -> set[type[HotListing]]:
    """Every hot list of the apps."""
    found: set[type[HotListing]] = set()
    waiting = [HotListing]
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        # Without a model it is what several share.
        found |= {view for view in below if view.__module__.startswith("apps.") and hasattr(view, "model")}
    return found
