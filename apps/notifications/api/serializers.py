from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.notifications.kinds import kind_named
from apps.notifications.models import Notification
from apps.notifications.texts import language_of, title
from hearth.kernel.api.serializers import StrictSerializer


class AboutSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="What it is about: pet, organization, membership …")
    id = serializers.UUIDField()


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """Written when it is read, in the reader's language."""

    title = serializers.SerializerMethodField()
    path = serializers.SerializerMethodField(help_text="Where it leads on the site; empty when nowhere")
    about = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = ("id", "kind", "title", "path", "about", "read_at", "created_at", "updated_at", "version")
        read_only_fields = fields

    def get_title(self, row: Notification) -> str:
        reader = self.context["subject"].user
        context = {"name": reader.display_name, **row.context}
        return title(kind_named(row.kind), context, language=language_of(reader.locale), zone=reader.timezone)

    def get_path(self, row: Notification) -> str:
        return str(row.path)

    @extend_schema_field(AboutSerializer)
    def get_about(self, row: Notification) -> dict[str, Any]:
        return {"type": row.about_type.partition(".")[2], "id": str(row.about_id)}


class UnreadSerializer(serializers.Serializer[Any]):
    unread = serializers.IntegerField(min_value=0)


class WishSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    group = serializers.CharField()
    mandatory = serializers.BooleanField(help_text="True where it cannot be switched off")
    email = serializers.BooleanField()
    in_app = serializers.BooleanField()


class WishInput(StrictSerializer):
    """The channels of one kind; one that is left out stays as it is."""

    reads = WishSerializer

    email = serializers.BooleanField(required=False)
    in_app = serializers.BooleanField(required=False)


class PreferencesSerializer(serializers.Serializer[Any]):
    notifications = serializers.DictField(child=WishSerializer(), help_text="By kind, in reading order")


class PreferencesInput(StrictSerializer):
    """What a person wants to be told, by kind."""

    notifications = serializers.DictField(
        child=WishInput(), required=False, help_text="Kinds that are left out stay as they are"
    )
