from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.organizations import services
from apps.organizations.api.member_serializers import (
    MembershipHistorySerializer,
    MembershipInput,
    MembershipReasonInput,
    MembershipRequestInput,
    MembershipRoleInput,
    MembershipSerializer,
)
from apps.organizations.models import Membership, Organization
from apps.organizations.services.locking import require_for_row
from apps.organizations.services.ranks import is_last_top_role
from apps.organizations.workflows import MEMBERSHIP
from hearth.kernel.api import etags
from hearth.kernel.api.views import Creating, Editing, Listing, Nested, PolicyViewSet, Reading, Revealing
from hearth.kernel.authorization import can, require
from hearth.kernel.models import Event
from hearth.kernel.problems import AlreadyDone
from hearth.kernel.reveal import is_revealed

LIVE_UNLESS_ASKED = "Those that stand: pending, active and suspended. `status` asks for others too."


class MembershipFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=Membership.Status.choices)
    role = django_filters.ChoiceFilter(choices=Membership.Role.choices)

    class Meta:
        model = Membership
        fields: list[str] = []


class _Memberships(PolicyViewSet):
    model = Membership
    serializer_class = MembershipSerializer
    rereads = False

    def rows(self) -> Any:
        return Membership.objects.select_related("organization", "user")

    def audience(self, obj: Any = None) -> str:
        if obj is None:
            return "listed"
        if can(self.subject, "view_private", obj).allowed:
            return "manager"
        if obj.user_id == self.subject.id:
            return "own"
        if not can(self.subject, "browse", obj).allowed:
            return "member"
        return "revealed" if self.detail and is_revealed(obj, self.subject) else "platform"

    def representation(self, obj: Membership) -> str:
        # Names are shown with it, and change without it.
        names = (obj.organization.name, obj.organization.slug, obj.user.display_name)
        return "\n".join([self.audience(obj), *names])

    def location_of(self, obj: Any) -> str:
        return reverse("api-membership-detail", kwargs={"id": str(obj.pk)}, request=self.request)

    def unless_asked(self, rows: Any) -> Any:
        """Narrow to what stands, unless the query names a state."""
        return rows if "status" in self.request.query_params else rows.live()


@extend_schema_view(
    list=extend_schema(
        summary="The people of an organisation, newest first",
        description="Its members see who is active; who manages members also sees requests, suspended "
        f"and former ones, with messages and notes. {LIVE_UNLESS_ASKED}",
    ),
    create=extend_schema(
        summary="Ask to join",
        description="Active at once where anybody may join, else pending until somebody lets you in; 403 "
        "where people come by invitation only. Nobody is added unasked: managers invite.",
        request=MembershipRequestInput,
        responses={201: MembershipSerializer},
    ),
)
class OrganizationMembershipsViewSet(Nested, Creating, Listing, _Memberships):
    parent_model = Organization
    needs_identity = True
    filterset_class = MembershipFilter
    write_serializer = MembershipRequestInput
    limits = {"create": "membership.request"}

    def listed(self) -> Any:
        return self.unless_asked(self.rows().filter(organization=self.parent))

    def check_create(self) -> None:
        require_for_row(self.subject, "request", Membership(organization=self.parent, user=self.subject.user))

    def perform(self, given: dict[str, Any]) -> Membership:
        return services.request_membership(self.parent, by=self.subject, **given)


@extend_schema_view(
    list=extend_schema(summary="One's own memberships, newest first", description=LIVE_UNLESS_ASKED)
)
class MyMembershipsViewSet(Listing, _Memberships):
    needs_identity = True
    filterset_class = MembershipFilter

    def listed(self) -> Any:
        return self.unless_asked(self.rows().filter(user=self.subject.id))


@extend_schema_view(
    retrieve=extend_schema(summary="One membership"),
    update=extend_schema(
        summary="Bring role and status to where they should stand",
        description="Does the verbs that lead there, both or none: `active` lets in or reinstates, "
        "`rejected`, `suspended` and `removed` take a `reason`, `left` and `withdrawn` are one's own.",
        request=MembershipInput,
    ),
    destroy=extend_schema(summary="Leave (oneself), or remove (who manages members)", request=None),
)
class MembershipViewSet(Revealing, Editing, Reading, _Memberships):
    not_of_a_row = _Memberships.not_of_a_row | {"request"}
    workflow = MEMBERSHIP
    edit_serializer = MembershipInput
    http_method_names = ["get", "head", "options", "post", "put", "delete"]
    verbs = {
        "approve": services.approve_membership,
        "reject": services.reject_membership,
        "withdraw": services.withdraw_membership,
        "suspend": services.suspend_membership,
        "reinstate": services.reinstate_membership,
        "change_role": services.change_role,
        "remove": services.remove_member,
        "leave": services.leave_organization,
    }
    verb_serializers = {
        "reject": MembershipReasonInput,
        "suspend": MembershipReasonInput,
        "remove": MembershipReasonInput,
        "change_role": MembershipRoleInput,
    }

    def obstacle(self, obj: Membership, action: str) -> str:
        if action in ("leave", "suspend", "remove", "change_role") and is_last_top_role(obj):
            return "last_top_role"
        writes = action in self.verbs and action not in ("leave", "withdraw")
        return "organization_approved" if writes and obj.organization.status != "approved" else ""

    def perform_edit(self, obj: Membership, given: dict[str, Any]) -> Membership:
        return services.edit_membership(obj, by=self.subject, **given)

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        obj = self.find()
        verb = services.verb_that_ends(obj, by=self.subject)
        require(self.subject, verb, obj)
        try:
            self.workflow.guard(obj, verb, by=self.subject)
            etags.check_if_match(request, obj, required=False)
            services.end_membership(obj, by=self.subject)
        except AlreadyDone:
            pass
        return self.cached(Response(status=status.HTTP_204_NO_CONTENT))

    @extend_schema(
        summary="What happened to it, for who manages members; newest first, at most 50",
        responses=MembershipHistorySerializer(many=True),
    )
    @action(detail=True, methods=["get"])
    def history(self, request: Request, **kwargs: Any) -> Response:
        obj = self.find()
        require(self.subject, "view_private", obj)
        events: QuerySet[Event] = Event.objects.filter(
            target_type=Membership._meta.label_lower, target_id=obj.pk
        )
        newest = events.select_related("actor").order_by("-sequence")[:50]
        return self.cached(Response(MembershipHistorySerializer(newest, many=True).data))
