from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from unfold.decorators import action

from apps.applications.admin.revealing import RevealForm, RevealingAdmin
from apps.applications.forms import questions_of
from apps.applications.masking import answers_for, audience_of
from apps.applications.models import Application, ApplicationForm, Household, Message, Note, PetLine, Turn
from hearth.kernel.admin import PolicyAdmin, dialog


class OverdueFilter(admin.SimpleListFilter):
    title = "answer"
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "Owed longer than promised"), ("escalated", "Owed in spite of a reminder")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Application]) -> Any:
        if self.value() == "overdue":
            return rows.overdue()  # type: ignore[attr-defined]
        if self.value() == "escalated":
            return rows.overdue().filter(reminders__gte=2)  # type: ignore[attr-defined]
        return rows


@admin.register(Application)
class ApplicationAdmin(RevealingAdmin):
    """Who applied for which pet, and how far it is. The answers are the rescue's, and masked here.

    Whoever must see them says why: it is written down, and the applicant is told.
    """

    list_display = ("pet", "offered", "status", "submitted_at", "respond_by", "reminders")
    list_filter = ("status", OverdueFilter)
    search_fields = ("pet__name", "organization__name")
    list_select_related = ("pet", "organization", "offered_by")
    fields = (
        *("pet", "offered", "user", "form", "status", "answers_shown", "submitted_at", "reviewed_at"),
        *("respond_by", "reminders", "decided_at", "ending"),
    )
    readonly_fields = ("offered", "answers_shown")
    actions_detail = ("open_answers",)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.audience = audience_of(found, self.subject(request))
        return found

    @admin.display(description="offered by")
    def offered(self, application: Application) -> str:
        return str(application.organization or application.offered_by)

    @admin.display(description="answers")
    def answers_shown(self, application: Application) -> str:
        audience = getattr(application, "audience", "")
        shown, masked = answers_for(application, audience)
        labels = {question["key"]: question["label"] for question in questions_of(application.form)}
        if not shown:
            return f"{len(masked)} masked"
        rows = ((labels.get(key, key), value) for key, value in shown.items())
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", rows)

    @action(
        **dialog(
            "reveal",
            "Open the answers…",
            "For a quarter of an hour. It is written down, and the applicant is told.",
            title="Open the answers to yourself?",
            submit="Open",
            form=RevealForm,
        )
    )
    def open_answers(self, request: HttpRequest, form: RevealForm, object_id: str) -> HttpResponse:
        return self.open_to(request, form, object_id)


@admin.register(ApplicationForm)
class ApplicationFormAdmin(PolicyAdmin):
    """Every version of every form; organisations write their own, and the platform's comes with the code."""

    list_display = ("title", "owner", "number", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("title", "organization__name")
    list_select_related = ("organization",)

    @admin.display(description="of")
    def owner(self, form: ApplicationForm) -> str:
        return str(form.organization or "The platform")


@admin.register(Household)
class HouseholdAdmin(PolicyAdmin):
    """Who keeps a household; what it tells is theirs."""

    list_display = ("user", "created_at", "updated_at")
    fields = ("user", "created_at", "updated_at")
    list_select_related = ("user",)


@admin.register(Message)
class MessageAdmin(PolicyAdmin):
    """That people wrote to each other; what they wrote is read on the review desk, after a report."""

    list_display = ("created_at", "application", "from_applicant", "moderation")
    list_filter = ("moderation", "from_applicant")
    list_select_related = ("application__pet",)
    fields = ("created_at", "application", "from_applicant", "moderation", "removed_at")


@admin.register(Note)
class NoteAdmin(PolicyAdmin):
    """That those who decide noted something; it is theirs."""

    list_display = ("created_at", "application", "user")
    list_select_related = ("application__pet", "user")
    fields = ("created_at", "application", "user")


@admin.register(PetLine)
class PetLineAdmin(PolicyAdmin):
    """The one place of each pet for which it ever mattered."""

    list_display = ("pet", "status", "confirmed_count", "offered_count", "created_at")
    list_filter = ("status",)
    search_fields = ("pet__name",)
    list_select_related = ("pet",)


@admin.register(Turn)
class TurnAdmin(PolicyAdmin):
    """Who has a place, is asked, or waits; it moves with its application alone."""

    list_display = ("line", "user", "status", "queued_at", "offer_expires_at")
    list_filter = ("status",)
    list_select_related = ("line__pet", "user")
