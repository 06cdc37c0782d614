from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.models import User
from apps.accounts.services import RoleReason
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.authorization import SystemRole

WIRE_ROLES = [role.wire for role in SystemRole]


@extend_schema_field({"type": "string", "enum": WIRE_ROLES})
class RoleField(serializers.ChoiceField):
    """A system role as the wire spells it: `User`, `Moderator`, `SiteAdmin`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=WIRE_ROLES, **kwargs)

    def to_representation(self, value: Any) -> str:
        return SystemRole(value).wire

    def to_internal_value(self, data: Any) -> SystemRole:
        return SystemRole.from_wire(super().to_internal_value(data))


class UserSerializer(serializers.ModelSerializer[User]):
    """A person as they see themselves; the platform's keepers do not need how to reach them."""

    ONLY_OWN: ClassVar[tuple[str, ...]] = ("phone", "locale", "timezone")

    system_role = RoleField(read_only=True)

    class Meta:
        model = User
        fields = (
            "id",
            "email",
            "email_verified",
            "display_name",
            "phone",
            "locale",
            "timezone",
            "system_role",
            "status",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    def to_representation(self, instance: User) -> dict[str, Any]:
        found = super().to_representation(instance)
        if self.context.get("audience") != "own":
            for name in self.ONLY_OWN:
                del found[name]
        return found


class UserInput(StrictSerializer):
    """What a person may change about themselves. Their address belongs to Cognito."""

    reads = UserSerializer

    display_name = serializers.CharField(max_length=80)
    phone = serializers.RegexField(
        r"^(?=.{5,30}$)\+?[0-9 ()./-]+$",
        allow_blank=True,
        error_messages={"invalid": "Write a phone number with digits, spaces and + only."},
    )
    locale = serializers.RegexField(
        r"^[a-z]{2,3}(-[A-Z]{2})?$",
        max_length=10,
        error_messages={"invalid": "Write a language and perhaps a country, such as en-AU."},
    )
    timezone = serializers.CharField(max_length=40)

    def validate_display_name(self, value: str) -> str:
        if not value.isprintable():
            raise serializers.ValidationError("A name is one line of text.")
        return value

    def validate_timezone(self, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise serializers.ValidationError("Name a timezone, such as Australia/Sydney.") from None
        return value


class RoleInput(StrictSerializer):
    role = RoleField()
    reason = serializers.ChoiceField(choices=RoleReason.choices, required=False, default=RoleReason.APPOINTED)


class CapabilitiesSerializer(serializers.Serializer[Any]):
    system_role = RoleField(help_text="The weaker of the token's and the person's own")
    organization = serializers.UUIDField(allow_null=True)
    capabilities = serializers.ListField(child=serializers.CharField(), help_text="In alphabetical order")
