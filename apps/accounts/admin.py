from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.accounts import services
from apps.accounts.choices import ErasureReason, ExportReason, RoleReason, SuspensionReason
from apps.accounts.downloads import as_file
from apps.accounts.models import User
from apps.accounts.workflows import USER
from hearth.kernel.admin import PolicyAdmin, SureForm, dialog
from hearth.kernel.authorization import SystemRole
from hearth.kernel.problems import Problem

# Roles are the system role and memberships; Django's own groups are not used.
admin.site.unregister(Group)

TICKET, TICKET_AGE = "apps.accounts.export", 120
GIVEN_ROLES = [choice for choice in User.Role.choices if choice[0] != User.Role.USER]


def _chosen(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget)


class GrantForm(BaseDialogForm):
    role = _chosen(GIVEN_ROLES)
    reason = _chosen(RoleReason.choices)


class RevokeForm(BaseDialogForm):
    reason = _chosen(RoleReason.choices)


class SuspendForm(BaseDialogForm):
    reason = _chosen(SuspensionReason.choices)


class ExportForm(BaseDialogForm):
    reason = _chosen(ExportReason.choices)


class EraseForm(BaseDialogForm):
    reason = _chosen(ErasureReason.choices)
    confirmation = forms.RegexField(
        r"^ERASE\Z",
        label="Type ERASE to go on",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Type the word ERASE, in capitals."},
    )


def _permission(verb: str) -> Callable[..., bool]:
    def allowed(self: "UserAdmin", request: HttpRequest, object_id: Any = None) -> bool:
        user = self.get_object(request, str(object_id))
        if user is None or not self._may(request, verb, user):
            return False
        return verb not in USER.of or user.status in USER.of[verb].from_

    return allowed


@admin.register(User)
class UserAdmin(PolicyAdmin):
    """People to look at. Everything that is done to them is a verb, asked for in a dialog."""

    list_display = ("display_name", "email", "email_verified", "system_role", "status", "created_at")
    list_filter = ("system_role", "status", "email_verified")
    search_fields = ("display_name", "email")
    ordering = ("-created_at", "-id")
    fields = ("display_name", "email", "email_verified", "system_role", "status", "created_at", "last_login")
    readonly_fields = fields
    actions_detail: ClassVar[list[str]] = [
        "grant_role",
        "revoke_role",
        "suspend",
        "reinstate",
        "export",
        "erase",
    ]

    has_grant_role_permission = _permission("grant_role")
    has_suspend_permission = _permission("suspend")
    has_reinstate_permission = _permission("reinstate")
    has_export_for_permission = _permission("export_for")
    has_erase_permission = _permission("erase")

    def has_revoke_role_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        if not _permission("revoke_role")(self, request, object_id):
            return False
        return User.objects.filter(pk=object_id).exclude(system_role=User.Role.USER).exists()

    @action(
        **dialog(
            "grant_role",
            "Change role",
            "Their sessions end at once; the new role counts from their next sign-in.",
            form=GrantForm,
        )
    )
    def grant_role(self, request: HttpRequest, form: GrantForm, object_id: str) -> HttpResponse:
        given = {"role": SystemRole(form.cleaned_data["role"]), "reason": form.cleaned_data["reason"]}
        role = SystemRole(given["role"]).value.replace("_", " ")
        return self.act_on(request, object_id, services.grant_role, f"{{}} is now {role}.", **given)

    @action(
        **dialog("revoke_role", "Take role back", "They stay a member like anybody else.", form=RevokeForm)
    )
    def revoke_role(self, request: HttpRequest, form: RevokeForm, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self.act_on(
            request, object_id, services.revoke_role, "{} has no role any more.", reason=reason
        )

    @action(
        **dialog(
            "suspend",
            "Suspend",
            "They are refused from their next request on, and read public things as anybody does.",
            form=SuspendForm,
        )
    )
    def suspend(self, request: HttpRequest, form: SuspendForm, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self.act_on(request, object_id, services.suspend_person, "{} is suspended.", reason=reason)

    @action(**dialog("reinstate", "Reinstate", "They come back with the role that they had."))
    def reinstate(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, services.reinstate_person, "{} is back.")

    @action(
        **dialog(
            "export_for",
            "Export data",
            "Everything that we know about them, as one file. It is written down who took it, and why.",
            form=ExportForm,
        )
    )
    def export(self, request: HttpRequest, form: ExportForm, object_id: str) -> HttpResponse:
        """Send the browser to the file: a dialog's own answer cannot be saved."""
        ticket = [object_id, str(request.user.pk), form.cleaned_data["reason"]]
        address = reverse("admin:accounts_user_export_file", args=[signing.dumps(ticket, salt=TICKET)])
        return HttpResponse(headers={"HX-Redirect": address})

    @action(
        **dialog(
            "erase",
            "Erase",
            "Their name, address and words go for good, their own listings and files too. What belongs to "
            "organisations stays, under “Former member”.",
            form=EraseForm,
        )
    )
    def erase(self, request: HttpRequest, form: EraseForm, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self.act_on(
            request, object_id, services.erase_person, "This person is forgotten.", reason=reason
        )

    def get_urls(self) -> list[Any]:
        download = self.admin_site.admin_view(self.download)
        return [
            path("exports/<str:ticket>/", download, name="accounts_user_export_file"),
            *super().get_urls(),
        ]

    def download(self, request: HttpRequest, ticket: str) -> HttpResponse:
        """Hand over the file that a dialog just gave this very site admin a ticket for."""
        try:
            wanted, asker, reason = signing.loads(ticket, salt=TICKET, max_age=TICKET_AGE)
        except signing.BadSignature as error:
            raise PermissionDenied from error
        person = self.get_object(request, wanted)
        if person is None or asker != str(request.user.pk):
            raise PermissionDenied
        try:
            found = services.export_for_somebody(person, by=self.subject(request), reason=reason)
        except Problem as problem:
            raise PermissionDenied from problem
        return as_file(found, str(person.pk))
