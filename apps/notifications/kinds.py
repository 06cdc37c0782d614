"""The kinds of message, registered by the apps that have something to tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind of message: how it is written, and whether people may do without it.

    `template` names a .txt, whose first line is `Subject: …`, and a .html; `.de.txt` and `.de.html`
    beside them are their German variants. Both get the context that `notify` was given, and besides
    `name`, `url` (of the context's `path`) and `site_url`.
    """

    name: str
    label: str
    """What happened, as a person says it: “Your listing was published”."""
    group: str
    """Whose heading it stands under, on the page of preferences."""
    template: str
    mandatory: bool = False
    sample: Mapping[str, Any] = field(default_factory=dict)
    """A context with every variable of the templates, secrets included: for previews and tests."""
    secrets: Callable[[UUID], Mapping[str, Any] | None] | None = None
    """What may not lie in the database, asked with the id of `about` at the moment of sending.

    None says that there is nothing left to tell (a revoked invitation): the mail is not sent.
    """
    stop_link: Callable[[UUID], str] | None = None
    """The address that stops what one mail is about and nothing else, asked with the id of `about`.

    Below it `/one-click` takes what mail programs post. Without it a mail's link stops the whole kind.
    """
    confidential: bool = False
    """True where being told gives somebody away (who reported something): the admin does not say whom."""


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """Raise LookupError for a name that nobody registered (or whose community is switched off)."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"there is no kind of notification named {name!r}") from None


def registered() -> dict[str, Kind]:
    return dict(_kinds)


def confidential() -> frozenset[str]:
    """The names of the kinds of which the admin does not say whom they told."""
    return frozenset(name for name, kind in _kinds.items() if kind.confidential)
