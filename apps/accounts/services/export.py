"""Everything that we know about one person, as they may take it along."""

from typing import Any

from django.db import models
from django.utils import timezone

from apps.accounts.export import added_to, others_of, without_kept_back
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


EVENTS = "events"


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


def account_of(person: User) -> dict[str, Any]:
    return {"exported_at": timezone.now(), "account": _exported(person)}


def tables_about(person: User) -> dict[str, Any]:
    """The rows about a person by table, and last what they did; each to be read by `page_of`."""
    found: dict[str, Any] = {}
    for rows in rows_about(person):
        name, exported = rows.model._meta.label_lower, without_kept_back(rows.all())
        found[name] = found[name] | exported if name in found else exported
    events = Event.objects.filter(actor=person)
    told = events.values("id", "name", "occurred_at", "target_type", "target_id")
    return {**found, **others_of(person), EVENTS: told}


def page_of(table: Any, *, after: str = "", most: int | None = None) -> list[tuple[str, dict[str, Any]]]:
    """The rows of a table in the order of their ids, each as (id, what is exported of it)."""
    rows = table.order_by("pk")
    if after:
        rows = rows.filter(pk__gt=after)
    if table.query.values_select:
        return [(str(row.pop("id")), row) for row in rows[:most]]
    many = [field.name for field in table.model._meta.local_many_to_many if _is_exported(field)]
    return [(str(row.pk), _exported(row)) for row in rows.prefetch_related(*many)[:most]]


def _document(person: User) -> dict[str, Any]:
    found = {name: [row for _, row in page_of(table)] for name, table in tables_about(person).items()}
    filled = {name: rows for name, rows in found.items() if rows or name == EVENTS}
    return {**account_of(person), **filled}


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
