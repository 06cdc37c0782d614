"""Gives places and keeps the line: whatever the verb, what it means for the line follows from the states."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from hearth.kernel.authorization import Subject, system_subject
from hearth.kernel.constraints import explain_constraint
from hearth.kernel.events import record
from hearth.kernel.problems import Full, NotFound, WrongState
from hearth.kernel.transactions import in_transaction
from hearth.kernel.waitlist.counting import counting, counting_in
from hearth.kernel.waitlist.models import Line, Place
from hearth.kernel.waitlist.offers import offer_until, renewed_until
from hearth.kernel.waitlist.words import Words
from hearth.kernel.workflow import Workflow

logger = logging.getLogger("hearth.waitlist")

L = TypeVar("L", bound=Line)
P = TypeVar("P", bound=Place)


@dataclass(frozen=True, kw_only=True)
class Waitlist(Generic[L, P]):
    """The places of one sort of thing. Every method but `expire_due` runs in the caller's transaction.

    held + confirmed + offered never exceed the capacity: the line's row is locked before anything is
    counted, and a constraint of its table says so too. What becomes free is given to the first in line
    in the same transaction. The order of the line is strict: while a party does not fit, nobody behind
    it is served; only one that asks for more than there is room for at all is passed over.
    """

    line: type[L]
    place: type[P]
    of: str
    """The place's foreign key to its line."""
    lines: Workflow
    places: Workflow
    words: Words = field(default_factory=Words)
    size: str = ""
    """The place's column that says how many it takes, at least one; without it each takes one."""
    along: tuple[str, ...] = ()
    """Foreign keys of the line that are read with it, where policies or answers look at them anyway."""

    def __post_init__(self) -> None:
        _check_tables(self)
        _check_verbs(self)
        explain_constraint(f"{self.line._meta.model_name}_within_capacity", "There is no place left.")
        explain_constraint(
            f"{self.place._meta.model_name}_once", "You have a place there, or wait for one already."
        )
        _WAITLISTS.append(self)

    def locked(self, line_id: UUID) -> L:
        """Lock a line before anything is counted in it; raise NotFound."""
        rows = self.line._default_manager.select_for_update(no_key=True, of=("self",))
        if self.along:
            rows = rows.select_related(*self.along)
        line = rows.filter(pk=line_id).first()
        if line is None:
            raise NotFound()
        line.is_locked = True
        return line

    def join(
        self,
        line: L,
        place: P,
        *,
        by: Subject,
        now: datetime | None = None,
        data: Mapping[str, Any] | None = None,
        waits: bool | None = None,
    ) -> P:
        """Save a new place: confirmed if one is free and nobody waits for it, else at the line's end.

        `line` comes from `locked`, and whether this person may join is asked after that; so is whether
        anybody `waits`, where the caller has looked already.
        """
        _check_locked(line)
        now = now or timezone.now()
        self._check_open(line, now)
        words = self.words
        verb = self.places.of[words.join if self._is_free_for(line, place, waits) else words.wait]
        setattr(place, self.words.status, verb.to)
        place.queued_at = now
        with counting_in(line, place):
            self._count(line, place, +1)
        record(verb.event, place, by=by, to_state=str(verb.to), data=data)
        return place

    def move(self, place: P, verb: str, *, by: Subject, now: datetime | None = None, **told: Any) -> P:
        """Move a place by a verb of its table, and give what becomes free to those who wait.

        Accepting an offer, passing it on, leaving, being removed and changing the size of a party are all
        this. `told` is what `Workflow.move` takes besides. Raise Full for more than is free.
        """
        line = self.locked(getattr(place, f"{self.of}_id"))
        now = now or timezone.now()
        self.places.guard(place, verb, by=by)
        self._check_room(line, place, verb, now, told)
        with counting(line):
            self._step(line, place, verb, by=by, now=now, **told)
            self._fill(line, now)
        setattr(place, self.of, line)
        return place

    def resize(
        self,
        line: L,
        *,
        by: Subject,
        capacity: int | None,
        held: int | None = None,
        now: datetime | None = None,
    ) -> L:
        """Change how many places there are (None: no limit) and how many are kept back (None: as before).

        New ones are given at once; the same number again is harmless. Raise Full, with the figures, for
        fewer than are taken: nobody loses a place by this.
        """
        _check_locked(line)
        kept = line.held_count if held is None else held
        if (capacity, kept) == (line.capacity, line.held_count):
            return line
        if capacity is not None and capacity < line.confirmed_count + line.offered_count + kept:
            raise _full(line, "More places than that are taken already.")
        self.lines.move(
            line,
            self.words.resize,
            by=by,
            data={"from": line.capacity, "to": capacity, "held": kept},
            capacity=capacity,
            held_count=kept,
        )
        with counting(line):
            self._fill(line, now or timezone.now())
        return line

    def fill(self, line: L, *, now: datetime | None = None) -> None:
        """Give what is free to those who wait: only needed when a line that was closed opens again.

        Whoever was asked before it closed has the whole time for an answer again.
        """
        now = now or timezone.now()
        self.renew(line, now=now)
        with counting(line):
            self._fill(line, now)

    def renew(self, line: L, *, now: datetime | None = None) -> None:
        """Let the time of the offers in a line that opens again start anew; `fill` does it, too."""
        _check_locked(line)
        now = now or timezone.now()
        if line.gives_places(now):
            self._renew(self._offers(line), line, now)

    def expire_due(self, *, now: datetime | None = None) -> int:
        """End the offers whose time is over, each line in a transaction of its own; return how many.

        Where no places are given for a while, nobody loses their turn: the offer could not be accepted.
        Scheduled work: late it only keeps a place unused for longer, and twice it finds nothing to do. A
        line that fails keeps no other one waiting; its error is raised when all have had their turn.
        """
        now = now or timezone.now()
        lines = self._due(now).order_by().values_list(f"{self.of}_id", flat=True).distinct()
        ended, failures = 0, []
        for line_id in list(lines):
            try:
                ended += in_transaction(partial(self._expire, line_id, now))
            except Exception as failure:
                logger.exception("the offers of %s %s cannot be ended", self.line._meta.label, line_id)
                failures.append(failure)
        if failures:
            raise failures[0]
        return ended

    def in_line(self, line: L) -> QuerySet[P]:
        """Those who wait, the first one first."""
        waiting = {self.of: line, self.words.status: self.words.waiting}
        return self.place._default_manager.filter(**waiting).order_by("queued_at", "id")

    def with_positions(self, rows: QuerySet[P]) -> QuerySet[Any]:
        """Places with their `position` in the line, counted from one; None for who does not wait."""
        before = Q(queued_at__lt=OuterRef("queued_at")) | Q(
            queued_at=OuterRef("queued_at"), id__lt=OuterRef("id")
        )
        waiting = {self.words.status: self.words.waiting}
        ahead = self.place._default_manager.filter(before, **{self.of: OuterRef(self.of)}, **waiting)
        count = ahead.order_by().values(self.of).annotate(number=Count("pk")).values("number")
        position = Coalesce(Subquery(count, output_field=IntegerField()), 0) + 1
        return rows.annotate(position=Case(When(**waiting, then=position)))

    def _expire(self, line_id: UUID, now: datetime) -> int:
        line = self.locked(line_id)
        rows = self._due(now).filter(**{self.of: line})
        if line.pauses:
            # Their time starts anew when it opens; till then they are out of the way of the next run.
            self._renew(rows, line, now)
            return 0
        due = list(rows.select_for_update(no_key=True, of=("self",)))
        with counting(line):
            for place in due:
                self._step(line, place, self.words.expire, by=system_subject(), now=now)
            self._fill(line, now)
        return len(due)

    def _due(self, now: datetime) -> QuerySet[P]:
        return self._offers().filter(offer_expires_at__lte=now)

    def _offers(self, line: L | None = None) -> QuerySet[P]:
        rows = self.place._default_manager.filter(**{self.words.status: self.words.offered})
        return rows if line is None else rows.filter(**{self.of: line})

    def _renew(self, offers: QuerySet[P], line: L, now: datetime) -> None:
        until = renewed_until(now, line.begins_at, longest=line.longest_offer)
        offers.update(offer_expires_at=until, updated_at=timezone.now(), version=F("version") + 1)

    def _fill(self, line: L, now: datetime) -> None:
        if line.free == 0 or not line.gives_places(now):
            return
        # Locked, because whatever else changes a place (a note) must not make this compare-and-set fail.
        waiting = self._served(line).select_for_update(no_key=True, of=("self",))
        for place in waiting[: line.free]:
            if line.free is not None and self._units(place) > line.free:
                return
            until = offer_until(now, line.begins_at, longest=line.longest_offer)
            verb = self.words.confirm if place.takes_it or until is None else self.words.offer
            ends = until if verb == self.words.offer else None
            self._step(line, place, verb, by=system_subject(), now=now, offer_expires_at=ends)

    def _served(self, line: L) -> QuerySet[P]:
        """The line without those who ask for more than there is room for at all."""
        rows = self.in_line(line)
        return (
            rows.filter(**{f"{self.size}__lte": line.room}) if self.size and line.room is not None else rows
        )

    def _is_free_for(self, line: L, place: P, waits: bool | None) -> bool:
        fits = line.free is None or self._units(place) <= line.free
        return fits and not (self._served(line).exists() if waits is None else waits)

    def _step(self, line: L, place: P, verb: str, *, by: Subject, now: datetime, **told: Any) -> None:
        came_from = self.places.state_of(place)
        goes_to = self.places.of[verb].to or came_from
        if came_from == self.words.offered != goes_to:
            told["offer_expires_at"] = None
        if goes_to == self.words.waiting != came_from:
            told["queued_at"] = now
        self._count(line, place, -1)
        self.places.move(place, verb, by=by, **told)
        self._count(line, place, +1)

    def _check_room(self, line: L, place: P, verb: str, now: datetime, told: Mapping[str, Any]) -> None:
        """Refuse what would take more than is free, and an offer that nobody can accept any more."""
        came_from = self.places.state_of(place)
        goes_to = self.places.of[verb].to or came_from
        had = self._units(place) if self._counts(came_from) else 0
        wants = told.get(self.size, self._units(place)) if self._counts(goes_to) else 0
        if line.free is not None and wants - had > line.free:
            raise _full(line, "There is no place left.")
        if goes_to not in self.words.confirmed or came_from in self.words.confirmed:
            return
        self._check_open(line, now)
        if place.offer_expires_at is not None and place.offer_expires_at <= now:
            raise WrongState("This offer has ended.", state=came_from, allowed=self.places.allowed(place))

    def _check_open(self, line: L, now: datetime) -> None:
        if not line.gives_places(now):
            state = self.lines.state_of(line)
            raise WrongState("No places are given any more.", state=state, allowed=self.lines.allowed(line))

    def _count(self, line: L, place: P, sign: int) -> None:
        state = self.places.state_of(place)
        if state in self.words.confirmed:
            line.confirmed_count += sign * self._units(place)
        elif state == self.words.offered:
            line.offered_count += sign * self._units(place)

    def _counts(self, state: str) -> bool:
        return state == self.words.offered or state in self.words.confirmed

    def _units(self, place: P) -> int:
        return getattr(place, self.size) if self.size else 1


