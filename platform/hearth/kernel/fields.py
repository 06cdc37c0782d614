"""Each model field says, where it is declared, whose business it is and how long it is kept.

    name = public(models.CharField(max_length=80))
    phone = personal(models.CharField(max_length=30))

Export, erasure and the test that no field is forgotten all read this inventory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

F = TypeVar("F", bound="models.Field[Any, Any]")


class DataClass(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Classification:
    data_class: DataClass
    keep: str
    """`row` (as long as its row), `account` (until its person is erased) or an ISO 8601 duration."""


def public(field: F) -> F:
    """Anybody may read it once its row is public."""
    return _classify(field, DataClass.PUBLIC, "row")


def internal(field: F) -> F:
    """Machinery: says nothing about a person."""
    return _classify(field, DataClass.INTERNAL, "row")


def personal(field: F, *, keep: str = "account") -> F:
    """Says something about a person: exported to them, erased with them."""
    return _classify(field, DataClass.PERSONAL, keep)


def sensitive(field: F, *, keep: str = "account") -> F:
    """Could hurt a person when it leaks: masked, audited, erased first."""
    return _classify(field, DataClass.SENSITIVE, keep)


def classification_of(field: Any) -> Classification | None:
    return getattr(field, "classification", None)


def inventory() -> Iterator[tuple[type[models.Model], "models.Field[Any, Any]", Classification | None]]:
    """Yield every stored field of our own models with its classification (None where it was forgotten)."""
    for model in apps.get_models():
        if model.__module__.startswith(("apps.", "hearth.")) and not model._meta.proxy:
            for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
                yield model, field, classification_of(field)


def _classify(field: F, data_class: DataClass, keep: str) -> F:
    field.classification = Classification(data_class, keep)  # type: ignore[attr-defined]
    return field
