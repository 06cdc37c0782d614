"""States and verbs as one table per model; verb routes, buttons, documents and tests read the table.

Who may do a verb is not written here but in the model's policy, under the verb's name.
"""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from hearth.kernel.authorization import Subject
from hearth.kernel.events import record
from hearth.kernel.models import Event
from hearth.kernel.problems import AlreadyDone, NotFound, StaleVersion, WrongState

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One way from some states to another; `to=None` stays where it is."""

    name: str
    from_: Collection[str]
    to: str | None
    event: str
    label: str
    explains: str
    by_hand: bool = True
    """False for a verb that only the platform itself performs: it has no route and no button."""


@dataclass(frozen=True)
class Workflow:
    """The table of one model's state column, and the only way to move it."""

    name: str
    states: tuple[str, ...]
    verbs: tuple[Verb, ...]
    field: str = "status"
    of: dict[str, Verb] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", {verb.name: verb for verb in self.verbs})
        for verb in self.verbs:
            if unknown := ({*verb.from_, *([verb.to] if verb.to else [])} - set(self.states)):
                raise LookupError(f"{self.name}.{verb.name} names unknown states: {sorted(unknown)}")
        _WORKFLOWS[self.name] = self

    def state_of(self, obj: models.Model) -> str:
        return str(getattr(obj, self.field))

    def allowed(self, obj: models.Model) -> list[str]:
        """The verbs that the present state has, whoever asks."""
        state = self.state_of(obj)
        return [verb.name for verb in self.verbs if verb.by_hand and state in verb.from_]

    def guard(self, obj: models.Model, verb_name: str, *, by: Subject) -> Verb:
        """Return the verb; raise WrongState, or AlreadyDone when this person's repeat is harmless."""
        verb = self.of[verb_name]
        if self.state_of(obj) not in verb.from_:
            self._refuse(obj, verb, by)
        return verb

    def move(
        self,
        obj: M,
        verb_name: str,
        *,
        by: Subject,
        reason: str = "",
        data: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> M:
        """Move by compare-and-set on state and version, with column changes, and record the event.

        Must run inside a transaction: the UPDATE takes the row's lock and keeps it until the event is in.
        """
        verb = self.guard(obj, verb_name, by=by)
        came_from = self.state_of(obj)
        goes_to = verb.to or came_from
        if not self._compare_and_set(obj, goes_to, changes):
            self._refuse(type(obj)._default_manager.filter(pk=obj.pk).first(), verb, by)
        record(verb.event, obj, by=by, from_state=came_from, to_state=goes_to, reason=reason, data=data)
        return obj

    def _compare_and_set(self, obj: models.Model, goes_to: str, changes: dict[str, Any]) -> bool:
        seen_version: int = getattr(obj, "version")  # noqa: B009 - every workflow model is a Record
        values = {self.field: goes_to, "version": seen_version + 1, "updated_at": timezone.now(), **changes}
        unmoved = {"pk": obj.pk, self.field: self.state_of(obj), "version": seen_version}
        if not type(obj)._default_manager.filter(**unmoved).update(**values):
            return False
        for name, value in values.items():
            setattr(obj, name, value)
        return True

    def _refuse(self, obj: models.Model | None, verb: Verb, by: Subject) -> None:
        if obj is None:
            raise NotFound()
        state = self.state_of(obj)
        version = getattr(obj, "version", None)
        if state in verb.from_:
            raise StaleVersion(f"It is now at version {version}.", version=version)
        facts: dict[str, Any] = {"state": state, "allowed": self.allowed(obj)}
        last = (
            Event.objects.filter(target_type=obj._meta.label_lower, target_id=obj.pk)
            .order_by("-sequence")
            .first()
        )
        if verb.to == state and last and last.name == verb.event and by.user and last.actor_id == by.user.pk:
            raise AlreadyDone(f"You did this already; it is {state.replace('_', ' ')}.", **facts)
        raise WrongState(f"“{verb.label}” is not possible while it is {state.replace('_', ' ')}.", **facts)


def check_seen(obj: models.Model, seen_version: str) -> None:
    """Raise StaleVersion when somebody names a version that is not the present one."""
    present = getattr(obj, "version", None)
    if seen_version and seen_version != str(present):
        raise StaleVersion(f"It is now at version {present}.", version=present)


_WORKFLOWS: dict[str, Workflow] = {}


def workflows() -> dict[str, Workflow]:
    """Every table by name, for documents, routes and tests."""
    return dict(_WORKFLOWS)
