"""A ModelViewSet with page numbers and django-filter, without the usual mistake of a query per row."""

from typing import Any

from django.urls import include, path
from rest_framework import routers, serializers, viewsets

from apps.listings.api.serializers import PublicPetSerializer
from apps.listings.models import Pet, PetPhoto
from apps.media.models import MediaFile
from apps.organizations.models import Organization


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    class Meta:
        model = Organization
        fields = ("id", "name", "slug", "verified")


class ImageSerializer(serializers.ModelSerializer[MediaFile]):
    class Meta:
        model = MediaFile
        fields = ("id", "alt_text", "renditions")


class PhotoSerializer(serializers.ModelSerializer[PetPhoto]):
    media = ImageSerializer()

    class Meta:
        model = PetPhoto
        fields = ("media",)


class PetSerializer(serializers.ModelSerializer[Pet]):
    gender = serializers.CharField(source="sex")
    images: Any = PhotoSerializer(source="photos", many=True)
    organization = OrganizationSerializer()

    class Meta:
        model = Pet
        # Of what is computed of each row it is spared what it would ask for row by row.
        fields = [name for name in PublicPetSerializer.Meta.fields if name not in ("distance_km", "featured")]


class PetViewSet(viewsets.ModelViewSet[Pet]):
    queryset = (
        Pet.objects.filter(moderation="approved", placement__in=["available", "in_foster"])
        .select_related("organization")
        .prefetch_related("photos__media", "bonded_with")
        .order_by("-published_at")
    )
    serializer_class = PetSerializer
    filterset_fields = ("species", "breed", "size", "sex", "region", "organization")


router = routers.SimpleRouter(trailing_slash=False)
router.register("pets", PetViewSet)
urlpatterns = [path("api/v1/", include(router.urls))]
