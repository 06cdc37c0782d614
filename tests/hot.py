"""Compares a hot list with the serializer that it stands for, page by page and row by row."""

import json
from typing import Any

from django.test import RequestFactory
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.test import APIClient

from hearth.kernel.api.hot import HotView


def rows_of(client: APIClient, address: str) -> list[dict[str, Any]]:
    """Every row of a list, page after page, and then back again by the other links."""
    there = _walk(client, address, "next")
    if len(there) > 1:
        last_page = client.get(there[-2]["next"]).json()
        back = [last_page, *_walk(client, last_page["previous"], "previous")]
        assert [page["results"] for page in reversed(back)] == [page["results"] for page in there], address
    return [row for page in there for row in page["results"]]


def _walk(client: APIClient, address: str | None, link: str) -> list[dict[str, Any]]:
    pages = []
    while address is not None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        pages.append(json.loads(answer.content))
        address = pages[-1][link]
    return pages


def as_serialized(view: type[HotView], row: dict[str, Any]) -> dict[str, Any]:
    """The same row as the view's public serializer writes it."""
    request = Request(RequestFactory().get("/"))
    found = view.model._default_manager.get(pk=row["id"])
    data = view.hot.serializer(found, context={"request": request}).data
    written: dict[str, Any] = json.loads(JSONRenderer().render(data))
    return written


def check(client: APIClient, address: str, view: type[HotView]) -> int:
    """Compare every row; return how many there are."""
    rows = rows_of(client, address)
    for row in rows:
        expected = as_serialized(view, row)
        assert row == expected, address
        assert list(row) == list(expected), "the fields stand in another order"
    return len(rows)
