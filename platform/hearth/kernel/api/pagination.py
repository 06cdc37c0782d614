from typing import Any

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from hearth.kernel.keyset import Keyset, Page
from hearth.kernel.problems import BadQuery

DEFAULT_LIMIT = 20
MOST = 100


class KeysetPagination(BasePagination):
    """`{"results": […], "next": url or null, "previous": url or null}` in the view's `order`."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        order = read_order(request, view)
        cursor = request.query_params.get("cursor")
        self.request = request
        self.page: Page[Any] = order.page(queryset, limit=read_limit(request), cursor=cursor)
        return self.page.items

    def get_paginated_response(self, data: Any) -> Response:
        following = link_to(self.request, self.page.next_cursor)
        previous = link_to(self.request, self.page.previous_cursor)
        return Response({"results": data, "next": following, "previous": previous})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"results": schema, "next": link, "previous": link}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}
        names = list(orders_of(view))
        return [
            {
                "name": "ordering",
                "in": "query",
                "required": False,
                "schema": {"type": "string", "enum": names, "default": names[0]},
            },
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
            {"name": "limit", "in": "query", "required": False, "schema": limit},
        ]


def link_to(request: Request, cursor: str | None) -> str | None:
    """The address of the same list at a cursor; None for none."""
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor) if cursor else None


def orders_of(view: Any) -> dict[str, Keyset]:
    """The orders of a list by name: its own first, that one the other way round, and what it has besides."""
    found = [view.order, view.order.reverse]
    for order in view.more_orders:
        found += [order, order.reverse]
    return {order.name: order for order in found} | dict(view.named_orders)


def read_order(request: Request, view: Any) -> Keyset:
    known = orders_of(view)
    name = request.query_params.get("ordering", view.usual_order(request))
    if name not in known:
        raise BadQuery("This list has no such ordering.", known=list(known))
    found = known[name]
    if found.needs and not request.query_params.get(found.needs):
        raise BadQuery(f"ordering={name} needs {found.needs}= to go by.", needs=found.needs)
    return found


def read_limit(request: Request) -> int:
    raw = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 3 and 1 <= int(raw) <= MOST):
        raise BadQuery(f"limit must be a whole number from 1 to {MOST}.")
    return int(raw)
