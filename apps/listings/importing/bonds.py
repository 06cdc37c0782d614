"""Bonds that a file names: by the companions' own numbers, which may stand further down in it.

A row's companions are tied once all rows beside it are in; what was not there yet waits in the checkpoint
until every row is. A number that leads nowhere is told, and holds up nothing else.
"""

import re
from collections.abc import Sequence
from typing import Any

from apps.listings.importing.columns import BONDED, CLEARS
from apps.listings.importing.rows import UNCHANGED, UPDATED, Errors, Outcome
from apps.listings.models import Pet
from apps.listings.services import edit_pet
from apps.organizations.models import Organization
from hearth.kernel import sheets
from hearth.kernel.api.rows import REFUSALS, errors_of
from hearth.kernel.authorization import Subject
from hearth.kernel.jobs import Work, rows
from hearth.kernel.sheets import Sheet

WAITING = "bonds_waiting"
FAILED = "bonds_failed"
MOST = 10


def numbers_in(cell: str) -> list[str]:
    """The numbers that a cell names; none for the sign that empties it."""
    if cell.strip() == CLEARS:
        return []
    return list(dict.fromkeys(part.strip() for part in re.split(r"[;\n]", cell) if part.strip()))


def tie(outcomes: Sequence[Outcome], by: Subject, organization: Organization) -> list[list[Any]]:
    """Tie what these rows name; return those that name what is not here yet, as row, number and cell."""
    named = {
        outcome.line.row: numbers_in(outcome.line.cells[BONDED])
        for outcome in outcomes
        if outcome.pet is not None and outcome.line.cells.get(BONDED, "").strip()
    }
    known = _known({number for numbers in named.values() for number in numbers}, organization)
    later: list[list[Any]] = []
    for outcome in outcomes:
        numbers = named.get(outcome.line.row)
        if numbers is None or outcome.pet is None:
            continue
        if any(number not in known for number in numbers):
            later.append([outcome.line.row, outcome.pet.reference, outcome.line.cells[BONDED]])
            continue
        changed, outcome.bond_errors = _tied(outcome.pet, numbers, known, by)
        if changed and outcome.word == UNCHANGED:
            outcome.word = UPDATED
    return later


def tie_later(work: Work, sheet: Sheet, organization: Organization) -> None:
    """Tie what waited for rows further down, and tell of numbers that nothing has."""
    waiting = work.checkpoint.pop(WAITING, [])
    numbers = {reference for _, reference, _ in waiting}
    numbers |= {number for _, _, cell in waiting for number in numbers_in(cell)}
    known = _known(numbers, organization)
    # A dry run took its rows back: what the file has would be here.
    here = known.keys() | (_in_file(work) if work.is_dry_run and waiting else set())
    for row, reference, cell in waiting:
        named = numbers_in(cell)
        errors = [_unknown(number) for number in named if number not in here]
        if not errors and not work.is_dry_run:
            _, errors = _tied(known[reference], named, known, work.by)
        if errors:
            work.refuse(row, errors, counted=FAILED)
            if not work.is_dry_run:
                rows.write_refused(work, sheet, {"reference": reference, BONDED: cell}, errors)


def _tied(pet: Pet, numbers: Sequence[str], known: dict[str, Pet], by: Subject) -> tuple[bool, Errors]:
    """Make exactly these its companions; say whether that changed anything, and what is wrong with it."""
    if len(numbers) > MOST:
        return False, [{"pointer": f"/{BONDED}", "code": "max_length", "detail": f"At most {MOST} animals."}]
    wanted = [known[number] for number in numbers]
    if {other.pk for other in wanted} == set(pet.bonded_with.values_list("pk", flat=True)):
        return False, []
    try:
        # A bond of one of the rows before may have given it a new version.
        edit_pet(Pet.objects.get(pk=pet.pk), by=by, bonded_with=wanted)
    except REFUSALS as refusal:
        return False, errors_of(refusal)
    return True, []


def _known(numbers: set[str], organization: Organization) -> dict[str, Pet]:
    found = Pet.objects.filter(organization=organization, reference__in=numbers) if numbers else ()
    return {pet.reference: pet for pet in found}


def _in_file(work: Work) -> set[str]:
    pieces = (sheets.sheet_of(work.given(number)) for number in range(work.pieces_given()))
    return {line.cells.get("reference", "") for sheet in pieces for line in sheet.lines}


def _unknown(number: str) -> dict[str, str]:
    words = f"No listing of yours has the number {number}."
    return {"pointer": f"/{BONDED}", "code": "does_not_exist", "detail": words}
