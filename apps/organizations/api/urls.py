from typing import Any

from django.urls import path

from apps.organizations.api.handovers import HandoverViewSet, OrganizationHandoversViewSet
from apps.organizations.api.invitations import (
    InvitationViewSet,
    MyInvitationsViewSet,
    OrganizationInvitationsViewSet,
)
from apps.organizations.api.memberships import (
    MembershipViewSet,
    MyMembershipsViewSet,
    OrganizationMembershipsViewSet,
)
from apps.organizations.api.organizations import OrganizationViewSet
from apps.organizations.api.verifications import VerificationViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("organizations", OrganizationViewSet, basename="api-organization")
routes.register("memberships", MembershipViewSet, basename="api-membership")
routes.register("invitations", InvitationViewSet, basename="api-invitation")
routes.register("handovers", HandoverViewSet, basename="api-handover")

_of_one: dict[str, Any] = {"get": "list", "post": "create"}

urlpatterns = [
    *routes.urls,
    path(
        "organizations/<str:parent>/verifications",
        VerificationViewSet.as_view({"get": "list"}),
        name="api-organization-verifications",
    ),
    path(
        "organizations/<str:parent>/memberships",
        OrganizationMembershipsViewSet.as_view(_of_one),
        name="api-organization-memberships",
    ),
    path(
        "organizations/<str:parent>/invitations",
        OrganizationInvitationsViewSet.as_view(_of_one),
        name="api-organization-invitations",
    ),
    path(
        "organizations/<str:parent>/handovers",
        OrganizationHandoversViewSet.as_view(_of_one),
        name="api-organization-handovers",
    ),
    path(
        "invitations/accept",
        InvitationViewSet.as_view({"post": "accept_by_token"}),
        name="api-invitation-by-token",
    ),
    path("users/me/memberships", MyMembershipsViewSet.as_view({"get": "list"}), name="api-my-memberships"),
    path("users/me/invitations", MyInvitationsViewSet.as_view({"get": "list"}), name="api-my-invitations"),
]
