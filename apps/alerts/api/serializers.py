from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.alerts.choices import Cadence, Standing
from apps.alerts.finding import address_of, in_words
from apps.alerts.models import Favorite, SavedSearch
from apps.alerts.services.links import feed_addresses
from apps.alerts.standing import standing_of
from apps.listings.api.serializers import PublicPetSerializer
from apps.listings.models import Pet
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.authorization import can
from hearth.kernel.models import one_line


class FavoriteSerializer(serializers.ModelSerializer[Favorite]):
    """A pet that one keeps an eye on; of one that is not shown any more, its name and what became of it."""

    pet_id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(source="pet.name", read_only=True)
    standing = serializers.SerializerMethodField()
    pet = serializers.SerializerMethodField()
    added_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Favorite
        fields = ("id", "pet_id", "name", "standing", "pet", "added_at")
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=Standing.choices))
    def get_standing(self, row: Favorite) -> str:
        return standing_of(row.pet)

    @extend_schema_field(PublicPetSerializer(allow_null=True))
    def get_pet(self, row: Favorite) -> Any:
        if not is_shown(row.pet, self.context["subject"]):
            return None
        return PublicPetSerializer(row.pet, context=self.context).data


def is_shown(pet: Pet, subject: Any) -> bool:
    return can(subject, "view", pet).allowed


class FeedSerializer(serializers.Serializer[Any]):
    rss = serializers.URLField()
    atom = serializers.URLField()
    json = serializers.URLField()


class SavedSearchSerializer(serializers.ModelSerializer[SavedSearch]):
    params = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        read_only=True,
        help_text="The filters of `GET /pets`, each with its values",
    )
    words = serializers.SerializerMethodField(help_text="What it looks for, for people")
    path = serializers.SerializerMethodField(help_text="The page that shows it")
    feed = serializers.SerializerMethodField(
        help_text="Secret addresses for feed readers; whoever knows one may read it"
    )

    class Meta:
        model = SavedSearch
        fields = (
            *("id", "name", "params", "words", "path", "cadence", "state", "feed", "last_told_at"),
            *("created_at", "updated_at", "version"),
        )
        read_only_fields = fields

    def get_words(self, search: SavedSearch) -> str:
        return in_words(search.params)

    def get_path(self, search: SavedSearch) -> str:
        return address_of(search.params)

    @extend_schema_field(FeedSerializer(allow_null=True))
    def get_feed(self, search: SavedSearch) -> Any:
        return feed_addresses(search)


class ParamsField(serializers.DictField):
    """Filters by name, each a value or several: `{"species": "dog", "size": ["small", "medium"]}`."""

    child = serializers.ListField(child=serializers.CharField(max_length=200), max_length=20)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            data = {name: [value] if isinstance(value, str) else value for name, value in data.items()}
        return super().to_internal_value(data)


class SavedSearchInput(StrictSerializer):
    reads = SavedSearchSerializer

    name = serializers.CharField(max_length=80, validators=[one_line])
    params = ParamsField(
        required=False, default=dict, help_text="The filters of `GET /pets`; none for all pets"
    )
    cadence = serializers.ChoiceField(
        choices=Cadence.choices,
        required=False,
        default=Cadence.DAILY,
        help_text="When mails are written, at eight in the morning where one lives; weekly ones on Saturday",
    )
