"""The steps of a hot list's answer, each of which a measured server can do without."""

import gc
from collections.abc import Callable
from typing import Any


def apply(step: str) -> None:
    """Switch one step off, in this process; Django is set up, and the addresses are not yet read."""
    SWITCHES[step]()


def no_count() -> None:
    """Count what a page is of, as page numbers need it; the statement of the count is kept too."""
    from hearth.kernel.api.hot.statements import Statement

    page_only = Statement.fetch

    def fetch(self: Statement, given: Any) -> Any:
        if " LIMIT " in self.text:
            every = self.text.rsplit(" ORDER BY ", 1)[0]
            page_only(Statement(f"SELECT count(*) FROM ({every}) AS found", self.names, True), given)
        return page_only(self, given)

    _set(Statement, "fetch", fetch)


def by_hand() -> None:
    """Take the way of every other list and row: the ORM, instances, photos by themselves, serializers."""
    from hearth.kernel.api.hot import HotListing, HotReading
    from hearth.kernel.api.views import Listing, Reading

    _set(HotListing, "list", lambda self, request, **names: Listing.list(self, request, **names))
    _set(HotReading, "retrieve", lambda self, request, **names: Reading.retrieve(self, request, **names))


def kept_statement() -> None:
    """Have the ORM put every statement together anew."""
    from hearth.kernel.api.hot import views

    _set(views, "statement_of", lambda question, make: make())


def kept_plan() -> None:
    """Have PostgreSQL plan every statement anew, as behind a proxy."""
    from django.db import connection

    connection.settings_dict["OPTIONS"]["prepare_threshold"] = None


def unseen_values() -> None:
    """Let PostgreSQL look at the values of a cursor."""
    from hearth.kernel.api.hot import Given

    _set(Given, "as_sql", lambda self, compiler, connection: ("%s", [self]))


def early_tag() -> None:
    """Compare the tag when the body is there."""
    from hearth.kernel.api.hot import HotView
    from hearth.kernel.api.hot.fields import as_bytes

    early = HotView.reply

    def reply(self: Any, fetch: Any, tag_of: Any, body_of: Any) -> Any:
        def whole(narrow: bool) -> Any:
            rows = fetch(False)
            if narrow:
                as_bytes(body_of(rows))
            return rows

        return early(self, whole, tag_of, body_of)

    _set(HotView, "reply", reply)


def no_ping() -> None:
    """Ask the connection before every request how it is."""
    from hearth.kernel.database import base

    _set(base, "BUSY", -1.0)


def first_word() -> None:
    """Try every address of the API one after the other."""
    from django.urls import include, path

    from hearth.kernel.api import urls

    _set(urls, "by_first_word", lambda route, patterns: path(route, include(patterns)))


def frozen() -> None:
    """Let the search for what nobody needs look through all that was loaded at the start."""
    _set(gc, "freeze", lambda: None)


def _set(owner: Any, name: str, value: Any) -> None:
    setattr(owner, name, value)


SWITCHES: dict[str, Callable[[], None]] = {
    "no COUNT": no_count,
    "rows to bytes by hand": by_hand,
    "statement kept": kept_statement,
    "plan kept": kept_plan,
    "values unseen by the plan": unseen_values,
    "tag before body": early_tag,
    "no question to a busy connection": no_ping,
    "addresses by first word": first_word,
    "what is loaded left alone": frozen,
}
