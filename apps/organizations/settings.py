"""What a community lets the managers of its kind of organisation set; organisations know none of them.

A community keeps its settings in a table of its own, one row per organisation (its primary key is
`organization`), and registers which columns are settings. A row that was never written has the defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Exists, Field, Func, Model, OuterRef, Q, Value, When

from apps.organizations.models import Organization
from hearth.kernel.problems import Invalid


@dataclass(frozen=True, kw_only=True)
class KindSettings:
    kind: str
    model: type[Model]
    fields: tuple[str, ...]
    """Columns that the managers set; their labels and help texts are what people read."""
    withholds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Switches by column: switched off, one takes a capability from a role, as (role, capability)."""

    def columns(self) -> "dict[str, Field[Any, Any]]":
        found: dict[str, Any] = {name: self.model._meta.get_field(name) for name in self.fields}
        return found

    def row_of(self, organization: Organization) -> Any:
        """The organisation's row, or a new one with the defaults that is not saved."""
        rows = self.model._default_manager
        return rows.filter(organization=organization).first() or self.model(organization=organization)


_of_kind: dict[str, KindSettings] = {}


def register(settings: KindSettings) -> KindSettings:
    _of_kind[settings.kind] = settings
    return settings


def of_kind(kind: str) -> KindSettings | None:
    return _of_kind.get(kind)


def registered() -> list[KindSettings]:
    return list(_of_kind.values())


def values_of(organization: Organization) -> dict[str, Any]:
    """Everything that its managers set, by name."""
    settings = _of_kind.get(organization.kind)
    row = settings.row_of(organization) if settings else None
    return {
        "organization": organization.pk,
        "slug": organization.slug,
        "join_policy": organization.join_policy,
        "timezone": organization.timezone,
        **{name: getattr(row, name) for name in (settings.fields if settings else ())},
        "version": organization.version,
    }


def write(organization: Organization, given: Mapping[str, Any]) -> None:
    """Store what its kind adds, under the organisation's lock; raise Invalid for what its kind has not."""
    settings = _of_kind.get(organization.kind)
    if unknown := sorted(given.keys() - set(settings.fields if settings else ())):
        raise Invalid((f"/{name}", "unknown", "There is no such setting.") for name in unknown)
    if settings is not None and given:
        row = settings.row_of(organization)
        for name, value in given.items():
            setattr(row, name, value)
        row.full_clean(exclude=["organization"])
        row.save()


def withheld() -> dict[str, Any]:
    """For a query of memberships: the capabilities that settings take from each, as an array or nothing."""
    cases = [
        Case(When(_switched_off(settings, column, role), then=Value(capability)), output_field=CharField())
        for settings in _of_kind.values()
        for column, (role, capability) in settings.withholds.items()
    ]
    if not cases:
        return {}
    return {"withheld": Func(*cases, template="array_remove(ARRAY[%(expressions)s]::text[], NULL)")}


def _switched_off(settings: KindSettings, column: str, role: str) -> Any:
    off = settings.model._default_manager.filter(organization=OuterRef("organization_id"), **{column: False})
    return Q(organization__kind=settings.kind, role=role) & Q(Exists(off))
