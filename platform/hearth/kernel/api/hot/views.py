"""Views whose public answers go from rows to bytes."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from hearth.kernel.api import etags
from hearth.kernel.api.hot.fields import Asked, Hot, as_bytes
from hearth.kernel.api.hot.questions import Question
from hearth.kernel.api.hot.statements import Given, Row, Statement, kept
from hearth.kernel.api.pagination import link_to, read_limit, read_order
from hearth.kernel.api.views import Listing, PolicyViewSet, Reading
from hearth.kernel.authorization import Subject
from hearth.kernel.keyset import Position
from hearth.kernel.problems import NotFound


class HotView(PolicyViewSet):
    """What hot lists and hot reading share."""

    hot: ClassVar[Hot]

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        cls.hot.shape(cls.model)  # a field that nobody computes stops the start
        return super().as_view(*args, **kwargs)

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.request, timezone.now(), timezone.localdate())

    def select(self, rows: QuerySet[Any], *first: str, narrow: bool) -> QuerySet[Any]:
        """Select `first`, then what `words` needs, then, unless `narrow`, the answer's columns."""
        columns = [*first, "pk", "version", *self.hot.tag_sources]
        if not narrow:
            columns += self.hot.shape(self.model).sources
        named = {
            f"hot_{place}": F(column) if isinstance(column, str) else column
            for place, column in enumerate(columns)
        }
        return rows.annotate(**named).values_list(*named)

    def build(self, row: Row) -> dict[str, Any]:
        return self.hot.shape(self.model).build(self.asked, row[2 + len(self.hot.tag_sources) :])

    def words(self, row: Row) -> str:
        """What a tag says of a row."""
        return ":".join([str(row[0]), str(row[1]), *self.hot.tag_words(self.asked, row[2:])])

    def knows(self, tag: str) -> bool:
        return etags.matches(self.request.headers.get("If-None-Match", ""), tag)

    def reply(self, tag: str, body: Callable[[], Any]) -> Any:
        """Answer with a body, or with 304 to who has it already."""
        if self.knows(tag):
            response = HttpResponse(status=304)
            del response["Content-Type"]
        else:
            response = HttpResponse(as_bytes(body()), content_type="application/json")
        response["ETag"] = tag
        return self.cached(response)


class HotListing(HotView, Listing):
    """A list of what anybody may see; the package says how one is declared."""

    question: ClassVar[Question]
    more_for_the_known: ClassVar[bool] = False
    """True where who is signed in reads more of some rows than a stranger; the serializers see to that."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "hot"):
            cls.question = Question(getattr(cls, "filterset_class", None), cls.hot.words)

    def given(self) -> Mapping[str, Any]:
        """The values of what `listed()` left to be given; NotFound where the address names nothing."""
        return {}

    def list(self, request: Request, **kwargs: Any) -> Response:
        if self.more_for_the_known and self.subject.user is not None:
            return super().list(request, **kwargs)
        page = HotPage(self, self.given())
        if "If-None-Match" in request.headers and self.knows(tag := page.tag(page.fetch(narrow=True))):
            return self.reply(tag, dict)
        found = page.fetch()
        return self.reply(page.tag(found), lambda: page.body(found))


class HotReading(HotView, Reading):
    """One row for a stranger; who is signed in may see more of it, and gets it from the serializers."""

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        if self.subject.user is not None:
            return super().retrieve(request, **kwargs)
        if "If-None-Match" in request.headers and self.knows(tag := self._tag(self._fetch(narrow=True))):
            return self.reply(tag, dict)
        row = self._fetch()
        return self.reply(self._tag(row), lambda: self.build(row))

    def _fetch(self, *, narrow: bool = False) -> Row:
        try:
            wanted = UUID(self.kwargs["id"])
        except ValueError:
            raise NotFound() from None

        def make() -> Statement:
            rows = self.rows().visible_to(Subject()).filter(pk=Given("id"))
            return Statement.of(self.select(rows, narrow=narrow), same_plan_for=["id"])

        found = kept.get((type(self), "one", narrow), make).fetch({"id": wanted})
        if not found:
            raise NotFound()
        return found[0]

    def _tag(self, row: Row) -> str:
        return etags.tag_of_version(row[1], f"{self.audience()}:{self.words(row)}")


class HotPage:
    """One page of a hot list: its statement, and what becomes of the rows."""

    def __init__(self, view: HotListing, given: Mapping[str, Any]) -> None:
        request = view.request
        self.view = view
        self.filters = view.question.read(view)
        self.order, self.limit = read_order(request, view), read_limit(request)
        self.position = self.order.read(request.query_params.get("cursor"), view.model)
        self.cursor = [f"cursor_{name}" for name in self.order.columns] if self.position.after else []
        words = {name: values[0] for name, values in self.filters.items() if name in view.hot.words}
        self.given = {**given, **words, **dict(zip(self.cursor, self.position.after, strict=True))}
        choices = [each for each in self.filters.items() if each[0] not in words]
        self.form = (
            type(view),
            self.order,
            self.limit,
            self.position.backwards,
            bool(self.cursor),
            view.asked.today,
            frozenset(words),
            frozenset(choices),
        )

    def fetch(self, *, narrow: bool = False) -> list[Row]:
        """Read the page's rows and one more: the order's columns, then what the view selects."""
        if not self.view.question.is_closed(self.filters):
            return self._statement(narrow).fetch(self.given)
        return kept.get((narrow, *self.form), lambda: self._statement(narrow)).fetch(self.given)

    def _statement(self, narrow: bool) -> Statement:
        rows = self.view.listed().visible_to(Subject())
        rows = self.view.question.narrow(rows, self.filters)
        after = tuple(Given(name) for name in self.cursor)
        rows = self.order.arrange(rows, Position(self.position.backwards, after))
        rows = self.view.select(rows, *self.order.columns, narrow=narrow)
        return Statement.of(rows[: self.limit + 1], same_plan_for=self.cursor)

    def tag(self, found: Sequence[Row]) -> str:
        view, keys = self.view, len(self.order.columns)
        whom = f"{view.audience()}:{view.subject.id}"
        rows = [view.words(row[keys:]) for row in found[: self.limit]]
        return etags.tag_of([whom, view.request.get_full_path(), *rows])

    def body(self, found: list[Row]) -> dict[str, Any]:
        keys = len(self.order.columns)
        page = self.order.cut(found, self.position, self.limit, lambda row: row[:keys])
        return {
            "results": [self.view.build(row[keys:]) for row in page.items],
            "next": link_to(self.view.request, page.next_cursor),
            "previous": link_to(self.view.request, page.previous_cursor),
        }
