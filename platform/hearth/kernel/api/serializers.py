from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Names what may be written. What the reading side gives is ignored, anything else is 422.

    `reads` is the serializer whose answers may be sent back as they are.
    """

    reads: ClassVar[type[serializers.BaseSerializer[Any]] | None] = None

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            readable = set(self.reads().fields) if self.reads else set()  # type: ignore[attr-defined]
            unknown = set(data) - set(self.fields) - readable
            if unknown:
                raise serializers.ValidationError(
                    {str(name)[:80]: ["There is no such field."] for name in sorted(unknown)}, code="unknown"
                )
        return super().to_internal_value(data)


class NoInput(StrictSerializer):
    """A verb that needs no words."""


class ReasonInput(StrictSerializer):
    """A decision that must say why: a reason code from the kind's list, and a note in one's own words."""

    reason = serializers.CharField(max_length=60)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
