from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.reverse import reverse

from apps.rides import services
from apps.rides.api.nested import OfClub
from apps.rides.api.plan_serializers import (
    EndInput,
    SeriesEdit,
    SeriesInput,
    SeriesSerializer,
    TemplateInput,
    TemplateSerializer,
    TemplateWords,
)
from apps.rides.choices import SeriesState
from apps.rides.models import RideTemplate, Series
from apps.rides.workflows import SERIES
from hearth.kernel.api.deleting import Deleting
from hearth.kernel.api.filtering import AnyOf
from hearth.kernel.api.views import Creating, Editing, Listing, PolicyViewSet, Reading
from hearth.kernel.keyset import Keyset


class SeriesFilter(django_filters.FilterSet):
    state = AnyOf(choices=SeriesState.choices)

    class Meta:
        model = Series
        fields: list[str] = []


class _Series(PolicyViewSet):
    model = Series
    serializer_class = SeriesSerializer
    rereads = False

    def rows(self) -> Any:
        return Series.objects.select_related("organization", "captain")

    def representation(self, obj: Series) -> str:
        club = obj.organization
        return "\n".join([super().representation(obj), club.name, club.slug, obj.captain.display_name])

    def location_of(self, obj: Any) -> str:
        return reverse("api-series-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="Rides of a club that come again, the newest series first",
        description="For its members. Those that go on, unless `state` asks for others.",
    ),
    create=extend_schema(
        summary="Plan rides that come again",
        description="For who leads rides. Those of the next twelve weeks are made and published at once, "
        "the others as time goes by.",
        request=SeriesInput,
        responses={201: SeriesSerializer},
    ),
)
class ClubSeriesViewSet(OfClub, Creating, Listing, _Series):
    needs_identity = True
    filterset_class = SeriesFilter
    write_serializer = SeriesInput
    limits = {"create": "series.create"}

    def listed(self) -> Any:
        rows = self.rows().filter(organization=self.parent)
        return rows if "state" in self.request.query_params else rows.filter(state=SeriesState.RUNNING)

    def check_create(self) -> None:
        super().check_create()
        services.check_may_repeat(self.parent, by=self.subject)

    def perform(self, given: dict[str, Any]) -> Series:
        return services.create_series(self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(summary="One series"),
    partial_update=extend_schema(
        summary="Change a series, from one of its rides on",
        description="The rides before stay as they were. Where some were made, another series continues this "
        "one: the answer is that one. It takes the rides to come along, but for what was changed in a single "
        "one of them, and asks those who joined again when time or place is another. A ride that no time is "
        "left for is cancelled if nobody joined it, and stays if somebody did.",
        request=SeriesEdit,
        responses=SeriesSerializer,
    ),
)
class SeriesViewSet(Editing, Reading, _Series):
    http_method_names = ["get", "post", "patch", "head", "options"]
    needs_identity = True
    edit_serializer = SeriesEdit
    workflow = SERIES
    verbs = {"end": services.end_series}
    verb_serializers = {"end": EndInput}
    limits = {"edit": "series.change", "end": "series.change"}

    def perform_edit(self, obj: Series, given: dict[str, Any]) -> Series:
        return services.edit_series(obj, by=self.subject, **given)


class _Templates(PolicyViewSet):
    model = RideTemplate
    serializer_class = TemplateSerializer
    rereads = False
    order = Keyset("title", "id")

    def rows(self) -> Any:
        return RideTemplate.objects.select_related("organization")

    def representation(self, obj: RideTemplate) -> str:
        return "\n".join([super().representation(obj), obj.organization.name, obj.organization.slug])

    def location_of(self, obj: Any) -> str:
        return reverse("api-ride-template-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="Rides without a date, from which a club plans others, by title",
        description="For its members.",
    ),
    create=extend_schema(
        summary="Keep a template, also of a ride",
        description="For who leads rides.",
        request=TemplateInput,
        responses={201: TemplateSerializer},
    ),
)
class ClubTemplatesViewSet(OfClub, Creating, Listing, _Templates):
    needs_identity = True
    write_serializer = TemplateInput
    limits = {"create": "ride_template.create"}

    def listed(self) -> Any:
        return self.rows().filter(organization=self.parent)

    def check_create(self) -> None:
        super().check_create()
        services.check_may_repeat(self.parent, by=self.subject)

    def perform(self, given: dict[str, Any]) -> RideTemplate:
        return services.create_template(self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(summary="One template"),
    partial_update=extend_schema(
        summary="Change a template; rides that were planned from it stay as they are",
        request=TemplateWords,
        responses=TemplateSerializer,
    ),
    destroy=extend_schema(summary="Delete a template", responses={204: None}),
)
class TemplateViewSet(Editing, Deleting, Reading, _Templates):
    http_method_names = ["get", "patch", "delete", "head", "options"]
    needs_identity = True
    edit_serializer = TemplateWords
    limits = {"edit": "ride_template.change", "delete": "ride_template.change"}

    def perform_edit(self, obj: RideTemplate, given: dict[str, Any]) -> RideTemplate:
        return services.edit_template(obj, by=self.subject, **given)

    def perform_delete(self, obj: RideTemplate) -> None:
        services.delete_template(obj, by=self.subject)
