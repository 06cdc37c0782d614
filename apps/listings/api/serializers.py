from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from apps.listings.api.near import kilometres_to, spot_asked
from apps.listings.changes import ProposedChange, proposed_change
from apps.listings.choices import AgeGroup, Coat, Known, Placement, Sex, Size, Species, Status
from apps.listings.models import Pet
from apps.listings.services import MOST_PHOTOS
from apps.media.api.serializers import ImageId, ImageSerializer, RenditionsSerializer, renditions_of
from apps.media.models import MediaFile
from apps.moderation.api.decisions import DecisionNote
from apps.moderation.models import Decision
from apps.organizations.models import Organization
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.authorization import can


class OrganizationLink(serializers.ModelSerializer[Organization]):
    class Meta:
        model = Organization
        fields = ("id", "name", "slug", "verified")


class PrivateImageSerializer(ImageSerializer):
    """A photo as its owner sees it: one that is being processed or was refused has no renditions."""

    refusal = serializers.CharField(source="refusal_message")
    for_some = ("state", "refusal")

    class Meta(ImageSerializer.Meta):
        fields = (*ImageSerializer.Meta.fields, "state", "refusal")  # type: ignore[assignment]

    @extend_schema_field(RenditionsSerializer(allow_null=True))
    def get_renditions(self, media: MediaFile) -> Any:
        return renditions_of(media, self.context["request"])


class PublicPetSerializer(serializers.ModelSerializer[Pet]):
    """What anybody reads of a pet. The position of a private owner is never part of it."""

    gender = serializers.ChoiceField(source="sex", choices=Sex.choices)
    age_group = serializers.ChoiceField(choices=AgeGroup.choices, allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices)
    featured = serializers.BooleanField(
        read_only=True,
        help_text="Whether it stands on the homepage, or on its organisation's page, just now",
    )
    images = serializers.SerializerMethodField()
    organization = OrganizationLink(allow_null=True)
    distance_km = serializers.SerializerMethodField(
        help_text="Whole kilometres from `near` to the middle of its suburb, at least 1; null in lists that "
        "were not asked for `near`"
    )
    bonded_with = serializers.SerializerMethodField(help_text="Pets that should go to the same home")
    happy_ending = serializers.CharField(help_text="What its people tell of its new home; empty for none")
    happy_photo = serializers.SerializerMethodField()

    class Meta:
        model = Pet
        fields = (
            "id",
            "name",
            "species",
            "breed",
            "secondary_breed",
            "mixed",
            "gender",
            "birth_date",
            "birth_date_estimated",
            "age_group",
            "size",
            "coat",
            "colours",
            "description",
            "story",
            "images",
            "organization",
            "suburb",
            "region",
            "distance_km",
            "good_with_children",
            "good_with_dogs",
            "good_with_cats",
            "house_trained",
            "special_needs",
            "desexed",
            "vaccinated",
            "wormed",
            "adoption_fee",
            "adoption_fee_currency",
            "bonded_with",
            "status",
            "featured",
            "adopted_at",
            "happy_ending",
            "happy_photo",
            "published_at",
            "created_at",
            "updated_at",
            "version",
        )

    def get_distance_km(self, pet: Pet) -> int | None:
        context: Any = self.context
        if "spot" not in context:
            context["spot"] = spot_asked(context["request"])
        return kilometres_to(context["spot"], pet.latitude, pet.longitude)

    @extend_schema_field(ImageSerializer(many=True))
    def get_images(self, pet: Pet) -> Any:
        ready = [photo.media for photo in pet.photo_list if photo.media.is_ready]
        return ImageSerializer(ready, many=True, context=self.context).data

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_bonded_with(self, pet: Pet) -> Any:
        return sorted(other["id"] for other in pet.companions)

    @extend_schema_field(ImageSerializer(allow_null=True))
    def get_happy_photo(self, pet: Pet) -> Any:
        if pet.happy_photo is None or not pet.happy_photo.is_ready:
            return None
        return ImageSerializer(pet.happy_photo, context=self.context).data


class ChangeSerializer(serializers.Serializer[Any]):
    """A field of a change; values as the field itself has them, photos by their ids."""

    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    was = serializers.JSONField(allow_null=True)
    becomes = serializers.JSONField(allow_null=True)


