"""Everything that we know about one person, as they may take it along."""

from collections import defaultdict
from typing import Any

from django.db import models
from django.utils import timezone

from apps.accounts.export import added_to
from apps.accounts.inventory import rows_about
from apps.accounts.models import User
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.fields import DataClass, classification_of
from hearth.kernel.models import Event
from hearth.kernel.transactions import transactional

ALWAYS = {
    *("id", "created_at", "updated_at", "status", "state", "system_role"),
    *("kind", "role", "action", "reason", "name", "about_type", "about_id", "target_type", "target_id"),
}
"""Machinery that helps to read a row, where it has it; so do the ids of the rows that it belongs to."""


def export_of(person: User, *, by: Subject) -> dict[str, Any]:
    """Return the person's own document: their account, every row about them, and what they did.

    Other people are in it only as far as we told the person of them; our secrets are not, and files stand
    there as addresses.
    """
    require(by, "export", person)
    return _document(person)


@transactional
def export_for_somebody(person: User, *, by: Subject, reason: str) -> dict[str, Any]:
    """Return the document of somebody who cannot fetch it themselves; it is written down who did, and why."""
    require(by, "export_for", person)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    record("user.exported", person, by=by, reason=reason)
    return _document(person)


def _document(person: User) -> dict[str, Any]:
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for rows in rows_about(person):
        many = [field.name for field in rows.model._meta.local_many_to_many if _is_exported(field)]
        for row in rows.all().order_by("pk").prefetch_related(*many):
            tables[rows.model._meta.label_lower].append(_exported(row))
    done = Event.objects.filter(actor=person).order_by("occurred_at", "id")
    return {
        "exported_at": timezone.now(),
        "account": _exported(person),
        **tables,
        "events": list(done.values("name", "occurred_at", "target_type", "target_id")),
    }


def _exported(row: models.Model) -> dict[str, Any]:
    meta = row._meta
    found = {field.name: field.value_from_object(row) for field in meta.local_fields if _is_exported(field)}
    for field in meta.local_many_to_many:
        if _is_exported(field):
            found[field.name] = [other.pk for other in getattr(row, field.name).all()]
    return {**found, **added_to(row)}


def _is_exported(field: Any) -> bool:
    kind = classification_of(field)
    if kind is None:
        return False
    if kind.data_class is DataClass.INTERNAL:
        return field.name in ALWAYS or isinstance(field, models.ForeignKey)
    return kind.exported
