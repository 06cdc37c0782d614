from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.reverse import reverse

from apps.rides import services
from apps.rides.api.nested import OfRide
from apps.rides.api.serializers import PaceGroupInput, PaceGroupSerializer
from apps.rides.models import PaceGroup
from hearth.kernel.api.deleting import Deleting
from hearth.kernel.api.views import Creating, Editing, Listing, PolicyViewSet, Reading
from hearth.kernel.authorization import require
from hearth.kernel.keyset import Keyset


class PaceGroups(PolicyViewSet):
    model = PaceGroup
    serializer_class = PaceGroupSerializer
    order = Keyset("position", "id")

    def rows(self) -> Any:
        return PaceGroup.objects.select_related("ride", "leader")

    def representation(self, obj: PaceGroup) -> str:
        # People come and go without a new version of their group.
        return f"{obj.taken_count}\n{obj.leader and obj.leader.display_name}"

    def location_of(self, obj: Any) -> str:
        return reverse("api-pace-group-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(summary="The pace groups of a ride, in their order"),
    create=extend_schema(
        summary="Add a pace group", request=PaceGroupInput, responses={201: PaceGroupSerializer}
    ),
)
class RidePaceGroupsViewSet(OfRide, Creating, Listing, PaceGroups):
    write_serializer = PaceGroupInput
    limits = {"create": "ride.change"}

    def listed(self) -> Any:
        return self.rows().filter(ride=self.parent)

    def check_create(self) -> None:
        require(self.subject, "edit", self.parent)

    def perform(self, given: dict[str, Any]) -> PaceGroup:
        return services.add_group(self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(summary="One pace group"),
    partial_update=extend_schema(summary="Change a pace group", request=PaceGroupInput),
    destroy=extend_schema(summary="Take a pace group out; its riders keep their places", request=None),
)
class PaceGroupViewSet(Deleting, Editing, Reading, PaceGroups):
    edit_serializer = PaceGroupInput
    http_method_names = ["get", "head", "options", "patch", "delete"]
    limits = {"edit": "ride.change", "delete": "ride.change"}

    def obstacle(self, obj: PaceGroup, action: str) -> str:
        return "ride_is_over" if action in ("edit", "delete") and not obj.ride.is_open else ""

    def perform_edit(self, obj: PaceGroup, given: dict[str, Any]) -> PaceGroup:
        return services.edit_group(obj, by=self.subject, **given)

    def perform_delete(self, obj: PaceGroup) -> None:
        services.remove_group(obj, by=self.subject)
