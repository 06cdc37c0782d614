from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.organizations import services
from apps.organizations.models import Handover, Invitation, Membership
from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.problems import Problem


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("organization", "user", "role", "note")


@admin.register(Membership)
class MembershipAdmin(PolicyAdmin):
    """Site admins add people to an organisation here, and take them out again.

    What its managers wrote about a person belongs to the organisation, and is not shown.
    """

    form = MembershipForm
    add_action = "create"
    list_display = ("organization", "user", "role", "status", "joined_via", "joined_at", "created_at")
    list_filter = ("status", "role", "joined_via")
    search_fields = ("organization__name", "user__display_name")
    autocomplete_fields = ("organization", "user")
    list_select_related = ("organization", "user")
    actions = ("remove",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("organization", "user", "role", "note")
        return ("organization", "user", "role", "status", "joined_via", "joined_at", "invited_by")

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        given = form.cleaned_data
        made = services.add_member(
            given["organization"], given["user"], given["role"], by=self.subject(request), note=given["note"]
        )
        obj.pk = made.pk

    @admin.action(description="Remove from the organisation")
    def remove(self, request: HttpRequest, chosen: QuerySet[Membership]) -> None:
        for membership in chosen:
            try:
                services.remove_member(membership, by=self.subject(request))
            except Problem as problem:
                self.message_user(request, f"{membership}: {problem.detail}", messages.ERROR)
            else:
                self.message_user(request, f"{membership.user} is not a member any more.")


class OfferAdmin(PolicyAdmin):
    """Offers that wait for an answer: for looking at alone; whom they reach is not shown."""

    list_filter = ("status", "role")
    search_fields = ("organization__name",)

    @admin.display(description="Status")
    def status_now(self, offer: Any) -> str:
        return str(type(offer).Status(offer.present_status).label)


@admin.register(Invitation)
class InvitationAdmin(OfferAdmin):
    list_display = ("organization", "role", "status_now", "invited_by", "created_at", "expires_at")
    fields = ("organization", "role", "status", "invited_by", "expires_at", "answered_at")
    list_select_related = ("organization", "invited_by")


@admin.register(Handover)
class HandoverAdmin(OfferAdmin):
    list_display = ("organization", "role", "status_now", "giver", "receiver", "created_at", "expires_at")
    fields = (
        "organization",
        "role",
        "status",
        "giver",
        "receiver",
        "created_at",
        "expires_at",
        "answered_at",
    )
    list_select_related = ("organization", "giver", "receiver")
