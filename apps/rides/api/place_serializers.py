"""Shapes of places in rides, and of what belongs to a ride besides."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.organizations.api.member_serializers import MaskedSerializer, PersonReference
from apps.rides.api.serializers import ClubLink, IdOf
from apps.rides.choices import OUTCOME_WORDS, REMOVED_FOR, Attendance, RemovalReason, Role, Status
from apps.rides.models import PaceGroup, Participation, Ride, RideAttachment, RideInvitation
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.models import one_line

OWN, LEADERSHIP, RIDER, PLATFORM, REVEALED = "own", "leadership", "rider", "platform", "revealed"
KNOW = frozenset({OWN, LEADERSHIP, PLATFORM, REVEALED})
"""Everybody but who rides along; site admins get null for what is personal, until they reveal it."""


class RideLink(serializers.ModelSerializer[Ride]):
    club = ClubLink(source="organization", read_only=True)

    class Meta:
        model = Ride
        fields = ("id", "title", "starts_at", "state", "club")
        read_only_fields = fields


class GroupLink(serializers.ModelSerializer[PaceGroup]):
    class Meta:
        model = PaceGroup
        fields = ("id", "name")


class ParticipationSerializer(MaskedSerializer):
    """Somebody's place in a ride or in its line, or their guest's."""

    ride = RideLink(read_only=True)
    user = PersonReference(read_only=True, allow_null=True, help_text="null for a guest")
    brought_by = PersonReference(
        source="host", read_only=True, allow_null=True, help_text="Who answers for a guest"
    )
    guest_name = serializers.CharField(read_only=True, allow_null=True)
    pace_group = GroupLink(read_only=True, allow_null=True)
    position = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Where it stands in the line, from one"
    )
    reason = serializers.CharField(
        source="why",
        read_only=True,
        allow_null=True,
        help_text="Why they were taken off the list, or wait no more, as a code",
    )
    attendance = serializers.ChoiceField(choices=Attendance.choices, read_only=True, allow_null=True)
    dispute = serializers.CharField(
        read_only=True, allow_null=True, help_text="What they say against how their attendance stands"
    )
    settlement = serializers.CharField(
        read_only=True, allow_null=True, help_text="What the leadership answered"
    )
    only_for = dict.fromkeys(
        (
            *("position", "queued_at", "offer_expires_at", "takes_it", "asked_again", "attendance"),
            *("dispute", "disputed_at", "settlement", "settled_at", "reason"),
        ),
        KNOW,
    )
    masked = ("guest_name", "attendance", "dispute", "settlement", "reason")

    class Meta:
        model = Participation
        fields = (
            *("id", "ride", "user", "brought_by", "guest_name", "role", "status", "pace_group", "position"),
            *("queued_at", "offer_expires_at", "takes_it", "asked_again", "attendance", "dispute"),
            *("disputed_at", "settlement", "settled_at", "reason", "created_at", "updated_at", "version"),
        )
        read_only_fields = fields


class JoinInput(StrictSerializer):
    """For oneself, or with `guest_name` for somebody whom one brings."""

    takes_it = serializers.BooleanField(
        default=False, help_text="Be confirmed at one's turn without being asked, should there be a line"
    )
    pace_group = serializers.UUIDField(required=False, allow_null=True)
    guest_name = serializers.CharField(max_length=80, required=False, validators=[one_line])
    shares_contact = serializers.BooleanField(
        required=False,
        help_text="Let whoever leads the ride read one's emergency contact while it lasts; a guest's is "
        "said with PUT /participations/{id}/emergency-contact",
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if "guest_name" in given and given.pop("shares_contact", False):
            raise serializers.ValidationError({"shares_contact": "This is for one's own place."})
        return given


class ParticipationInput(StrictSerializer):
    """The brief's PUT: where role, status and attendance should stand; the verbs lead there."""

    reads = ParticipationSerializer

    role = serializers.ChoiceField(choices=Role.choices, required=False)
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    attendance = serializers.ChoiceField(choices=Attendance.choices, required=False, allow_null=True)
    reason = serializers.ChoiceField(
        choices=RemovalReason.choices, required=False, allow_null=True, allow_blank=True
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in given.items() if value}


class RemoveInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=REMOVED_FOR, help_text="The person is told it in words")


class GroupChoiceInput(StrictSerializer):
    pace_group = serializers.UUIDField(allow_null=True, help_text="A group of the ride; null for none")


class MarkInput(StrictSerializer):
    attendance = serializers.ChoiceField(choices=OUTCOME_WORDS)


class DisputeInput(StrictSerializer):
    text = serializers.CharField(max_length=500, help_text="What is not right about it")


class SettleInput(StrictSerializer):
    attendance = serializers.ChoiceField(
        choices=OUTCOME_WORDS,
        required=False,
        help_text="How it should have been written down; as before unless given",
    )
    answer = serializers.CharField(max_length=500, required=False, allow_blank=True)


class RideInvitationSerializer(serializers.ModelSerializer[RideInvitation]):
    ride = RideLink(read_only=True)
    user = PersonReference(read_only=True)
    invited_by = PersonReference(read_only=True)

    class Meta:
        model = RideInvitation
        fields = ("id", "ride", "user", "invited_by", "created_at", "version")
        read_only_fields = fields


class RideInvitationInput(StrictSerializer):
    reads = RideInvitationSerializer
    user = IdOf(help_text="An active member of the club")


class AttachmentSerializer(serializers.ModelSerializer[RideAttachment]):
    """A private file; `url` leads to a signed link that lives for a minute."""

    content_type = serializers.CharField(source="media.content_type", read_only=True)
    size = serializers.IntegerField(source="media.size", read_only=True, help_text="In bytes")
    ready = serializers.BooleanField(
        source="media.is_ready", read_only=True, help_text="False while it is still looked at, or was refused"
    )
    attached_by = PersonReference(source="user", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = RideAttachment
        fields = (
            *("id", "ride", "name", "content_type", "size", "ready", "url", "attached_by"),
            *("created_at", "version"),
        )
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, attachment: RideAttachment) -> str:
        return reverse(
            "api-attachment-file", kwargs={"id": str(attachment.pk)}, request=self.context["request"]
        )


class AttachmentInput(StrictSerializer):
    reads = AttachmentSerializer
    media = serializers.UUIDField(help_text="One's own upload, made for `attachment`")
    name = serializers.CharField(max_length=120, validators=[one_line])
