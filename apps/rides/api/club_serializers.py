from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.organizations.api.organization_serializers import (
    OneOrganizationSerializer,
    OrganizationInput,
    PublicOrganizationSerializer,
)
from apps.organizations.kinds import KINDS, JoinPolicy
from apps.organizations.models import Organization
from apps.rides.models import Ride

OPEN_TO_JOIN = "Whether anybody may join or ask to; else people come by invitation"


def open_to(join_policy: str, status: str) -> bool:
    """Whether people may join or ask to."""
    return status == Organization.Status.APPROVED and join_policy != JoinPolicy.INVITE_ONLY


def next_ride_of(club: Organization) -> Ride | None:
    """The next ride that is for everybody; read once for each instance."""
    if not hasattr(club, "_next_ride"):
        found = Ride.objects.next_of(club.pk).for_everybody().first()
        club._next_ride = found  # type: ignore[attr-defined]
    ride: Ride | None = club._next_ride  # type: ignore[attr-defined]
    return ride


class NextRideSerializer(serializers.ModelSerializer[Ride]):
    class Meta:
        model = Ride
        fields = ("id", "title", "kind", "difficulty", "starts_at")


class ClubSerializer(PublicOrganizationSerializer):
    """What everybody reads of a club, in lists and of one."""

    open_to_join = serializers.SerializerMethodField(help_text=OPEN_TO_JOIN)
    next_ride = serializers.SerializerMethodField(help_text="The next one that is for everybody")

    class Meta(PublicOrganizationSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *PublicOrganizationSerializer.Meta.fields,
            "latitude",
            "longitude",
            "open_to_join",
            "next_ride",
        )

    def get_open_to_join(self, club: Organization) -> bool:
        return open_to(club.join_policy, club.status)

    @extend_schema_field(NextRideSerializer(allow_null=True))
    def get_next_ride(self, club: Organization) -> Any:
        found = next_ride_of(club)
        return NextRideSerializer(found).data if found else None


class OneClubSerializer(OneOrganizationSerializer):
    """The answer about one: for the schema, and for what may be sent back."""

    for_some = ("address", "created_by", "reviewed_at", "pending_revision")  # type: ignore[assignment]

    open_to_join = serializers.BooleanField(read_only=True, help_text=OPEN_TO_JOIN)
    next_ride = NextRideSerializer(read_only=True, allow_null=True)

    class Meta(OneOrganizationSerializer.Meta):
        fields = (*OneOrganizationSerializer.Meta.fields, "open_to_join", "next_ride")  # type: ignore[assignment]

    def get_fields(self) -> Any:
        others = KINDS.keys() - {"club"}
        return {name: field for name, field in super().get_fields().items() if name not in others}


class ClubInput(OrganizationInput):
    reads = OneClubSerializer


class NewClubInput(ClubInput):
    join_policy = serializers.ChoiceField(
        choices=JoinPolicy.choices, required=False, help_text="Later it is one of the settings"
    )
