from typing import Any
from urllib.parse import urlencode

from hearth.kernel.keyset import Page


def links_of(page: Page[Any], **kept: str) -> dict[str, str]:
    """The addresses of the pages beside one, as `components/pagination.html` takes them.

    What is `kept` of the present address stays in them, where it is not empty.
    """
    rest = {name: value for name, value in kept.items() if value}
    return {
        "next_url": _link(rest, page.next_cursor),
        "previous_url": _link(rest, page.previous_cursor),
    }


def _link(rest: dict[str, str], cursor: str | None) -> str:
    return "?" + urlencode({**rest, "cursor": cursor}) if cursor else ""
