from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.reverse import reverse

from apps.rides import services
from apps.rides.api.nested import OfRide
from apps.rides.api.place_serializers import RideInvitationInput, RideInvitationSerializer
from apps.rides.models import RideInvitation
from hearth.kernel.api.deleting import Deleting
from hearth.kernel.api.views import Creating, Listing, PolicyViewSet, Reading
from hearth.kernel.authorization import require


class RideInvitations(PolicyViewSet):
    model = RideInvitation
    serializer_class = RideInvitationSerializer
    needs_identity = True

    def rows(self) -> Any:
        return RideInvitation.objects.select_related("ride__organization", "user", "invited_by")

    def representation(self, obj: RideInvitation) -> str:
        club = obj.ride.organization
        names = (obj.user.display_name, obj.invited_by.display_name, club.name, club.slug, obj.ride.version)
        return "\n".join(map(str, names))

    def location_of(self, obj: Any) -> str:
        return reverse("api-ride-invitation-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="Who is invited to a ride, the last one first",
        description="For its leadership; anybody else gets their own invitation only.",
    ),
    create=extend_schema(
        summary="Invite a member to a ride",
        request=RideInvitationInput,
        responses={201: RideInvitationSerializer},
    ),
)
class RideInvitationsViewSet(OfRide, Creating, Listing, RideInvitations):
    write_serializer = RideInvitationInput
    limits = {"create": "ride.change"}

    def listed(self) -> Any:
        return self.rows().filter(ride=self.parent)

    def check_create(self) -> None:
        require(self.subject, "invite", self.parent)

    def perform(self, given: dict[str, Any]) -> RideInvitation:
        return services.invite_to_ride(self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(summary="One invitation to a ride"),
    destroy=extend_schema(
        summary="Take an invitation back; who joined already keeps their place", request=None
    ),
)
class RideInvitationViewSet(Deleting, Reading, RideInvitations):
    limits = {"delete": "ride.change"}

    def perform_delete(self, obj: RideInvitation) -> None:
        services.take_invitation_back(obj, by=self.subject)
