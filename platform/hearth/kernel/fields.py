"""Each model field says, where it is declared, whose business it is and what becomes of it.

    name = public(models.CharField(max_length=80))
    phone = personal(models.CharField(max_length=30, blank=True))
    user = data_subject(models.ForeignKey(settings.AUTH_USER_MODEL, …))
    reviewer = mentions(models.ForeignKey(settings.AUTH_USER_MODEL, …))

Export, erasure and the tests that no field is forgotten all read this inventory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models

F = TypeVar("F", bound="models.Field[Any, Any]")


class DataClass(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Erased(Enum):
    """What a column holds once its row's person is erased, where that is no plain value."""

    KEPT = "kept"
    EMPTY = "empty"
    """NULL where that is allowed, else the empty text or JSON object."""


KEPT, EMPTY = Erased.KEPT, Erased.EMPTY


@dataclass(frozen=True)
class Classification:
    data_class: DataClass
    keep: str
    """`row` (as long as its row), `account` (until its person is erased) or an ISO 8601 duration."""
    erased: Any
    """The value after erasure, or one of `Erased`."""
    exported: bool


@dataclass(frozen=True)
class Tie:
    """What a column that names a person says about its row."""

    about: bool
    unless: str = ""
    """A column that, where it is filled, makes the row somebody else's: that of an organisation."""
    deleted: bool = False
    """The whole row goes with its person."""


def public(field: F, *, erased: Any = KEPT) -> F:
    """Anybody may read it once its row is public; with `erased`, its person's words go all the same."""
    return _classify(field, Classification(DataClass.PUBLIC, "row", erased, True))


def internal(field: F) -> F:
    """Machinery: says nothing about a person."""
    return _classify(field, Classification(DataClass.INTERNAL, "row", KEPT, False))


def personal(field: F, *, keep: str = "account", erased: Any = EMPTY, exported: bool = True) -> F:
    """Says something about a person: exported to them, erased with them."""
    return _classify(field, Classification(DataClass.PERSONAL, keep, erased, exported))


def sensitive(field: F, *, keep: str = "account", erased: Any = EMPTY, exported: bool = True) -> F:
    """Could hurt a person when it leaks: masked, audited, erased first; secrets and hashes, not exported."""
    return _classify(field, Classification(DataClass.SENSITIVE, keep, erased, exported))


def data_subject(field: F, *, unless: str = "", deleted: bool = False, keep: str = "account") -> F:
    """Names whose row it is: by id, or by a confirmed address where the row knows no account.

    The id stays after erasure, as a pseudonym; an address goes.
    """
    field.tie = Tie(True, unless, deleted)  # type: ignore[attr-defined]
    return personal(field, keep=keep, erased=EMPTY if isinstance(field, models.EmailField) else KEPT)


def mentions(field: F) -> F:
    """Names somebody who did something to the row, which is not about them: their id stays, a pseudonym."""
    field.tie = Tie(False)  # type: ignore[attr-defined]
    return personal(field, keep="row", erased=KEPT, exported=False)


def classification_of(field: Any) -> Classification | None:
    return getattr(field, "classification", None)


def tie_of(field: Any) -> Tie | None:
    return getattr(field, "tie", None)


def inventory() -> Iterator[tuple[type[models.Model], "models.Field[Any, Any]", Classification | None]]:
    """Yield every stored field of our own models with its classification (None where it was forgotten)."""
    for model in apps.get_models():
        if model.__module__.startswith(settings.OWN_PACKAGES) and not model._meta.proxy:
            for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
                yield model, field, classification_of(field)


def people_named_in(model: type[models.Model]) -> Iterator["models.Field[Any, Any]"]:
    """Yield the foreign keys of a model that lead to a person; each must say what it means."""
    for field in model._meta.local_fields:
        if (
            isinstance(field, models.ForeignKey)
            and field.remote_field.model._meta.label == settings.AUTH_USER_MODEL
        ):
            yield field


def erased_value(field: Any) -> Any:
    """The value of a column after erasure; raises LookupError where its declaration does not give one."""
    found = classification_of(field)
    if found is None or found.erased is KEPT:
        raise LookupError(f"{field} is kept")
    if found.erased is not EMPTY:
        return found.erased
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.CharField | models.TextField) and field.blank:
        return ""
    raise LookupError(f"{field} must say what it holds after erasure: erased=…")


def _classify(field: F, classification: Classification) -> F:
    field.classification = classification  # type: ignore[attr-defined]
    return field
