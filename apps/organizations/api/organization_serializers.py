from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from apps.media.api.serializers import ImageId, ImageSerializer
from apps.organizations import kinds
from apps.organizations.details import Detail, contributed_details
from apps.organizations.models import Organization, Verification
from apps.organizations.models.organization import check_timezone
from apps.organizations.services.addresses import LONGEST, SHORTEST
from apps.organizations.services.organizations import ARCHIVE_REASONS
from hearth.kernel.api.serializers import AudienceSerializer, StrictSerializer


class PublicOrganizationSerializer(serializers.ModelSerializer[Organization]):
    logo = serializers.SerializerMethodField()

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
            "logo",
            "website",
            "suburb",
            "region",
            "country",
            "timezone",
            "join_policy",
            "status",
            "verified",
            "member_count",
            "created_at",
            "updated_at",
            "version",
        )

    @extend_schema_field(ImageSerializer(allow_null=True))
    def get_logo(self, organization: Organization) -> Any:
        logo = organization.logo
        shown = logo is not None and logo.is_ready
        return ImageSerializer(logo, context=self.context).data if shown else None


class MemberOrganizationSerializer(PublicOrganizationSerializer):
    """What its members and reviewers read besides."""

    for_some = ("address", "latitude", "longitude", "created_by", "reviewed_at")

    class Meta(PublicOrganizationSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *PublicOrganizationSerializer.Meta.fields,
            "address",
            "latitude",
            "longitude",
            "created_by",
            "reviewed_at",
        )


class ChangesSerializer(serializers.Serializer[Any]):
    """Only the fields that would change."""

    name = serializers.CharField(required=False)
    description = serializers.CharField(required=False)
    logo = serializers.UUIDField(allow_null=True, required=False)


class PendingRevisionSerializer(serializers.Serializer[Any]):
    """A change that waits for a moderator, while everybody sees what was approved."""

    number = serializers.IntegerField()
    proposed_by = serializers.UUIDField(allow_null=True)
    proposed_at = serializers.DateTimeField()
    changes = ChangesSerializer()


class ManagedOrganizationSerializer(MemberOrganizationSerializer):
    """What its managers and reviewers read besides: `pending` in the context has the revisions by id."""

    for_some = (*MemberOrganizationSerializer.for_some, "pending_revision")  # type: ignore[assignment]

    pending_revision = serializers.SerializerMethodField()

    class Meta(MemberOrganizationSerializer.Meta):
        fields = (*MemberOrganizationSerializer.Meta.fields, "pending_revision")  # type: ignore[assignment]

    @extend_schema_field(PendingRevisionSerializer(allow_null=True))
    def get_pending_revision(self, organization: Organization) -> Any:
        revision = self.context["pending"].get(organization.pk)
        if revision is None:
            return None
        waiting = PendingRevisionSerializer(
            {
                "number": revision.number,
                "proposed_by": revision.by_id,
                "proposed_at": revision.created_at,
                "changes": {},
            }
        )
        # A serializer would fill in fields that stay as they are.
        return {**waiting.data, "changes": revision.data}


TYPES = {str: serializers.CharField, int: serializers.IntegerField}


class OneOrganizationSerializer(ManagedOrganizationSerializer):
    """The answer about one, with its kind's details: for the schema, and for what may be sent back."""

    def get_fields(self) -> Any:
        return {**super().get_fields(), **{kind: _object_of(kind) for kind in contributed_details()}}


def _object_of(kind: str) -> Any:
    found = tuple(contributed_details()[kind])
    return _shape_of(kind, found)(required=False, help_text=f"Of a {kind} alone")


@cache
def _shape_of(kind: str, details: tuple[Detail, ...]) -> type[Any]:
    """One class for every answer that has the object, so that the schema has it once."""
    fields: dict[str, Any] = {
        each.name: TYPES[each.type](allow_null=each.nullable, help_text=each.explains) for each in details
    }
    return type(inline_serializer(f"{kinds.KINDS[kind].label}Details", fields))


class OrganizationInput(StrictSerializer):
    reads = OneOrganizationSerializer

    name = serializers.CharField(max_length=80)
    email = serializers.EmailField(allow_blank=True, required=False)
    phone = serializers.CharField(max_length=30, allow_blank=True, required=False)
    description = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    logo = ImageId(allow_null=True, required=False, help_text="An own upload of this purpose that is ready")
    website = serializers.URLField(max_length=200, allow_blank=True, required=False)
    address = serializers.CharField(max_length=200, allow_blank=True, required=False)
    suburb = serializers.CharField(max_length=80, allow_blank=True, required=False)
    region = serializers.CharField(max_length=80, allow_blank=True, required=False)
    country = serializers.RegexField(r"^[A-Z]{2}\Z", required=False)
    latitude = serializers.DecimalField(
        max_digits=8, decimal_places=5, min_value=-90, max_value=90, allow_null=True, required=False
    )
    longitude = serializers.DecimalField(
        max_digits=8, decimal_places=5, min_value=-180, max_value=180, allow_null=True, required=False
    )
    timezone = serializers.CharField(max_length=40, validators=[check_timezone], required=False)


class OrganizationCreateInput(OrganizationInput):
    kind = serializers.ChoiceField(choices=kinds.CHOICES, default="rescue")  # type: ignore[arg-type]


class SlugInput(StrictSerializer):
    slug = serializers.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="Small letters, digits and single hyphens; one that another had before is not free",
    )


class ArchiveInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=list(ARCHIVE_REASONS.items()), required=False, default="")


class VerifyInput(StrictSerializer):
    evidence = serializers.ChoiceField(choices=Verification.Evidence.choices)
    reference = serializers.CharField(
        max_length=200, allow_blank=True, required=False, help_text="A link or a number"
    )
    note = serializers.CharField(
        max_length=2000, allow_blank=True, required=False, help_text="For reviewers alone"
    )
    expires_at = serializers.DateTimeField(
        required=False, help_text="At most two years away; a year when it is left out"
    )


class UnverifyInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=[(code.value, code.label) for code in Verification.BY_HAND])


class VerificationSerializer(AudienceSerializer[Verification]):
    """Managers read what was seen and until when it counts; reviewers read the whole of it."""

    only_for = {name: {"reviewer"} for name in ("reference", "note", "granted_by", "ended_by")}

    class Meta:
        model = Verification
        fields = (
            "id",
            "organization",
            "evidence",
            "reference",
            "note",
            "granted_by",
            "granted_at",
            "expires_at",
            "ended_by",
            "ended_at",
            "end_reason",
            "version",
        )
        read_only_fields = fields