class RevisionSerializer(serializers.Serializer[ProposedChange]):
    """A change of a published pet that is not public."""

    number = serializers.IntegerField(source="revision.number", help_text="Counts every version of a change")
    created_at = serializers.DateTimeField(source="revision.created_at")
    changes = ChangeSerializer(many=True)
    images = serializers.SerializerMethodField(
        help_text="All photos as they would be; null when the change leaves them alone"
    )
    decision = DecisionNote(allow_null=True)

    @extend_schema_field(PrivateImageSerializer(many=True, allow_null=True))
    def get_images(self, change: ProposedChange) -> Any:
        if change.photos is None:
            return None
        return PrivateImageSerializer(change.photos, many=True, context=self.context).data


class MissingItem(serializers.Serializer[Any]):
    field = serializers.CharField()
    detail = serializers.CharField()


class PrivatePetSerializer(PublicPetSerializer):
    """What those see besides who look after the listing, or review it."""

    user = serializers.UUIDField(source="user_id")
    microchip_last4 = serializers.SerializerMethodField()
    # All of them: what was read can be put back.
    bonded_with: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    missing = serializers.SerializerMethodField(help_text="What is missing before it can be sent for review")
    decision = serializers.SerializerMethodField(help_text="The last decision on it, with its reason")
    notice = serializers.SerializerMethodField()
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text="It is shown until then, unless it is renewed before"
    )
    placement = serializers.ChoiceField(choices=Placement.choices, help_text="The second axis of its state")
    placement_reason = serializers.CharField(help_text="Why it is on hold or came back; a code")
    trial_until = serializers.DateField(allow_null=True)
    family_agreed = serializers.BooleanField()
    shown_until = serializers.DateField(
        allow_null=True, help_text="The last day of an adopted pet's page; null for all others"
    )
    pending_revision = serializers.SerializerMethodField(
        help_text="The change that waits for review; everything else in this answer is what is approved"
    )
    rejected_revision = serializers.SerializerMethodField(
        help_text="The last change, when it was turned down and nothing was changed since"
    )
    for_some = (
        *("user", "microchip_last4", "missing", "decision", "notice", "expires_at"),
        *("placement", "placement_reason", "trial_until", "family_agreed", "shown_until"),
        *("pending_revision", "rejected_revision"),
    )

    class Meta(PublicPetSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *PublicPetSerializer.Meta.fields,
            "user",
            "microchip_last4",
            "missing",
            "decision",
            "notice",
            "expires_at",
            "placement",
            "placement_reason",
            "trial_until",
            "family_agreed",
            "shown_until",
            "pending_revision",
            "rejected_revision",
        )

    @extend_schema_field(PrivateImageSerializer(many=True))
    def get_images(self, pet: Pet) -> Any:
        photos = [photo.media for photo in pet.photo_list]
        return PrivateImageSerializer(photos, many=True, context=self.context).data

    def get_microchip_last4(self, pet: Pet) -> str:
        return pet.microchip_last4 if can(self.context["subject"], "edit", pet).allowed else ""

    @extend_schema_field(MissingItem(many=True))
    def get_missing(self, pet: Pet) -> Any:
        return [{"field": field, "detail": detail} for field, detail in pet.missing()]

    @extend_schema_field(DecisionNote(allow_null=True))
    def get_decision(self, pet: Pet) -> Any:
        known = self.context.get("decisions")
        last = Decision.objects.of_target("pet", pet.pk).first() if known is None else known.get(pet.pk)
        return DecisionNote(last).data if last else None

    def get_notice(self, pet: Pet) -> str:
        change = self._change(pet)
        if change is None or not change.waits:
            return ""
        return "A change of it waits for review; until that is decided, everybody sees it as it was."

    @extend_schema_field(RevisionSerializer(allow_null=True))
    def get_pending_revision(self, pet: Pet) -> Any:
        change = self._change(pet)
        return self._revision(change) if change is not None and change.waits else None

    @extend_schema_field(RevisionSerializer(allow_null=True))
    def get_rejected_revision(self, pet: Pet) -> Any:
        change = self._change(pet)
        return None if change is None or change.waits else self._revision(change)

    def _revision(self, change: ProposedChange) -> Any:
        return RevisionSerializer(change, context=self.context).data

    def _change(self, pet: Pet) -> ProposedChange | None:
        context: Any = self.context
        if context.get("changes") is None:
            context["changes"] = {pet.pk: proposed_change(pet)}
        found: ProposedChange | None = context["changes"].get(pet.pk)
        return found


