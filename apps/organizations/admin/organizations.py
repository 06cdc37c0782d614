from collections.abc import Callable
from datetime import datetime, time
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from unfold.admin import TabularInline
from unfold.decorators import action, display

from apps.moderation.services import decide
from apps.organizations import services
from apps.organizations.admin.dialogs import (
    ArchiveForm,
    SeenOrganizationForm,
    SuspendForm,
    UnverifyForm,
    VerifyForm,
)
from apps.organizations.admin.founding import FACTS, FoundForm
from apps.organizations.models import Membership, Organization, Verification
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.admin import PolicyAdmin, dialog
from hearth.kernel.authorization import Policy
from hearth.kernel.models import Job


class ShownInline(TabularInline):
    """Rows to look at: nothing is added, changed or deleted here."""

    fk_name = "organization"
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(ShownInline):
    model = Membership
    fields = ("user", "role", "status", "joined_at")
    readonly_fields = fields
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user")


class VerificationInline(ShownInline):
    model = Verification
    fields = ("state", "evidence", "reference", "note", "granted_by", "granted_at", "expires_at", "ended_by")
    readonly_fields = fields
    ordering = ("-granted_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("granted_by", "ended_by")

    @display(description="state")
    def state(self, verification: Verification) -> str:
        return verification.state_label


class BadgeFilter(admin.SimpleListFilter):
    title = "badge"
    parameter_name = "badge"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("valid", "Verified"), ("expired", "Expired"), ("none", "None")]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        if self.value() == "valid":
            return rows.verified()
        if self.value() == "expired":
            return rows.filter(verified_until__lte=timezone.now())
        return rows.filter(verified_until__isnull=True) if self.value() == "none" else rows


def _dialog(verb: str, explains: str, form: type[SeenOrganizationForm]) -> dict[str, Any]:
    return dialog(verb, ORGANIZATION.of[verb].label, explains, form=form)


def _permission(verb: str) -> Callable[..., bool]:
    def allowed(self: "OrganizationAdmin", request: HttpRequest, object_id: Any = None) -> bool:
        shown = self.get_object(request, str(object_id))
        if shown is None or verb not in ORGANIZATION.allowed(shown):
            return False
        return self._may(request, verb, shown) and (verb != "unverify" or shown.verified_until is not None)

    return allowed


@admin.register(Organization)
class OrganizationAdmin(PolicyAdmin):
    """Organisations to look at, and to register. What happens to one is a verb, asked for in a dialog."""

    add_action = "found"
    list_display = ("name", "kind", "status", "badge", "suburb", "region", "member_count", "created_at")
    list_filter = ("status", "kind", BadgeFilter)
    search_fields = ("name", "slug", "email")
    ordering = ("-created_at", "-id")
    fields = (
        *("name", "kind", "status", "badge", "verified_until", "slug", "description", "logo"),
        *("email", "phone", "website", "address", "suburb", "region", "country", "latitude", "longitude"),
        *(
            "timezone",
            "reference",
            "join_policy",
            "member_count",
            "created_by",
            "created_at",
            "reviewed_by",
            "reviewed_at",
        ),
        "archived_by",
    )
    readonly_fields = fields
    inlines = (VerificationInline, MembershipInline)
    actions_list: ClassVar[list[str]] = ["bring_in"]
    actions_detail: ClassVar[list[str]] = [
        "help_to_move",
        "verify",
        "unverify",
        "suspend",
        "reinstate",
        "archive",
        "unarchive",
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        given = kwargs if obj else {**kwargs, "form": FoundForm}
        return super().get_form(request, obj, change, **given)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else (*FACTS, "head")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        facts = {name: form.cleaned_data[name] for name in FACTS}
        head = form.cleaned_data["head"]
        made = services.register_organization(by=self.subject(request), approved=True, admin=head, **facts)
        obj.pk = made.pk
        obj.refresh_from_db()

    has_verify_permission = _permission("verify")
    has_unverify_permission = _permission("unverify")
    has_suspend_permission = _permission("suspend")
    has_reinstate_permission = _permission("reinstate")
    has_archive_permission = _permission("archive")
    has_unarchive_permission = _permission("unarchive")

    @action(description="Import organisations", url_path="import", permissions=["bring_in"])
    def bring_in(self, request: HttpRequest) -> HttpResponse:
        return redirect("job-start", "imports", "organizations")

    def has_bring_in_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "found")

    @action(description="Exports and imports", url_path="help", permissions=["help_to_move"])
    def help_to_move(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect("organization-help", self.get_object(request, object_id).slug)

    def has_help_to_move_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        found = self.get_object(request, str(object_id))
        return found is not None and Policy.of(Job).decide(self.subject(request), "start_for").allowed

    @display(description="verified", boolean=True)
    def badge(self, organization: Organization) -> bool:
        return organization.verified

    @action(**_dialog("verify", "Say what you saw, and until when it counts.", VerifyForm))
    def verify(self, request: HttpRequest, form: VerifyForm, object_id: str) -> HttpResponse:
        given = {name: form.cleaned_data[name] for name in ("evidence", "reference", "note")}
        last_moment = datetime.combine(form.cleaned_data["expires_on"], time.max)
        given["expires_at"] = timezone.make_aware(last_moment.replace(microsecond=0))
        return self._do(request, form, services.verify_organization, "{} is verified.", **given)

    @action(**_dialog("unverify", "The badge ends at once.", UnverifyForm))
    def unverify(self, request: HttpRequest, form: UnverifyForm, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self._do(
            request, form, services.unverify_organization, "{} has no badge any more.", reason=reason
        )

    @action(
        **_dialog(
            "suspend", "Every write stops, and everything public of it is hidden, its pets too.", SuspendForm
        )
    )
    def suspend(self, request: HttpRequest, form: SuspendForm, object_id: str) -> HttpResponse:
        given = {name: form.cleaned_data[name] for name in ("reason", "note")}

        def suspended(organization: Organization, **by: Any) -> Organization:
            decide(organization, action="remove", seen_version=organization.version, **given, **by)
            return organization

        return self._do(request, form, suspended, "{} is suspended.")

    @action(**_dialog("reinstate", "It comes back as it was.", SeenOrganizationForm))
    def reinstate(self, request: HttpRequest, form: SeenOrganizationForm, object_id: str) -> HttpResponse:
        return self._do(request, form, services.reinstate_organization, "{} is back.")

    @action(**_dialog("archive", "It ends: no writes any more, and nothing of it is public.", ArchiveForm))
    def archive(self, request: HttpRequest, form: ArchiveForm, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self._do(request, form, services.archive_organization, "{} is archived.", reason=reason)

    @action(**_dialog("unarchive", "It comes back as it was.", SeenOrganizationForm))
    def unarchive(self, request: HttpRequest, form: SeenOrganizationForm, object_id: str) -> HttpResponse:
        return self._do(request, form, services.unarchive_organization, "{} is open again.")

    def _do(
        self,
        request: HttpRequest,
        form: SeenOrganizationForm,
        service: Callable[..., Organization],
        told: str,
        **given: Any,
    ) -> HttpResponse:
        """Do what a dialog asked for, on the version that it was opened on."""
        seen = form.cleaned_data["version"]
        return self.act_on(request, form.object_id, service, told, seen=seen, **given)
