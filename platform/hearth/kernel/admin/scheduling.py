from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.models import ScheduledRun
from hearth.kernel.problems import Problem
from hearth.kernel.scheduling import try_again, works

State = ScheduledRun.State
STATE_COLORS = {
    State.RUNNING: "info",
    State.RETRYING: "warning",
    State.DONE: "success",
    State.SKIPPED: "success",
    State.FAILED: "danger",
}


class WorkFilter(admin.SimpleListFilter):
    title = "work"
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in works()]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(name=self.value()) if self.value() else rows


class SureForm(BaseDialogForm):
    """Nothing to fill in: the dialog only asks whether one is sure."""


@admin.register(ScheduledRun)
class ScheduledRunAdmin(PolicyAdmin):
    """The ledger of scheduled work: what was done for which due time, and what failed."""

    list_display = ("due_at", "name", "key", "state_label", "attempts", "outcome", "finished_at")
    list_filter = ("state", WorkFilter)
    # Ids are in order of time, and have an index.
    ordering = ("-id",)
    fields = (
        *("name", "key", "schedule", "due_at", "state_label", "outcome", "attempts"),
        *("started_at", "finished_at", "available_at"),
    )
    readonly_fields = fields
    actions_detail: ClassVar[list[str]] = ["try_again"]

    def has_try_again_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        try:
            shown = ScheduledRun.objects.filter(pk=UUID(str(object_id)), state=State.FAILED).first()
        except ValueError:
            return False
        return shown is not None and self._may(request, "try_again", shown)

    @display(description="state", label=STATE_COLORS, ordering="state")
    def state_label(self, run: ScheduledRun) -> tuple[str, str]:
        return run.state, run.get_state_display()

    @display(description="when it is due")
    def schedule(self, run: ScheduledRun) -> str:
        work = works().get(run.name)
        return str(work.schedule) if work else "There is no such work any more."

    @action(
        description="Try again",
        url_path="try-again",
        permissions=["try_again"],
        dialog={
            "title": "Do this work again?",
            "description": "It failed as often as it is tried. It is done for the same due time.",
            "form_class": SureForm,
            "form_submit_text": "Try again",
        },
    )
    def try_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        try:
            try_again(ScheduledRun.objects.get(pk=object_id), by=self.subject(request))
            messages.success(request, "The next worker that looks takes it up.")
        except Problem as problem:
            messages.error(request, problem.detail or problem.title)
        page = reverse("admin:kernel_scheduledrun_change", args=[object_id])
        return HttpResponse(headers={"HX-Redirect": page})
