from django.urls import path
from django.views.generic import RedirectView

from apps.organizations.pages import helping, invitations, members, mine, own, public

urlpatterns = [
    path("rescues", public.RescueListPage.as_view(), name="rescues"),
    path("rescues/new", own.NewRescuePage.as_view(), name="rescues-new"),
    path("rescues/<slug:slug>", public.OrganizationPage.as_view(), name="rescue"),
    path("organizations/<slug:slug>", public.OrganizationPage.as_view(), name="organization"),
    path("organizations/<slug:slug>/edit", own.EditPage.as_view(), name="organization-edit"),
    path(
        "organizations/<slug:slug>/change/withdraw",
        own.WithdrawChangePage.as_view(),
        name="organization-change-withdraw",
    ),
    path("organizations/<slug:slug>/settings", own.SettingsPage.as_view(), name="organization-settings"),
    path("organizations/<slug:slug>/address", own.AddressPage.as_view(), name="organization-address"),
    path("organizations/<slug:slug>/archive", own.ArchivePage.as_view(), name="organization-archive"),
    path("organizations/<slug:slug>/join", mine.JoinPage.as_view(), name="organization-join"),
    path("organizations/<slug:slug>/members", members.MembersPage.as_view(), name="organization-members"),
    path(
        "organizations/<slug:slug>/members/<uuid:id>/<slug:verb>",
        members.MembershipActPage.as_view(),
        name="membership-verb",
    ),
    path(
        "organizations/<slug:slug>/invitations",
        invitations.InvitationsPage.as_view(),
        name="organization-invitations",
    ),
    path(
        "organizations/<slug:slug>/invitations/<uuid:id>/<slug:verb>",
        invitations.InvitationActPage.as_view(),
        name="invitation-verb",
    ),
    path("organizations/<slug:slug>/help", helping.HelpPage.as_view(), name="organization-help"),
    path(
        "organizations/<slug:slug>/help/<slug:place>/<slug:word>",
        helping.HelpStartPage.as_view(),
        name="organization-help-start",
    ),
    path("invitations/<str:token>", invitations.InvitationPage.as_view(), name="invitation"),
    path("memberships", mine.MyMembershipsPage.as_view(), name="my-memberships"),
    path(
        "memberships/invitations/<uuid:id>/<slug:verb>",
        mine.InvitationAnswerPage.as_view(),
        name="my-invitation-verb",
    ),
    path(
        "memberships/handovers/<uuid:id>/<slug:verb>",
        mine.HandoverAnswerPage.as_view(),
        name="handover-verb",
    ),
    # Where the first mails led.
    path("account/memberships", RedirectView.as_view(pattern_name="my-memberships")),
    path("rescues/<slug:slug>/members", RedirectView.as_view(pattern_name="organization-members")),
]
