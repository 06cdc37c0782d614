"""Pages by number, with totals, as that API has them."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from apps.petfinder.compat.parameters import Asked, Given

COUNTED_TO = 10_000
"""Totals stop here, and pages with them: who wants more asks for less at once."""


def page_of(rows: QuerySet[Any], asked: Asked) -> tuple[list[Any], int]:
    """The rows of the page, and how many there are, counted to COUNTED_TO."""
    first = (asked.page - 1) * asked.limit
    total = rows.order_by()[:COUNTED_TO].count()
    return (list(rows[first : min(first + asked.limit, total)]) if first < total else []), total


def pagination(path: str, given: Given, asked: Asked, total: int) -> dict[str, Any]:
    pages = -(-total // asked.limit)
    links = {}
    if 1 < asked.page <= pages + 1:
        links["previous"] = _link(path, given, asked.page - 1)
    if asked.page < pages:
        links["next"] = _link(path, given, asked.page + 1)
    return {
        "count_per_page": asked.limit,
        "total_count": total,
        "current_page": asked.page,
        "total_pages": pages,
        "_links": links,
    }


def _link(path: str, given: Given, page: int) -> dict[str, str]:
    return {"href": f"/v2/{path}?{urlencode({**given, 'page': page})}"}
