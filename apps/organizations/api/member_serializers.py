"""Shapes of what says who belongs to an organisation, and who is asked to."""

from typing import Any, ClassVar

from rest_framework import serializers

from apps.accounts.models import User
from apps.organizations.models import Handover, Invitation, Membership, Organization
from apps.organizations.services.memberships import Reason
from hearth.kernel.api.serializers import AudienceSerializer, StrictSerializer
from hearth.kernel.models import Event

INSIDE = {"own", "manager", "platform", "revealed"}
"""Everybody but a co-member; the platform's keepers get null for what is personal, until they reveal it."""


class PersonReference(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("id", "display_name")


class OrganizationReference(serializers.ModelSerializer[Organization]):
    class Meta:
        model = Organization
        fields = ("id", "kind", "name", "slug")


class MaskedSerializer(AudienceSerializer[Any]):
    """Gives null for the masked fields to readers from outside the organisation."""

    masked: ClassVar[tuple[str, ...]] = ()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().to_representation(instance)
        if self.context.get("audience") == "platform":
            found |= dict.fromkeys(self.masked)
        return found


class MembershipSerializer(MaskedSerializer):
    only_for = {"joined_via": INSIDE, "message": INSIDE, "note": INSIDE - {"own"}}
    masked = ("message", "note")

    organization = OrganizationReference(read_only=True)
    user = PersonReference(read_only=True)
    message = serializers.CharField(
        read_only=True, allow_null=True, help_text="What the person wrote when they asked to join"
    )
    note = serializers.CharField(
        read_only=True, allow_null=True, help_text="What managers wrote down; the person does not get it"
    )

    class Meta:
        model = Membership
        fields = (
            "id",
            "organization",
            "user",
            "role",
            "status",
            "joined_at",
            "joined_via",
            "message",
            "note",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields


class MembershipHistorySerializer(serializers.ModelSerializer[Event]):
    at = serializers.DateTimeField(source="occurred_at")
    event = serializers.CharField(source="name")
    by = PersonReference(source="actor", allow_null=True, help_text="null for the platform itself")
    role = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ("at", "event", "by", "from_state", "to_state", "role", "reason")

    def get_role(self, event: Event) -> str:
        return str(event.data.get("role", ""))


class MembershipRequestInput(StrictSerializer):
    message = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class MembershipInput(StrictSerializer):
    """The brief's PUT: where role and status should stand; the verbs lead there."""

    reads = MembershipSerializer

    role = serializers.ChoiceField(choices=Membership.Role.choices, required=False)
    status = serializers.ChoiceField(choices=Membership.Status.choices, required=False)
    reason = serializers.ChoiceField(choices=Reason.choices, required=False)


class MembershipReasonInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=Reason.choices, help_text="The person is told it in words")
    note = serializers.CharField(
        max_length=500, required=False, allow_blank=True, default="", help_text="For managers alone"
    )


class MembershipRoleInput(StrictSerializer):
    role = serializers.ChoiceField(choices=Membership.Role.choices)


class InvitationSerializer(MaskedSerializer):
    masked = ("email", "user", "message")

    organization = OrganizationReference(read_only=True)
    user = PersonReference(read_only=True, allow_null=True)
    invited_by = PersonReference(read_only=True)
    email = serializers.EmailField(read_only=True, allow_null=True)
    message = serializers.CharField(read_only=True, allow_null=True)
    status = serializers.ChoiceField(
        choices=Invitation.Status.choices, source="present_status", read_only=True
    )

    class Meta:
        model = Invitation
        fields = (
            "id",
            "organization",
            "email",
            "user",
            "role",
            "message",
            "status",
            "invited_by",
            "expires_at",
            "answered_at",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields


class InvitationInput(StrictSerializer):
    """Either an address, or somebody who has been in the organisation's list before."""

    email = serializers.EmailField(max_length=254, required=False)
    user = serializers.UUIDField(required=False)
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    message = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class TokenInput(StrictSerializer):
    token = serializers.RegexField(r"^[A-Za-z0-9_-]{43}\Z", help_text="From the address in the mail")


class HandoverSerializer(serializers.ModelSerializer[Handover]):
    organization = OrganizationReference(read_only=True)
    giver = PersonReference(read_only=True)
    receiver = PersonReference(read_only=True)
    status = serializers.ChoiceField(choices=Handover.Status.choices, source="present_status", read_only=True)

    class Meta:
        model = Handover
        fields = (
            "id",
            "organization",
            "role",
            "giver",
            "receiver",
            "status",
            "expires_at",
            "answered_at",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields


class HandoverInput(StrictSerializer):
    user = serializers.UUIDField(help_text="An active member")
