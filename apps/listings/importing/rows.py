"""What becomes of the rows of a file: a draft, a change through the usual services, or nothing.

A row finds its listing by the organisation's own number. An empty cell leaves what stands there, `-` empties
it, and a listing that no row names stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from apps.listings.api.serializers import PetInput
from apps.listings.choices import Moderation
from apps.listings.importing import photos
from apps.listings.importing.columns import BONDED, CLEARS, NEVER, OF_NAME, PHOTOS
from apps.listings.models import Pet
from apps.listings.moderated import approved_values, as_values
from apps.listings.querysets import with_files
from apps.listings.services import create_pet, edit_pet, microchip_hash
from apps.organizations.models import Organization
from hearth.kernel import revisions
from hearth.kernel.api.rows import REFUSALS, errors_of, reference_of
from hearth.kernel.authorization import Subject
from hearth.kernel.jobs.rows import REFUSED
from hearth.kernel.models import Revision
from hearth.kernel.problems import Invalid
from hearth.kernel.sheets import Line

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
Errors = list[dict[str, str]]


@dataclass
class Outcome:
    """What became of one row."""

    line: Line
    word: str
    errors: Errors = field(default_factory=list)
    pet: Pet | None = None
    addresses: list[str] = field(default_factory=list)
    """The photos that the row names, each of which may be fetched."""
    photo_errors: Errors = field(default_factory=list)
    """What is wrong with those that may not; the row is taken all the same."""
    bond_errors: Errors = field(default_factory=list)
    """The same of the animals that it names as its companions (`importing.bonds`)."""


class Taker:
    """Takes rows of one organisation, a handful at once, so that what they share is read once."""

    def __init__(self, by: Subject, organization: Organization, lines: Sequence[Line]) -> None:
        self.by, self.organization, self.lines = by, organization, lines
        self.new = PetInput(context={"subject": by})
        self.known = PetInput(context={"subject": by}, partial=True)

    @cached_property
    def pets(self) -> dict[str, Pet]:
        """The listings that are here already, by their numbers."""
        wanted = [line.cells["reference"] for line in self.lines if "reference" in line.cells]
        rows = Pet.objects.filter(organization=self.organization, reference__in=wanted)
        return {pet.reference: pet for pet in rows.prefetch_related(with_files("photos"))}

    @cached_property
    def waiting(self) -> Mapping[Any, Revision]:
        """Their changes that wait for review."""
        return revisions.pending_of(
            pet for pet in self.pets.values() if pet.moderation == Moderation.APPROVED
        )

    def take(self) -> list[Outcome]:
        return [self._take(line) for line in self.lines]

    def _take(self, line: Line) -> Outcome:
        if line.errors:
            return Outcome(line, REFUSED, line.errors)
        try:
            outcome = self._taken(line)
        except REFUSALS as refusal:
            return Outcome(line, REFUSED, errors_of(refusal))
        outcome.addresses, outcome.photo_errors = photos.checked(line.cells.get(PHOTOS, ""))
        return outcome

    def _taken(self, line: Line) -> Outcome:
        cells = {name: cell for name, cell in line.cells.items() if name not in (PHOTOS, BONDED)}
        reference = reference_of(cells.pop("reference", ""))
        pet = self.pets.get(reference)
        given = _emptied(cells)
        if pet is None:
            given = self._with_place({name: value for name, value in given.items() if cells[name] != CLEARS})
            facts = {"reference": reference, **self.new.run_validation(given)}
            made = create_pet(by=self.by, organization=self.organization, **facts)
            return Outcome(line, CREATED, pet=made)
        changed = self._changed(pet, self.known.run_validation(given))
        if changed:
            edit_pet(pet, by=self.by, **changed)
        return Outcome(line, UPDATED if changed else UNCHANGED, pet=pet)

    def _with_place(self, given: dict[str, Any]) -> dict[str, Any]:
        """A new animal is where its organisation is, unless the row says otherwise."""
        if given.get("suburb") or given.get("region"):
            return given
        own = {"suburb": self.organization.suburb, "region": self.organization.region}
        return given | {name: value for name, value in own.items() if value}

    def _changed(self, pet: Pet, given: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what stands there already, or waits for review."""
        if not given:
            return {}
        wanted = {}
        if pet.moderation == Moderation.APPROVED:
            wanted = revisions.proposed(approved_values(pet), self.waiting.get(pet.pk))
        return {name: value for name, value in given.items() if not _stands(pet, wanted, name, value)}


def _stands(pet: Pet, wanted: Mapping[str, Any], name: str, value: Any) -> bool:
    if name == "microchip":
        return pet.microchip_hash == (microchip_hash(value) if value else "")
    if name in wanted:
        return bool(as_values({name: value})[name] == wanted[name])
    return bool(getattr(pet, name) == value)


def _emptied(cells: Mapping[str, str]) -> dict[str, Any]:
    """Put in the place of each `-` what its column holds when it is empty."""
    stuck = [name for name, cell in cells.items() if cell == CLEARS and OF_NAME[name].emptied is NEVER]
    if stuck:
        raise Invalid((f"/{name}", "not_emptied", "This column cannot be emptied.") for name in stuck)
    return {name: OF_NAME[name].emptied if cell == CLEARS else cell for name, cell in cells.items()}
