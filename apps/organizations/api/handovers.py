from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.reverse import reverse

from apps.organizations import services
from apps.organizations.api.member_serializers import HandoverInput, HandoverSerializer
from apps.organizations.api.offers import Offers
from apps.organizations.models import Handover, Organization
from apps.organizations.services.locking import require_for_row
from apps.organizations.workflows import HANDOVER
from hearth.kernel.api.views import Creating, Listing, Nested, Reading


class _Handovers(Offers):
    model = Handover
    serializer_class = HandoverSerializer
    workflow_of_offer = HANDOVER

    def rows(self) -> Any:
        return Handover.objects.select_related("organization", "giver", "receiver")

    def representation(self, obj: Any) -> str:
        names = (obj.giver.display_name, obj.receiver.display_name)
        return "\n".join([super().representation(obj), *names])

    def location_of(self, obj: Any) -> str:
        return reverse("api-handover-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="Offers of an organisation's highest role, newest first",
        description="For who manages its members; others find those that they made or got.",
    ),
    create=extend_schema(
        summary="Offer one's own highest role to an active member",
        description="One offer at a time; it stands for seven days. Accepted, the giver steps down to the "
        "next role.",
        request=HandoverInput,
        responses={201: HandoverSerializer},
    ),
)
class OrganizationHandoversViewSet(Nested, Creating, Listing, _Handovers):
    parent_model = Organization
    needs_identity = True
    write_serializer = HandoverInput
    limits = {"create": "handover.create"}

    def listed(self) -> Any:
        return self.rows().filter(organization=self.parent)

    def check_create(self) -> None:
        top = self.parent.facts_of_kind.top_role
        offer = Handover(organization=self.parent, role=top, giver=self.subject.user)
        require_for_row(self.subject, "create", offer)

    def perform(self, given: dict[str, Any]) -> Handover:
        return services.offer_handover(self.parent, by=self.subject, user_id=given["user"])


@extend_schema_view(retrieve=extend_schema(summary="One offer of a highest role"))
class HandoverViewSet(Reading, _Handovers):
    workflow = HANDOVER
    verbs = {
        "accept": services.accept_handover,
        "decline": services.decline_handover,
        "withdraw": services.withdraw_handover,
    }
