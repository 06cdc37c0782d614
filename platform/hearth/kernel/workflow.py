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
    only_while: Mapping[str, Collection[str]] = dataclasses.field(default_factory=dict)
    """What other columns must hold: the states of another table of the same model, by its column."""


@dataclass(frozen=True)
class Workflow:
    """The table of one model's state column, and the only way to move it."""

    name: str
    states: tuple[str, ...]
    verbs: tuple[Verb, ...]
    field: str = "status"
    only_while: Mapping[str, Collection[str]] = dataclasses.field(default_factory=dict)
    """The same for every verb of the table."""
    of: dict[str, Verb] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", {verb.name: verb for verb in self.verbs})
        for verb in self.verbs:
            if unknown := ({*verb.from_, *([verb.to] if verb.to else [])} - set(self.states)):
                raise LookupError(f"{self.name}.{verb.name} names unknown states: {sorted(unknown)}")
        _WORKFLOWS[self.name] = self

    def state_of(self, obj: models.Model) -> str:
        return str(getattr(obj, self.field))

    def has_room(self, obj: models.Model, verb_name: str) -> bool:
        """Whether the present state has the verb, whoever asks."""
        verb = self.of[verb_name]
        return self.state_of(obj) in verb.from_ and not self._shut_by(obj, verb)

    def allowed(self, obj: models.Model) -> list[str]:
        """The verbs that the present state has, whoever asks."""
        return [verb.name for verb in self.verbs if verb.by_hand and self.has_room(obj, verb.name)]

    def guard(self, obj: models.Model, verb_name: str, *, by: Subject) -> Verb:
        """Return the verb; raise WrongState, or AlreadyDone when this person's repeat is harmless."""
        if not self.has_room(obj, verb_name):
            self._refuse(obj, self.of[verb_name], by)
        return self.of[verb_name]

    def _shut_by(self, obj: models.Model, verb: Verb) -> str:
        """The state of another column that leaves no room for the verb; empty for none."""
        for column, states in {**self.only_while, **verb.only_while}.items():
            if (present := str(getattr(obj, column))) not in states:
                return present
        return ""

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
        state = self._shut_by(obj, verb) or self.state_of(obj)
        version = getattr(obj, "version", None)
        if self.has_room(obj, verb.name):
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


@dataclass(frozen=True)
class Workflows:
    """The tables of a model that has several, asked as one: each of their verbs has a name of its own."""

    tables: tuple[Workflow, ...]
    table_of: dict[str, Workflow] = dataclasses.field(init=False, repr=False)

    def __init__(self, *tables: Workflow) -> None:
        object.__setattr__(self, "tables", tables)
        object.__setattr__(self, "table_of", {name: table for table in tables for name in table.of})
        if len(self.table_of) != sum(len(table.of) for table in tables):
            raise LookupError(f"{', '.join(table.name for table in tables)} have a verb of the same name")

    @property
    def verbs(self) -> tuple[Verb, ...]:
        return tuple(verb for table in self.tables for verb in table.verbs)

    @property
    def of(self) -> dict[str, Verb]:
        return {name: table.of[name] for name, table in self.table_of.items()}

    def has_room(self, obj: models.Model, verb_name: str) -> bool:
        return self.table_of[verb_name].has_room(obj, verb_name)

    def allowed(self, obj: models.Model) -> list[str]:
        return [name for table in self.tables for name in table.allowed(obj)]

    def guard(self, obj: models.Model, verb_name: str, *, by: Subject) -> Verb:
        return self.table_of[verb_name].guard(obj, verb_name, by=by)


def check_seen(obj: models.Model, seen_version: str) -> None:
    """Raise StaleVersion when somebody names a version that is not the present one."""
    present = getattr(obj, "version", None)
    if seen_version and seen_version != str(present):
        raise StaleVersion(f"It is now at version {present}.", version=present)


_WORKFLOWS: dict[str, Workflow] = {}


def workflows() -> dict[str, Workflow]:
    """Every table by name, for documents, routes and tests."""
    return dict(_WORKFLOWS)
