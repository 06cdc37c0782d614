"""The waitlist of pets: one place each, and applications that follow their turns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from apps.applications.choices import TURNS, LineStatus, TurnStatus
from apps.applications.models import Application, PetLine, Turn
from apps.applications.promises import owed_nothing, read_again
from apps.applications.workflows import APPLICATION, LINE, TURN
from apps.listings.models import Pet
from hearth.kernel.authorization import Subject, system_subject
from hearth.kernel.waitlist import Waitlist

FOLLOWS = {TURNS.offer: "offer", TURNS.confirm: "give", TURNS.expire: "expire"}
"""The verb of the application for each step that the waitlist takes by itself."""
ENDS = {TurnStatus.WAITING: "leave", TurnStatus.OFFERED: "pass", TurnStatus.TAKEN: "give_back"}
"""How a turn ends when its application does."""


@dataclass(frozen=True, kw_only=True)
class PetWaitlist(Waitlist[PetLine, Turn]):
    """Moves applications along with their turns, in the same transaction."""

    def _step(
        self, line: PetLine, place: Turn, verb: str, *, by: Subject, now: datetime, **told: Any
    ) -> None:
        super()._step(line, place, verb, by=by, now=now, **told)
        if verb in FOLLOWS:
            rows = Application.objects.select_for_update(no_key=True)
            application = rows.get(pk=place.application_id)
            follows = FOLLOWS[verb]
            columns = read_again(application) if follows == "give" else owed_nothing()
            APPLICATION.move(application, follows, by=by, **columns)


LINES = PetWaitlist(line=PetLine, place=Turn, of="line", lines=LINE, places=TURN, words=TURNS)


def locked_line(pet: Pet) -> PetLine:
    """Lock the line of a pet whose row is locked already; it is made with the first who needs it."""
    line = lock_line_if_any(pet)
    if line is not None:
        return line
    line = LINES.locked(PetLine.objects.create(pet=pet, capacity=1).pk)
    line.pet = pet
    return line


def lock_line_if_any(pet: Pet) -> PetLine | None:
    """Lock the line of a pet whose row is locked already; None while nobody ever needed one."""
    found = PetLine.objects.filter(pet=pet).values_list("pk", flat=True).first()
    if found is None:
        return None
    line = LINES.locked(found)
    line.pet = pet
    return line


def opened(line: PetLine, *, by: Subject) -> PetLine:
    """The line of a pet that looks for a home, again after it had gone."""
    if line.status == LineStatus.CLOSED:
        LINE.move(line, "reopen", by=by)
    return line


def turn_of(application: Application) -> Turn | None:
    """The application's live turn: it waits, is asked, or has the place."""
    found: Turn | None = Turn.objects.filter(application=application, status__in=TURNS.live).first()
    return found


def end_turn(application: Application, *, by: Subject | None = None) -> None:
    """Give back whatever place an application has, in the transaction in which it ends."""
    if (turn := turn_of(application)) is not None:
        LINES.move(turn, ENDS[TurnStatus(turn.status)], by=by or system_subject())


def with_turns(rows: Any) -> Any:
    """Load the live turn of each application: where it stands, until when it is asked, what it chose."""
    mine = Turn.objects.filter(application=OuterRef("pk"), status__in=TURNS.live).order_by("-queued_at")
    facts = JSONObject(
        queued_at="queued_at",
        position="position",
        offer_expires_at="offer_expires_at",
        takes_it="takes_it",
    )
    return rows.annotate(turn_facts=Subquery(LINES.with_positions(mine).values_list(facts)[:1]))
