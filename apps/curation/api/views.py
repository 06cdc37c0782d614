from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.curation import services
from apps.curation.api.serializers import FeaturedPlacementSerializer, PlacementEdit, PlacementInput
from apps.curation.featurables import of_kind
from apps.curation.models import FeaturedPlacement
from apps.organizations.models import Organization
from hearth.kernel.api.deleting import Deleting
from hearth.kernel.api.views import Creating, Editing, Listing, Reading
from hearth.kernel.authorization import require_for_new
from hearth.kernel.problems import Invalid


class PlacementFilter(django_filters.FilterSet):
    surface = django_filters.ChoiceFilter(choices=FeaturedPlacement.Surface.choices)
    organization = django_filters.UUIDFilter(field_name="organization")

    class Meta:
        model = FeaturedPlacement
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        summary="Who stands where and for how long, the last placed first",
        description="For curators. What is featured just now is `GET /pets/featured`.",
    ),
    retrieve=extend_schema(summary="One placement"),
    create=extend_schema(
        summary="Feature something on the homepage or on an organisation's page",
        description="422 where the position, or the target, is taken in that time.",
        request=PlacementInput,
        responses={201: FeaturedPlacementSerializer},
    ),
    partial_update=extend_schema(summary="Move it, in place or in time", request=PlacementEdit),
    destroy=extend_schema(summary="Feature it no longer", responses={204: None}),
)
class FeaturedPlacementViewSet(Creating, Editing, Deleting, Reading, Listing):
    model = FeaturedPlacement
    needs_identity = True
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    serializer_class = FeaturedPlacementSerializer
    filterset_class = PlacementFilter
    write_serializer = PlacementInput
    edit_serializer = PlacementEdit

    def list(self, request: Request, **kwargs: Any) -> Response:
        require_for_new(self.subject, "browse", FeaturedPlacement)
        return super().list(request, **kwargs)

    def perform(self, given: dict[str, Any]) -> FeaturedPlacement:
        target = of_kind(given["kind"]).public().filter(pk=given.pop("target")).first()
        if target is None:
            raise Invalid([("/target", "not_public", "Only what the public sees can be featured.")])
        organization = self._organization(given.pop("organization"))
        given.setdefault("ends", None)
        return services.place(target, by=self.subject, organization=organization, **given)

    def perform_edit(self, obj: FeaturedPlacement, given: dict[str, Any]) -> FeaturedPlacement:
        present = {"position": obj.position, "starts": obj.during.lower, "ends": obj.during.upper}
        return services.move_placement(obj, by=self.subject, **{**present, **given})

    def perform_delete(self, obj: FeaturedPlacement) -> None:
        services.end_placement(obj, by=self.subject)

    def _organization(self, wanted: Any) -> Organization | None:
        if wanted is None:
            return None
        found: Organization | None = Organization.objects.visible_to(self.subject).filter(pk=wanted).first()
        if found is None:
            raise Invalid([("/organization", "does_not_exist", "There is no such organisation.")])
        return found
