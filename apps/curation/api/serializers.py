from typing import Any

from django.utils import timezone
from rest_framework import serializers

from apps.curation.featurables import kinds
from apps.curation.models import FeaturedPlacement
from hearth.kernel.api.serializers import StrictSerializer

ENDS_HELP = "Not included; null until somebody ends it"


class FeaturedPlacementSerializer(serializers.ModelSerializer[FeaturedPlacement]):
    target = serializers.UUIDField(source="target_id", help_text="The id of what is featured")
    starts = serializers.DateTimeField(source="during.lower")
    ends = serializers.DateTimeField(source="during.upper", allow_null=True, help_text=ENDS_HELP)

    class Meta:
        model = FeaturedPlacement
        fields = (
            *("id", "surface", "organization", "position", "kind", "target", "starts", "ends"),
            *("created_at", "updated_at", "version"),
        )
        read_only_fields = fields


class PlacementEdit(StrictSerializer):
    reads = FeaturedPlacementSerializer

    position = serializers.IntegerField(min_value=1, max_value=24)
    starts = serializers.DateTimeField(required=False)
    ends = serializers.DateTimeField(required=False, allow_null=True, help_text=ENDS_HELP)


class PlacementInput(PlacementEdit):
    kind = serializers.CharField(max_length=30, help_text="`pet`, or another kind that can be featured")
    target = serializers.UUIDField(help_text="The id of something that the public sees")
    organization = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="On whose page; on the homepage unless given. `surface` follows from it",
    )
    starts = serializers.DateTimeField(required=False, default=timezone.now, help_text="Now unless given")

    def validate_kind(self, given: str) -> Any:
        if given not in kinds():
            raise serializers.ValidationError(f"Give one of: {', '.join(sorted(kinds()))}.", code="unknown")
        return given
