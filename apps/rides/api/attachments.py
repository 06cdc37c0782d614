from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.reverse import reverse

from apps.media.attachments import link_to
from apps.rides import services
from apps.rides.api.nested import OfRide
from apps.rides.api.place_serializers import AttachmentInput, AttachmentSerializer
from apps.rides.models import RideAttachment
from hearth.kernel.api.deleting import Deleting
from hearth.kernel.api.views import Creating, Listing, PolicyViewSet, Reading
from hearth.kernel.authorization import require
from hearth.kernel.keyset import Keyset
from hearth.kernel.problems import BadQuery


class Attachments(PolicyViewSet):
    model = RideAttachment
    serializer_class = AttachmentSerializer
    needs_identity = True
    order = Keyset("created_at", "id")

    def rows(self) -> Any:
        return RideAttachment.objects.select_related("ride", "media", "user")

    def representation(self, obj: RideAttachment) -> str:
        return f"{obj.media.version}\n{obj.user.display_name}"

    def location_of(self, obj: Any) -> str:
        return reverse("api-attachment-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="The private files of a ride, the first one first",
        description="For members whom the ride is for, and whoever takes part.",
    ),
    create=extend_schema(
        summary="Attach a file to a ride",
        description="Upload it first (POST /media/uploads, purpose `attachment`): a PDF, JPEG or PNG.",
        request=AttachmentInput,
        responses={201: AttachmentSerializer},
    ),
)
class RideAttachmentsViewSet(OfRide, Creating, Listing, Attachments):
    write_serializer = AttachmentInput
    limits = {"create": "ride.change"}

    def listed(self) -> Any:
        return self.rows().filter(ride=self.parent)

    def check_create(self) -> None:
        require(self.subject, "attach", self.parent)

    def perform(self, given: dict[str, Any]) -> RideAttachment:
        return services.attach_file(self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(summary="One private file of a ride"),
    destroy=extend_schema(summary="Take a file off a ride", request=None),
)
class AttachmentViewSet(Deleting, Reading, Attachments):
    limits = {"delete": "ride.change"}

    def perform_delete(self, obj: RideAttachment) -> None:
        services.remove_file(obj, by=self.subject)

    @extend_schema(
        summary="The file itself",
        description="Leads to a signed link that lives for a minute; 404 while it is not ready.",
        responses={302: OpenApiResponse(description="To the file")},
    )
    @action(detail=True, methods=["get"])
    def file(self, request: Request, **kwargs: Any) -> HttpResponse:
        if request.query_params:
            raise BadQuery("This address takes no parameters.", known=[])
        obj = self.find()
        return self.cached(HttpResponseRedirect(link_to(obj.media, obj.name)))