def _check_locked(line: Line) -> None:
    if not line.is_locked:
        raise RuntimeError(f"{line._meta.label} must come from Waitlist.locked")


def _full(line: Line, detail: str) -> Full:
    return Full(
        detail,
        capacity=line.capacity,
        held=line.held_count,
        confirmed=line.confirmed_count,
        offered=line.offered_count,
    )


def _check_tables(waitlist: Waitlist[Any, Any]) -> None:
    """Refuse to start without the constraints that hold the promise."""
    needed = {waitlist.line: ("within_capacity",), waitlist.place: ("once", "offer_ends")}
    for model, names in needed.items():
        there = {constraint.name for constraint in model._meta.constraints}
        if missing := {f"{model._meta.model_name}_{name}" for name in names} - there:
            raise LookupError(f"{model._meta.label} has no constraint {', '.join(sorted(missing))}")


def _check_verbs(waitlist: Waitlist[Any, Any]) -> None:
    """Refuse a table whose verbs do not lead where the mechanism sends places."""
    words = waitlist.words
    leads = {
        words.join: (None, words.confirmed),
        words.wait: (None, (words.waiting,)),
        words.offer: (words.waiting, (words.offered,)),
        words.confirm: (words.waiting, words.confirmed),
        words.expire: (words.offered, tuple(set(waitlist.places.states) - set(words.live))),
    }
    for name, (start, ends) in leads.items():
        verb = waitlist.places.of.get(name)
        if verb is None or verb.to not in ends or (start is not None and start not in verb.from_):
            raise LookupError(f"{waitlist.places.name} needs a verb {name} from {start} to one of {ends}")
    by_others = {verb.name for verb in waitlist.places.verbs if verb.to == words.offered} - {words.offer}
    if by_others or words.status != waitlist.places.field:
        raise LookupError(f"{waitlist.places.name} makes offers of its own, or keeps its state elsewhere")
    if words.resize not in waitlist.lines.of:
        raise LookupError(f"{waitlist.lines.name} needs a verb {words.resize}")


_WAITLISTS: list[Waitlist[Any, Any]] = []


def waitlists() -> list[Waitlist[Any, Any]]:
    """Every waitlist, for documents and tests."""
    return list(_WAITLISTS)
