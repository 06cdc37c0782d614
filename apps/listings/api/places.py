import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from apps.listings.models import Place
from apps.listings.querysets import PlaceQuerySet
from hearth.kernel.api.views import Listing
from hearth.kernel.keyset import Keyset


class PlaceSerializer(serializers.ModelSerializer[Place]):
    class Meta:
        model = Place
        fields = ("id", "name", "region", "country", "latitude", "longitude")


class PlaceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="by_beginning", max_length=120, help_text="How the name begins; after a comma, its region"
    )

    class Meta:
        model = Place
        fields: list[str] = []

    def by_beginning(self, rows: PlaceQuerySet, name: str, value: str) -> PlaceQuerySet:
        return rows.beginning_with(value)


@extend_schema_view(list=extend_schema(summary="Suburbs and towns by name, as one types it"))
class PlaceViewSet(Listing):
    model = Place
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter
    order = Keyset("name", "region", "id")
