"""Reactions to events, registered by the apps' `handlers` modules."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hearth.kernel.models import Delivery, Event

Reaction = Callable[["Event"], None]
Follower = Callable[["Delivery", Exception | None], None]


class NotDone(Exception):
    """Raised by an outside handler when its effect certainly did not happen, so that trying again is safe."""


class NotNeeded(Exception):
    """Raised by a handler that finds nothing left to do: the delivery is done, with these words beside it."""


@dataclass(frozen=True)
class Handler:
    name: str
    react: Reaction
    outside: bool
    """True when the effect leaves our database (mail, push): committed as `sending` before it is tried."""
    settled: Follower | None = None
    """Told of every new state of a delivery, in that state's transaction, with what was raised."""


_by_event: dict[str, list[Handler]] = defaultdict(list)
_by_name: dict[str, Handler] = {}


def on(
    *event_names: str, outside: bool = False, settled: Follower | None = None
) -> Callable[[Reaction], Reaction]:
    """Register a reaction. Inside our database it runs in the delivery's own transaction: exactly once."""

    def register(react: Reaction) -> Reaction:
        app = react.__module__.partition(".handlers")[0].removeprefix("apps.")
        handler = Handler(f"{app}.{react.__name__}", react, outside, settled)
        _by_name[handler.name] = handler
        for event_name in event_names:
            _by_event[event_name].append(handler)
        return react

    return register


def handlers_of(event_name: str) -> list[Handler]:
    return _by_event.get(event_name, [])


def handler_named(name: str) -> Handler | None:
    return _by_name.get(name)


def registered() -> list[str]:
    """The names of all handlers."""
    return sorted(_by_name)
