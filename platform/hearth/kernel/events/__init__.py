"""Events: what happened, recorded with the change itself, and reactions to it. See docs/events.md."""

from hearth.kernel.events.concealing import conceal_actor, concealed
from hearth.kernel.events.handlers import NotDone, NotNeeded, on
from hearth.kernel.events.publishing import publish_as, published_names_of
from hearth.kernel.events.recording import record, record_each
from hearth.kernel.events.replaying import REPLAYED, replay

__all__ = [
    "REPLAYED",
    "NotDone",
    "NotNeeded",
    "conceal_actor",
    "concealed",
    "on",
    "publish_as",
    "published_names_of",
    "record",
    "record_each",
    "replay",
]
