from collections.abc import Mapping
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.media.choices import (
    ALT_TEXT_AT_MOST,
    EVERY_TYPE,
    Purpose,
    Refusal,
    Rendition,
    too_large,
)
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from hearth.kernel.api.serializers import StrictSerializer


class RenditionSerializer(serializers.Serializer[Any]):
    url = serializers.URLField(help_text="Public, and its content never changes")
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class RenditionsSerializer(serializers.Serializer[Any]):
    """The published sizes of a photo, all WebP."""

    thumbnail = RenditionSerializer(help_text=Rendition.THUMBNAIL.label)
    card = RenditionSerializer(help_text=Rendition.CARD.label)
    full = RenditionSerializer(help_text=Rendition.FULL.label)


class RefusalSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=Refusal.choices)
    detail = serializers.CharField(help_text="A sentence for the person who uploaded it")


def renditions_of(media: MediaFile, request: Any) -> dict[str, Any] | None:
    """Return the published sizes with full addresses; None until the file is ready, and for a private one."""
    if not media.is_ready or media.is_private:
        return None
    found = {}
    for name, facts in media.renditions.items():
        url = request.build_absolute_uri(media.url_of(name))
        found[name] = {"url": url, "width": facts["width"], "height": facts["height"]}
    return found


class ImageSerializer(serializers.ModelSerializer[MediaFile]):
    """A picture where it is shown: part of the answer about what it shows."""

    alt = serializers.CharField()
    renditions = serializers.SerializerMethodField()

    class Meta:
        model = MediaFile
        fields = ("id", "alt", "renditions")

    @extend_schema_field(RenditionsSerializer)
    def get_renditions(self, media: MediaFile) -> Any:
        return renditions_of(media, self.context["request"])


class ImageId(serializers.UUIDField):
    """An image's id, or the image as it was read, of which only the id counts."""

    def to_internal_value(self, data: Any) -> Any:
        given: Any = data.get("id") if isinstance(data, dict) else data
        return super().to_internal_value(given)


class MediaSerializer(serializers.ModelSerializer[MediaFile]):
    refusal = serializers.SerializerMethodField()
    renditions = serializers.SerializerMethodField()

    class Meta:
        model = MediaFile
        fields = (
            "id",
            "purpose",
            "organization",
            "content_type",
            "size",
            "width",
            "height",
            "alt_text",
            "state",
            "refusal",
            "renditions",
            "created_at",
            "updated_at",
            "version",
        )
        read_only_fields = fields

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_refusal(self, media: MediaFile) -> dict[str, str] | None:
        return {"code": media.refusal, "detail": media.refusal_message} if media.is_refused else None

    @extend_schema_field(RenditionsSerializer(allow_null=True))
    def get_renditions(self, media: MediaFile) -> dict[str, Any] | None:
        return renditions_of(media, self.context["request"])


def _size(refusal: Refusal) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1,
        max_value=settings.PHOTO_MAX_BYTES,
        help_text="In bytes",
        error_messages={"max_value": refusal.label},
    )


class UploadInput(StrictSerializer):
    """What will be sent. The file itself is believed in nothing of it."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    content_type = serializers.ChoiceField(
        choices=EVERY_TYPE,
        help_text="A PDF only as an `attachment`, which takes no WebP; XML only as a `route`",
    )
    size = _size(Refusal.TOO_LARGE)
    alt_text = serializers.CharField(max_length=ALT_TEXT_AT_MOST, required=False, allow_blank=True)
    organization = serializers.PrimaryKeyRelatedField(
        queryset=Organization.objects.all(), required=False, allow_null=True
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        given = getattr(self, "initial_data", None)
        if isinstance(given, Mapping) and given.get("purpose") == Purpose.ROUTE:
            fields["size"] = _size(too_large(Purpose.ROUTE))
        if subject := self.context.get("subject"):
            fields["organization"].queryset = Organization.objects.visible_to(subject)  # type: ignore[attr-defined]
        return fields


class UploadSerializer(serializers.Serializer[Any]):
    """Post every field and then the file, as `file`, to the url as multipart/form-data; then complete."""

    media = MediaSerializer()
    url = serializers.URLField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]


class DescriptionInput(StrictSerializer):
    """The words that stand for the picture where it cannot be seen."""

    reads = MediaSerializer

    alt_text = serializers.CharField(max_length=ALT_TEXT_AT_MOST, allow_blank=True)
