from rest_framework import serializers

from apps.organizations.models import Organization
from hearth.kernel.api.serializers import StrictSerializer


class PublicOrganizationSerializer(serializers.ModelSerializer[Organization]):
    class Meta:
        model = Organization
        fields = (
            "id",
            "kind",
            "name",
            "slug",
            "email",
            "phone",
            "description",
            "website",
            "suburb",
            "region",
            "country",
            "timezone",
            "status",
            "verified",
            "member_count",
            "created_at",
            "updated_at",
            "version",
        )


class MemberOrganizationSerializer(PublicOrganizationSerializer):
    """What its members and reviewers read besides."""

    class Meta(PublicOrganizationSerializer.Meta):
        fields = (*PublicOrganizationSerializer.Meta.fields, "address", "created_by", "reviewed_at")  # type: ignore[assignment]


class OrganizationInput(StrictSerializer):
    reads = MemberOrganizationSerializer

    name = serializers.CharField(max_length=80)
    email = serializers.EmailField(allow_blank=True, required=False)
    phone = serializers.CharField(max_length=30, allow_blank=True, required=False)
    description = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    website = serializers.URLField(max_length=200, allow_blank=True, required=False)
    address = serializers.CharField(max_length=200, allow_blank=True, required=False)
    suburb = serializers.CharField(max_length=80, allow_blank=True, required=False)
    region = serializers.CharField(max_length=80, allow_blank=True, required=False)
    country = serializers.RegexField(r"^[A-Z]{2}\Z", required=False)


class OrganizationCreateInput(OrganizationInput):
    kind = serializers.ChoiceField(choices=Organization.Kind.choices, default="rescue")