class PetInput(StrictSerializer):
    """What may be written. Owner, state and dates never come from the body."""

    reads = PrivatePetSerializer

    name = serializers.CharField(max_length=60)
    species = serializers.ChoiceField(choices=Species.choices)
    breed = serializers.CharField(max_length=60, allow_blank=True, required=False)
    secondary_breed = serializers.CharField(max_length=60, allow_blank=True, required=False)
    mixed = serializers.BooleanField(required=False)
    gender = serializers.ChoiceField(source="sex", choices=Sex.choices, required=False)
    birth_date = serializers.DateField(allow_null=True, required=False)
    birth_date_estimated = serializers.BooleanField(required=False)
    size = serializers.ChoiceField(choices=Size.choices, allow_blank=True, required=False)
    coat = serializers.ChoiceField(choices=Coat.choices, allow_blank=True, required=False)
    colours = serializers.CharField(max_length=80, allow_blank=True, required=False)
    description = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    story = serializers.CharField(max_length=8000, allow_blank=True, required=False)
    suburb = serializers.CharField(max_length=80, allow_blank=True, required=False)
    region = serializers.CharField(max_length=80, allow_blank=True, required=False)
    good_with_children = serializers.ChoiceField(choices=Known.choices, required=False)
    good_with_dogs = serializers.ChoiceField(choices=Known.choices, required=False)
    good_with_cats = serializers.ChoiceField(choices=Known.choices, required=False)
    house_trained = serializers.ChoiceField(choices=Known.choices, required=False)
    special_needs = serializers.CharField(max_length=300, allow_blank=True, required=False)
    desexed = serializers.ChoiceField(choices=Known.choices, required=False)
    vaccinated = serializers.ChoiceField(choices=Known.choices, required=False)
    wormed = serializers.ChoiceField(choices=Known.choices, required=False)
    microchip = serializers.RegexField(
        r"^[A-Za-z0-9]{9,15}\Z", allow_blank=True, required=False, write_only=True
    )
    adoption_fee = serializers.DecimalField(
        max_digits=8, decimal_places=2, min_value=0, allow_null=True, required=False
    )
    adoption_fee_currency = serializers.RegexField(r"^[A-Z]{3}\Z", required=False)
    images = serializers.ListField(
        child=ImageId(),
        max_length=MOST_PHOTOS,
        required=False,
        help_text="Ids of own uploads, in order; they may still be processing",
    )
    bonded_with = serializers.ListField(child=serializers.UUIDField(), max_length=10, required=False)

    def validate_bonded_with(self, wanted: list[Any]) -> list[Pet]:
        return _own_rows(wanted, Pet.objects.visible_to(self.context["subject"], "edit"), "listing")


class PetCreateInput(PetInput):
    organization = serializers.UUIDField(required=False, allow_null=True, help_text="Only at creation")

    def validate_organization(self, wanted: Any) -> Organization | None:
        if wanted is None:
            return None
        found: Organization | None = (
            Organization.objects.visible_to(self.context["subject"]).filter(pk=wanted).first()
        )
        if found is None:
            raise serializers.ValidationError("There is no such organisation.", code="does_not_exist")
        return found


def _own_rows(wanted: list[Any], rows: Any, word: str) -> list[Any]:
    """Exchange ids for rows, in order; an id that is not the person's own is as good as none."""
    found = {row.pk: row for row in rows.filter(pk__in=wanted)}
    unknown: dict[Any, Any] = {
        index: [ErrorDetail(f"There is no such {word} of yours.", code="does_not_exist")]
        for index, pk in enumerate(wanted)
        if pk not in found
    }
    if unknown:
        raise serializers.ValidationError(unknown)
    return [found[pk] for pk in wanted]
