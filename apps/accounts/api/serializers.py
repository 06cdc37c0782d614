from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.choices import ErasureReason, RoleReason, SuspensionReason
from apps.accounts.models import User, language_tag, phone_number
from apps.accounts.timezones import check_timezone
from apps.media.api.serializers import RenditionsSerializer, renditions_of
from apps.media.models import MediaFile
from hearth.kernel.api.serializers import AudienceSerializer, StrictSerializer
from hearth.kernel.authorization import SystemRole
from hearth.kernel.models import one_line

WIRE_ROLES = [role.wire for role in SystemRole]
GIVEN_ROLES = [role.wire for role in SystemRole if role != SystemRole.USER]


@extend_schema_field({"type": "string", "enum": WIRE_ROLES})
class RoleField(serializers.ChoiceField):
    """A system role as the wire spells it: `User`, `Moderator`, `SiteAdmin`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": WIRE_ROLES, **kwargs})

    def to_representation(self, value: Any) -> str:
        return SystemRole(value).wire

    def to_internal_value(self, data: Any) -> SystemRole:
        return SystemRole.from_wire(super().to_internal_value(data))


@extend_schema_field({"type": "string", "enum": GIVEN_ROLES})
class GivenRoleField(RoleField):
    """One of the roles that are given; `revoke_role` takes them back."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=GIVEN_ROLES, **kwargs)


class AvatarSerializer(serializers.ModelSerializer[MediaFile]):
    renditions = serializers.SerializerMethodField()

    class Meta:
        model = MediaFile
        fields = ("id", "renditions")

    @extend_schema_field(RenditionsSerializer(allow_null=True))
    def get_renditions(self, media: MediaFile) -> dict[str, Any] | None:
        return renditions_of(media, self.context["request"])


class UserSerializer(AudienceSerializer[User]):
    """A person as they see themselves; the platform's keepers do not need how to reach them."""

    only_for: ClassVar[dict[str, set[str]]] = {"phone": {"own"}, "locale": {"own"}, "timezone": {"own"}}

    avatar = AvatarSerializer(read_only=True, allow_null=True)
    system_role = RoleField(read_only=True)

    class Meta:
        model = User
        fields = (
            "id",
            "email",
            "email_verified",
            "display_name",
            "avatar",
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


class AvatarId(serializers.UUIDField):
    """The id of an own upload, or the avatar as it was read, of which only the id counts."""

    def to_internal_value(self, data: Any) -> Any:
        given: Any = data.get("id") if isinstance(data, dict) else data
        return super().to_internal_value(given)


class UserInput(StrictSerializer):
    """What a person may change about themselves. Their address belongs to Cognito."""

    reads = UserSerializer

    display_name = serializers.CharField(max_length=80, validators=[one_line])
    avatar = AvatarId(
        allow_null=True,
        required=False,
        help_text="The id of an own upload with the purpose `avatar` that is ready",
    )
    phone = serializers.CharField(allow_blank=True, validators=[phone_number])
    locale = serializers.CharField(max_length=10, validators=[language_tag])
    timezone = serializers.CharField(validators=[check_timezone])


class GrantRoleInput(StrictSerializer):
    role = GivenRoleField()
    reason = serializers.ChoiceField(choices=RoleReason.choices, required=False, default=RoleReason.APPOINTED)


class RevokeRoleInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=RoleReason.choices)


class SuspendInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=SuspensionReason.choices)


class EraseInput(StrictSerializer):
    reason = serializers.ChoiceField(
        choices=ErasureReason.choices, required=False, default=ErasureReason.OWN_WISH
    )


class CapabilitiesSerializer(serializers.Serializer[Any]):
    system_role = RoleField(help_text="The weaker of the token's and the person's own")
    organization = serializers.UUIDField(allow_null=True)
    capabilities = serializers.ListField(child=serializers.CharField(), help_text="In alphabetical order")
