from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from rest_framework import serializers

from hearth.kernel.reveal import Reason

M = TypeVar("M", bound=Model)


class StrictSerializer(serializers.Serializer[Any]):
    """Names what may be written. What the reading side gives is ignored, anything else is 422.

    `reads` is the serializer whose answers may be sent back as they are.
    """

    reads: ClassVar[type[serializers.BaseSerializer[Any]] | None] = None

    @classmethod
    @cache
    def readable_names(cls) -> frozenset[str]:
        """The fields that answers have: building them takes longer than reading a whole body."""
        return frozenset(cls.reads().fields) if cls.reads else frozenset()  # type: ignore[attr-defined]

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = set(data) - set(self.fields) - self.readable_names()
            if unknown:
                raise serializers.ValidationError(
                    {str(name)[:80]: ["There is no such field."] for name in sorted(unknown)}, code="unknown"
                )
        return super().to_internal_value(data)


class AudienceSerializer(serializers.ModelSerializer[M]):
    """Gives each audience its own fields: `context["audience"]` says who reads.

    A field that `only_for` does not name is for everybody; a reader of no known audience gets those alone.
    """

    only_for: ClassVar[Mapping[str, frozenset[str] | set[str]]] = {}

    @property
    def _readable_fields(self) -> list[serializers.Field[Any, Any, Any, Any]]:
        audience = self.context.get("audience", "")
        return [
            field
            for name, field in self.fields.items()
            if not field.write_only and audience in self.only_for.get(name, {audience})
        ]


class NoInput(StrictSerializer):
    """A verb that needs no words."""


class ReasonInput(StrictSerializer):
    """A decision that must say why: a reason code from the kind's list, and a note in one's own words."""

    reason = serializers.CharField(max_length=60)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class RevealInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=Reason.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
