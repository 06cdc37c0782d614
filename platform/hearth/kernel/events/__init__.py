"""Events: what happened, recorded with the change itself, and reactions to it. See docs/events.md."""

from hearth.kernel.events.handlers import NotDone, NotNeeded, on
from hearth.kernel.events.recording import record

__all__ = ["NotDone", "NotNeeded", "on", "record"]
