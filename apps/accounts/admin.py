from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from apps.accounts.models import User
from apps.accounts.services import RoleReason, grant_role
from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.authorization import SystemRole
from hearth.kernel.problems import Problem

# Roles are the system role and memberships; Django's own groups are not used.
admin.site.unregister(Group)


class RoleForm(BaseDialogForm):
    role = forms.ChoiceField(choices=User.Role.choices, widget=UnfoldAdminSelectWidget)
    reason = forms.ChoiceField(choices=RoleReason.choices, widget=UnfoldAdminSelectWidget)


@admin.register(User)
class UserAdmin(PolicyAdmin):
    """People to look at. A role is given in a dialog; addresses are Cognito's, states are verbs."""

    list_display = ("display_name", "email", "email_verified", "system_role", "status", "created_at")
    list_filter = ("system_role", "status", "email_verified")
    search_fields = ("display_name", "email")
    ordering = ("-created_at", "-id")
    fields = ("display_name", "email", "email_verified", "system_role", "status", "created_at", "last_login")
    readonly_fields = fields
    actions_detail: ClassVar[list[str]] = ["grant_role"]

    def has_grant_role_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        user = self.get_object(request, str(object_id)) if _is_id(object_id) else None
        return user is not None and self._may(request, "grant_role", user)

    @action(
        description="Change role",
        url_path="grant-role",
        permissions=["grant_role"],
        dialog={
            "title": "Change role",
            "description": "Their sessions end at once; the new role counts from their next sign-in.",
            "form_class": RoleForm,
            "form_submit_text": "Change role",
        },
    )
    def grant_role(self, request: HttpRequest, form: RoleForm, object_id: str) -> HttpResponse:
        given = form.cleaned_data
        try:
            role = SystemRole(given["role"])
            user = grant_role(
                by=self.subject(request), user_id=UUID(object_id), role=role, reason=given["reason"]
            )
            messages.success(request, f"{user} is now {user.get_system_role_display().lower()}.")
        except Problem as problem:
            messages.error(request, problem.detail or problem.title)
        page = reverse("admin:accounts_user_change", args=[object_id])
        return HttpResponse(headers={"HX-Redirect": page})


def _is_id(value: Any) -> bool:
    try:
        User._meta.pk.to_python(value)
    except ValidationError:
        return False
    return value is not None
