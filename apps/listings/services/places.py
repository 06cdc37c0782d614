"""Where suburbs are, and with them the listings. A position is a rounded middle, never somebody's house."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from apps.listings.geography import rounded
from apps.listings.models import Pet, Place
from apps.organizations.models import Organization
from hearth.kernel.problems import Invalid

COLUMNS = ("name", "region", "country", "latitude", "longitude")
NEEDED = tuple(name for name in COLUMNS if name != "country")
AT_ONCE = 500

Degrees = tuple[Decimal, Decimal] | None


@dataclass
class Loaded:
    """What became of a file's rows; a refused one stands with its line and what is wrong with it."""

    added: int = 0
    changed: int = 0
    same: int = 0
    moved: int = 0
    """Listings that got another position."""
    refused: list[tuple[int, str]] = field(default_factory=list)


def load_places(lines: Iterable[str]) -> Loaded:
    """Read places from lines of CSV: new ones are added, known ones corrected, none is ever deleted.

    A row that cannot be read is left out and told about. Raises Invalid for what is no such file.
    """
    reader = csv.DictReader(lines, strict=True)
    loaded, touched = Loaded(), []
    try:
        names = [str(name).strip().lower() for name in reader.fieldnames or ()]
        if missing := [name for name in NEEDED if name not in names]:
            raise Invalid([("/file", "columns", f"Columns that are missing: {', '.join(missing)}.")])
        reader.fieldnames = names
        for row in reader:
            try:
                touched += _load_row(row, loaded)
            except ValidationError as error:
                loaded.refused.append((reader.line_num, _in_words(error)))
    except csv.Error as error:
        raise Invalid([("/file", "csv", f"Line {reader.line_num} is no CSV: {error}.")]) from None
    for start in range(0, len(touched), AT_ONCE):
        loaded.moved += _locate_in(touched[start : start + AT_ONCE])
    return loaded


def position_of(pet: Pet) -> Degrees:
    """Where a listing is: the middle of its suburb, or its organisation's own place in that suburb.

    Rounded to about a kilometre in either case. None where nobody knows.
    """
    return _own_place(pet) or _middles([pet]).get(_suburb(pet))


def locate(pet: Pet) -> dict[str, Any]:
    """The columns of a listing's position."""
    latitude, longitude = position_of(pet) or (None, None)
    return {"latitude": latitude, "longitude": longitude}


def locate_pets(rows: Any) -> int:
    """Give listings the position that they have by now, a few hundred at a time; return how many moved."""
    moved, last = 0, None
    while True:
        some = rows.select_related("organization").order_by("pk")
        pets = list((some.filter(pk__gt=last) if last else some)[:AT_ONCE])
        if not pets:
            return moved
        moved, last = moved + _put(pets), pets[-1].pk


def _put(pets: list[Pet]) -> int:
    middles = _middles(pets)
    wrong = []
    for pet in pets:
        found = _own_place(pet) or middles.get(_suburb(pet)) or (None, None)
        if (pet.latitude, pet.longitude) != found:
            pet.latitude, pet.longitude = found
            wrong.append(pet)
    with transaction.atomic():
        # In the order of the ids, as everybody locks them.
        Pet.objects.bulk_update(wrong, ["latitude", "longitude"])
    return len(wrong)


def _own_place(pet: Pet) -> Degrees:
    """That of its organisation, where the listing is in the organisation's own suburb."""
    where: Organization | None = pet.organization
    if where is None or where.latitude is None or where.longitude is None:
        return None
    if pet.suburb and (pet.suburb.upper(), pet.region.upper()) != (
        where.suburb.upper(),
        where.region.upper(),
    ):
        return None
    return rounded(where.latitude), rounded(where.longitude)


def _suburb(pet: Pet) -> tuple[str, str]:
    return pet.suburb.strip().upper(), pet.region.strip().upper()


def _middles(pets: Iterable[Pet]) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """The rounded middles of the suburbs of some listings, in one query.

    A suburb of a name that two countries have in regions of the same name is not guessed at.
    """
    wanted = {_suburb(pet) for pet in pets} - {("", "")}
    if not wanted:
        return {}
    named = Place.objects.annotate(upper_name=Upper("name"), upper_region=Upper("region"))
    rows = named.filter(upper_name__in={name for name, _ in wanted})
    found: dict[tuple[str, str], list[tuple[Decimal, Decimal]]] = {}
    for name, region, latitude, longitude in rows.values_list(
        "upper_name", "upper_region", "latitude", "longitude"
    ):
        found.setdefault((name, region), []).append((rounded(latitude), rounded(longitude)))
    return {suburb: middles[0] for suburb, middles in found.items() if len(middles) == 1}


def _locate_in(places: list[Place]) -> int:
    there = Q(pk__in=[])
    for name, region in {(place.name, place.region) for place in places}:
        there |= Q(suburb__iexact=name, region__iexact=region)
    return locate_pets(Pet.objects.filter(there))


def _load_row(row: Mapping[Any, Any], loaded: Loaded) -> list[Place]:
    """Write one row; return the place if pets may have moved with it."""
    if None in row:
        raise ValidationError("It has more cells than there are columns.")
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if any("\x00" in word for word in given.values()):
        raise ValidationError("No text holds the character NUL.")
    degrees: dict[str, Any] = {name: given[name] or None for name in ("latitude", "longitude")}
    country = (given["country"] or "AU").upper()
    wanted = Place(name=given["name"], region=given["region"], country=country, **degrees)
    wanted.clean_fields()
    known = Place.objects.filter(
        name__iexact=wanted.name, region__iexact=wanted.region, country=wanted.country
    ).first()
    if known is None:
        wanted.save(force_insert=True)
        loaded.added += 1
        return [wanted]
    if all(getattr(known, name) == getattr(wanted, name) for name in COLUMNS):
        loaded.same += 1
        return []
    moved = (known.latitude, known.longitude) != (wanted.latitude, wanted.longitude)
    for name in COLUMNS:
        setattr(known, name, getattr(wanted, name))
    known.version, known.updated_at = known.version + 1, timezone.now()
    known.save(update_fields=[*COLUMNS, "version", "updated_at"])
    loaded.changed += 1
    return [known] if moved else []


def _in_words(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return "; ".join(f"{name}: {' '.join(words)}" for name, words in error.message_dict.items())
