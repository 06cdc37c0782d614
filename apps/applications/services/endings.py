"""How applications end that nobody ends by hand: with the pet, by the clock, and with their person."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.accounts.models import FORMER_MEMBER, User
from apps.applications.choices import (
    ERASED,
    FELL_THROUGH,
    LIVE,
    OPEN,
    TURNS,
    LineStatus,
    Status,
    TurnStatus,
)
from apps.applications.lines import LINES, end_turn, lock_line_if_any
from apps.applications.models import Application, Message, Note, Turn
from apps.applications.promises import owed_nothing
from apps.applications.services.applying import withdraw_application
from apps.applications.services.locking import locked_pet
from apps.applications.workflows import APPLICATION, LINE
from apps.listings.models import Pet
from apps.notifications.services import forget_names
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject, system_subject
from hearth.kernel.problems import WrongState
from hearth.kernel.transactions import transactional

DRAFTS_KEPT = timedelta(days=30)
AT_ONCE = 200


@transactional
def pass_on(pet: Pet, *, by: Subject) -> None:
    """A reservation was given up: end its application, and give the place to whoever is first in line.

    The pet's row is locked by the caller, and was moved already.
    """
    line = lock_line_if_any(pet)
    for application in _locked(pet, Status.APPROVED):
        APPLICATION.move(
            application,
            "fall_through",
            by=by,
            reason=FELL_THROUGH,
            ending=FELL_THROUGH,
            decided_at=timezone.now(),
            decided_by=by.user,
        )
    if line is not None:
        for turn in Turn.objects.filter(line=line, status=TurnStatus.TAKEN):
            LINES.move(turn, "give_back", by=system_subject())


@transactional
def complete_and_close(pet: Pet, *, by: Subject) -> None:
    """The pet moved in: its application is complete, and everybody else is told kindly."""
    _close(pet, by, completes=True)


@transactional
def close_line(pet: Pet, *, by: Subject) -> None:
    """Nobody can have the pet here any more: everybody who applied is told kindly."""
    _close(pet, by, completes=False)


@transactional
def serve_line(pet_id: UUID) -> None:
    """Ask whoever is first in line for a pet that is free again after nobody could be asked for a while."""
    pet = locked_pet(Pet(pk=pet_id))
    line = lock_line_if_any(pet)
    if line is not None and line.status == LineStatus.OPEN:
        LINES.fill(line)


def serve_lines_of(organization: Organization) -> None:
    """The same for every pet of an organisation that is open again, in the transaction that opens it.

    Offers whose time ran out meanwhile have it again before anybody looks for some to end.
    """
    asked = Turn.objects.filter(status__in=(TURNS.waiting, TURNS.offered)).values("line__pet")
    pets = Pet.objects.filter(organization=organization.pk, pk__in=asked).order_by("pk")
    for pet_id in list(pets.values_list("pk", flat=True)):
        serve_line(pet_id)


@transactional
def expire_drafts(now: datetime) -> int:
    """End drafts that nobody touched for DRAFTS_KEPT; return how many. Call it until there are none."""
    old = Application.objects.filter(status=Status.DRAFT, updated_at__lt=now - DRAFTS_KEPT)
    found = list(old.order_by("pk").select_for_update(no_key=True, skip_locked=True)[:AT_ONCE])
    for application in found:
        APPLICATION.move(application, "expire", by=system_subject())
    return len(found)


def forget_applications_of(person: User) -> None:
    """Withdraw what an erased person has open, and blank every word about them: answers, messages, notes."""
    mine = Application.objects.filter(user=person.pk)
    for application in mine.filter(status__in=LIVE).for_display().order_by("pet_id"):
        # One that came to its end at this very moment needs no withdrawing.
        with suppress(WrongState):
            withdraw_application(application, by=system_subject(), reason=ERASED)
    _forget_name(person)
    blank = {"answers": {}, "household": {}, "shares_household": False, "planned_at": None}
    mine.update(**blank)
    Message.objects.filter(applicant=person.pk).update(text="This message was erased.")
    Note.objects.filter(applicant=person.pk).update(text="This note was erased.")


def _forget_name(person: User) -> None:
    """Take their name out of what others were told: as applicant, and as owner of a pet."""
    applied = Application.objects.filter(user=person.pk).values_list("pk", flat=True)
    along = Message.objects.filter(applicant=person.pk).values_list("pk", flat=True)
    forget_names([*applied, *along], facts=("applicant",), instead=FORMER_MEMBER)
    own: dict[str, Any] = {"offered_by": person.pk, "organization": None}
    offered = Application.objects.filter(**own).values_list("pk", flat=True)
    about_own = Message.objects.filter(**own).values_list("pk", flat=True)
    forget_names([*offered, *about_own], facts=("offered_by",), instead=FORMER_MEMBER)
    sent = [*along.filter(from_applicant=True), *about_own.filter(from_applicant=False)]
    forget_names(sent, kind="message.written", facts=("sender",), instead=FORMER_MEMBER)


def _close(pet: Pet, by: Subject, *, completes: bool) -> None:
    line = lock_line_if_any(pet)
    if line is not None and line.status == LineStatus.OPEN:
        # Closed first, so that no turn that ends here is offered to anybody.
        LINE.move(line, "close", by=system_subject())
    for application in _locked(pet, *OPEN):
        stays = completes and application.status == Status.APPROVED
        ended: dict[str, Any] = {"decided_at": timezone.now(), **owed_nothing()}
        APPLICATION.move(application, "complete" if stays else "not_selected", by=by, **ended)
        end_turn(application)


def _locked(pet: Pet, *statuses: str) -> list[Application]:
    rows = Application.objects.filter(pet=pet, status__in=statuses).order_by("pk")
    return list(rows.select_for_update(no_key=True))
