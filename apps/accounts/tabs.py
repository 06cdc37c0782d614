"""Pages that other apps add to a person's account; accounts know none of them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    name: str
    """What the page gives its template as `tab`."""
    label: str
    page: str
    """The name of its address."""
    shows: Callable[[], bool] = lambda: True


_tabs: list[Tab] = []


def contribute_tab(tab: Tab) -> None:
    _tabs.append(tab)


def contributed_tabs() -> list[Tab]:
    return [tab for tab in _tabs if tab.shows()]
