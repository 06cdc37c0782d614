"""Words that nobody but those who may know them must ever read: one in every hidden column of every row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, models, transaction

from apps.accounts.models import User
from apps.listings.models import Pet, PetPhoto
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from hearth.kernel.authorization import Policy, Subject
from hearth.kernel.fields import DataClass, classification_of, inventory, people_named_in

WORD = "canary-"
PATTERN = WORD + r"\d{4}"
NOT_WORDS = {
    # Machinery reads these; other words there would end the request before a leak could show.
    *("User.cognito_sub", "User.locale", "User.timezone", "Preference.kind"),
    *("Invitation.token_hash", "Suppression.address_hash", "Pet.microchip_hash"),
    # Four characters have no room.
    "Pet.microchip_last4",
}
"""Columns about people that hold no canary; reviewed."""
SHOWN_WITH_THEIR_ROW = {"Question.text"}
"""Words of somebody that everybody reads once their row is public; reviewed."""


@dataclass(frozen=True)
class Perch:
    """Where a canary sits."""

    column: str
    row: Any


def release(*, except_for: list[Any]) -> dict[str, Perch]:
    """Put a canary into every hidden text of every row that names none of these people; tell all by word."""
    kept = {person.pk for person in except_for}
    sits: dict[str, Perch] = {}
    for model in dict.fromkeys(model for model, _, _ in inventory()):
        everybodys = set(visible(model, Subject()).values_list("pk", flat=True)) if policed(model) else set()
        if model is MediaFile:
            everybodys |= _pictures_of_public_rows()
        for row in model._default_manager.exclude(pk__in=kept):
            if kept & {getattr(row, field.attname) for field in people_named_in(model)}:
                continue
            for field in _hidden(model, public=row.pk in everybodys):
                word = f"{WORD}{len(sits):04d}"
                if _put(row, field, word):
                    sits[word] = Perch(f"{model.__name__}.{field.name}", row.pk)
    return sits


def about_people() -> set[str]:
    """Every column with words about people, but for those that hold no canary."""
    return {
        f"{model.__name__}.{field.name}"
        for model, field, found in inventory()
        if found and found.data_class in (DataClass.PERSONAL, DataClass.SENSITIVE) and _holds_words(field)
    } - NOT_WORDS


def _pictures_of_public_rows() -> set[Any]:
    pets, organizations = visible(Pet, Subject()), visible(Organization, Subject())
    return {
        *PetPhoto.objects.filter(pet__in=pets).values_list("media", flat=True),
        *organizations.values_list("logo", flat=True),
    }


def policed(model: type[models.Model]) -> bool:
    """Whether a policy says who may see the rows."""
    try:
        Policy.of(model)
    except LookupError:
        return False
    return hasattr(model._default_manager.all(), "visible_to")


def visible(model: type[models.Model], subject: Subject) -> Any:
    return model._default_manager.all().visible_to(subject)  # type: ignore[attr-defined]


def _hidden(model: type[models.Model], *, public: bool) -> Iterator[Any]:
    """The columns that hold words for few: those about people, and all of a row that is not public."""
    # A person's name is public though the row is not.
    all_of_it = policed(model) and not public and model is not User
    for field in model._meta.local_fields:
        found = classification_of(field)
        if found is None or f"{model.__name__}.{field.name}" in NOT_WORDS or not _holds_words(field):
            continue
        if public and f"{model.__name__}.{field.name}" in SHOWN_WITH_THEIR_ROW:
            continue
        about_people = found.data_class in (DataClass.PERSONAL, DataClass.SENSITIVE)
        plain = found.data_class is DataClass.PUBLIC and not isinstance(field, models.JSONField)
        if about_people or (all_of_it and plain):
            yield field


def _holds_words(field: Any) -> bool:
    if isinstance(field, models.SlugField | models.URLField) or field.choices:
        return False
    if isinstance(field, models.CharField):
        return (field.max_length or 99) >= 30
    return isinstance(field, models.TextField | models.JSONField)


def _put(row: Any, field: Any, word: str) -> bool:
    value: Any = word
    if isinstance(field, models.EmailField):
        value = f"{word}@hidden.example"
    elif isinstance(field, models.JSONField):
        old = getattr(row, field.attname)
        if not isinstance(old, dict):
            return False
        value = {**old, "canary": word}
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field.name: value})
    except (IntegrityError, DataError):
        return False
    return True
