from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.organizations import services
from apps.organizations.api.member_serializers import InvitationInput, InvitationSerializer, TokenInput
from apps.organizations.api.offers import Offers
from apps.organizations.models import Invitation, Membership, Organization
from apps.organizations.services.locking import require_for_row
from apps.organizations.workflows import INVITATION
from hearth.kernel.api.views import Creating, Listing, Nested, Reading, Revealing
from hearth.kernel.authorization import can
from hearth.kernel.problems import AlreadyDone, EmailUnknown, NotFound
from hearth.kernel.reveal import is_revealed


class InvitationFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=Invitation.Status.choices, method="by_status")
    role = django_filters.ChoiceFilter(choices=Membership.Role.choices)

    class Meta:
        model = Invitation
        fields: list[str] = []

    def by_status(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.in_status(value)
        return found


class _Invitations(Offers):
    model = Invitation
    serializer_class = InvitationSerializer
    workflow_of_offer = INVITATION
    rereads = False

    def rows(self) -> Any:
        return Invitation.objects.select_related("organization", "user", "invited_by")

    def audience(self, obj: Any = None) -> str:
        if obj is None:
            return "listed"
        if can(self.subject, "view_private", obj).allowed:
            return "inside"
        return "revealed" if self.detail and is_revealed(obj, self.subject) else "platform"

    def representation(self, obj: Any) -> str:
        names = (obj.invited_by.display_name, obj.user.display_name if obj.user else "")
        return "\n".join([super().representation(obj), *names])

    def location_of(self, obj: Any) -> str:
        return reverse("api-invitation-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(
        summary="Invitations of an organisation, newest first",
        description="For who manages its members; others find those that were sent to them.",
    ),
    create=extend_schema(
        summary="Invite somebody to a role, by address or as a person who has been here",
        description="Again for the same address or person: the same invitation is sent once more, with the "
        "new role and seven new days. No role above one's own; ownership moves by handover alone.",
        request=InvitationInput,
        responses={201: InvitationSerializer},
    ),
)
class OrganizationInvitationsViewSet(Nested, Creating, Listing, _Invitations):
    parent_model = Organization
    needs_identity = True
    filterset_class = InvitationFilter
    write_serializer = InvitationInput
    limits = {"create": "invitation.create"}

    def listed(self) -> Any:
        return self.rows().filter(organization=self.parent)

    def check_create(self) -> None:
        require_for_row(self.subject, "create", Invitation(organization=self.parent))

    def perform(self, given: dict[str, Any]) -> Invitation:
        person = given.pop("user", None)
        return services.invite(self.parent, by=self.subject, user_id=person, **given)


@extend_schema_view(
    list=extend_schema(
        summary="Invitations to oneself, newest first",
        description="Sent to the person, or to their confirmed address. Those that wait for an answer, "
        "unless `status` asks for others.",
    )
)
class MyInvitationsViewSet(Listing, _Invitations):
    needs_identity = True
    filterset_class = InvitationFilter

    def listed(self) -> Any:
        rows = self.rows().visible_to(self.subject, "accept")
        return rows if "status" in self.request.query_params else rows.in_status("pending")


@extend_schema_view(retrieve=extend_schema(summary="One invitation"))
class InvitationViewSet(Revealing, Reading, _Invitations):
    workflow = INVITATION
    verbs = {
        "accept": services.accept_invitation,
        "decline": services.decline_invitation,
        "revoke": services.revoke_invitation,
        "resend": services.resend_invitation,
    }
    limits = {"resend": "invitation.create", "token": "invitation.token"}

    def find(self) -> Any:
        try:
            return super().find()
        except NotFound:
            if self.action in ("do_accept", "do_decline") and not self.subject.address:
                # The same for every id, so it tells nothing; but it says what would help.
                raise EmailUnknown() from None
            raise

    @extend_schema(
        operation_id="invitations_accept_by_token",
        summary="Accept with the token of the mail",
        description="409 `email_unknown` without a confirmed address, 403 with another one than the "
        "invited. A repeat by the same person is harmless.",
        request=TokenInput,
        responses=InvitationSerializer,
    )
    def accept_by_token(self, request: Request, **kwargs: Any) -> Response:
        self.spend("token")
        token = self.read_input(TokenInput)["token"]
        try:
            found = services.accept_by_token(token, by=self.subject)
        except AlreadyDone:
            found = services.invitation_for_token(token)
        return self.answer(self.reload(found))
