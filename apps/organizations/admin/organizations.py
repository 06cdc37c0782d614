from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from apps.organizations import services
from apps.organizations.models import Membership, Organization
from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.problems import Problem


class MembershipInline(TabularInline):
    model = Membership
    fk_name = "organization"
    fields = ("user", "role", "status", "joined_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organization)
class OrganizationAdmin(PolicyAdmin):
    list_display = ("name", "kind", "status", "verified", "suburb", "region", "member_count", "created_at")
    list_filter = ("status", "kind", "verified")
    search_fields = ("name", "slug", "email")
    ordering = ("-created_at", "-id")
    inlines = (MembershipInline,)


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("organization", "user", "role", "note")


@admin.register(Membership)
class MembershipAdmin(PolicyAdmin):
    """Site admins add people to an organisation here, and take them out again."""

    form = MembershipForm
    add_action = "create"
    list_display = ("organization", "user", "role", "status", "joined_at")
    list_filter = ("status", "role")
    search_fields = ("organization__name", "user__display_name")
    autocomplete_fields = ("organization", "user")
    ordering = ("-joined_at", "-id")
    list_select_related = ("organization", "user")
    actions = ("remove",)

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
