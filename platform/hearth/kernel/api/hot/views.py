"""Views whose public answers go from rows to bytes."""

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from hearth.kernel.api import etags
from hearth.kernel.api.filtering import StrictFilterBackend, parts_of
from hearth.kernel.api.hot.fields import Asked, Hot, as_bytes
from hearth.kernel.api.hot.statements import Given, Row, Statement, statement_of
from hearth.kernel.api.pagination import link_to, read_limit, read_order
from hearth.kernel.api.views import Listing, PolicyViewSet, Reading
from hearth.kernel.authorization import ANONYMOUS
from hearth.kernel.keyset import Position
from hearth.kernel.problems import NotFound

Fetch = Callable[[bool], list[Row]]
"""Reads the rows; given True, only what a tag says of them."""


class HotView(PolicyViewSet):
    """What hot lists and hot reading share."""

    hot: ClassVar[Hot]

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.request, timezone.now(), timezone.localdate())

    def fetcher(
        self,
        question: Hashable | None,
        rows: Callable[[], QuerySet[Any]],
        given: Mapping[str, Any],
        *first: str,
    ) -> Fetch:
        """Read the columns `first`, and then those of `Hot.columns`."""

        def fetch(narrow: bool) -> list[Row]:
            def make() -> Statement:
                columns = [*first, *self.hot.columns(narrow=narrow)]
                named = {
                    f"hot_{place}": F(column) if isinstance(column, str) else column
                    for place, column in enumerate(columns)
                }
                return Statement.of(rows().annotate(**named).values_list(*named))

            whole = question and (type(self), self.asked.today, narrow, question)
            return statement_of(whole, make).fetch(given)

        return fetch

    def reply(
        self, fetch: Fetch, tag_of: Callable[[list[Row]], str], body_of: Callable[[list[Row]], Any]
    ) -> Any:
        """Answer with a body; with 304, and from a narrow question, to who has it already."""
        known = self.request.headers.get("If-None-Match")
        if known is not None and etags.matches(known, tag := tag_of(fetch(True))):
            response = HttpResponse(status=304)
            del response["Content-Type"]
        else:
            rows = fetch(False)
            tag = tag_of(rows)
            response = HttpResponse(as_bytes(body_of(rows)), content_type="application/json")
        response["ETag"] = tag
        return self.cached(response)


class HotListing(HotView, Listing):
    """A list of what anybody may see; the package says how one is declared."""

    more_for_the_known: ClassVar[bool] = False
    """True where who is signed in reads more of some rows than a stranger; the serializers see to that."""
    varying: ClassVar[frozenset[str]] = frozenset()
    """Parameters of endless values, words and places: a statement with one is not kept."""

    def given(self) -> Mapping[str, Any]:
        """The values of what `listed()` left to be given; NotFound where the address names nothing."""
        return {}

    def list(self, request: Request, **kwargs: Any) -> Any:
        if self.more_for_the_known and self.subject.user is not None:
            return super().list(request, **kwargs)
        order, limit = read_order(request, self), read_limit(request)
        position = order.read(request.query_params.get("cursor"), self.model)
        cursor = dict(zip(order.columns, position.after, strict=False))

        def rows() -> QuerySet[Any]:
            base = self.listed().visible_to(ANONYMOUS)
            filters = StrictFilterBackend().filters(self.request, base, self)
            parts = parts_of(filters) if filters and not order.needs else []
            start = Position(position.backwards, tuple(map(Given, cursor)))
            return order.take(filters.qs if filters and not parts else base, start, limit, parts)

        asked = {name: tuple(values) for name, values in request.query_params.lists() if name != "cursor"}
        question = None
        if not self.varying & asked.keys():
            question = (position.backwards, bool(cursor), *sorted(asked.items()))
        keys = len(order.columns)

        def tag(found: list[Row]) -> str:
            whom = f"{self.audience()}:{self.subject.id}:{self.asked.today}"
            words = [row[keys : keys + len(self.hot.tag)] for row in found[: limit + 1]]
            return etags.tag_of([whom, request.get_full_path(), str(words)])

        def body(found: list[Row]) -> dict[str, Any]:
            page = order.cut(found, position, limit, lambda row: row[:keys])
            return {
                "results": [self.hot.build(self.asked, row[keys:]) for row in page.items],
                "next": link_to(request, page.next_cursor),
                "previous": link_to(request, page.previous_cursor),
            }

        fetch = self.fetcher(question, rows, {**self.given(), **cursor}, *order.columns)
        return self.reply(fetch, tag, body)


class HotReading(HotView, Reading):
    """One row for a stranger; who is signed in may see more of it, and gets it from the serializers."""

    def retrieve(self, request: Request, **kwargs: Any) -> Any:
        if self.subject.user is not None:
            return super().retrieve(request, **kwargs)
        try:
            wanted = UUID(self.kwargs["id"])
        except ValueError:
            raise NotFound() from None

        def rows() -> QuerySet[Any]:
            found: QuerySet[Any] = self.rows().visible_to(ANONYMOUS).filter(pk=Given("id"))
            return found

        def tag(found: list[Row]) -> str:
            if not found:
                raise NotFound()
            words = found[0][: len(self.hot.tag)]
            return etags.tag_of_version(words[1], f"{self.audience()}:{self.asked.today}:{words}")

        def body(found: list[Row]) -> dict[str, Any]:
            return self.hot.build(self.asked, found[0])

        return self.reply(self.fetcher("one", rows, {"id": wanted}), tag, body)
