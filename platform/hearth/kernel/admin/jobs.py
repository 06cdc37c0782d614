from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display

from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.admin.dialogs import SureForm, dialog
from hearth.kernel.admin.filters import among
from hearth.kernel.authorization import Subject
from hearth.kernel.jobs import JOB, cancel_job, resume_job
from hearth.kernel.jobs.kinds import kinds, label_of
from hearth.kernel.models import Job, JobPiece
from hearth.kernel.problems import Problem

_STATES = {"queued": "info", "running": "warning", "done": "success", "failed": "danger"}


def _labels() -> list[tuple[str, str]]:
    return [(kind.name, kind.label) for kind in kinds().values()]


def _permission(verb: str) -> Callable[..., bool]:
    """Whether the verb is offered: for one job as it is, or for chosen ones of the list at all."""

    def allowed(self: "JobAdmin", request: HttpRequest, object_id: Any = None) -> bool:
        if object_id is None:
            return self._may(request, verb)
        try:
            job = Job.objects.filter(pk=UUID(str(object_id))).first()
        except ValueError:
            return False
        return job is not None and verb in JOB.allowed(job) and self._may(request, verb, job)

    return allowed


def _dialog(verb: str) -> dict[str, Any]:
    """The settings of a detail action that asks in a dialog first, for whoever may do the verb."""
    return dialog(verb, JOB.of[verb].label, JOB.of[verb].explains)


@admin.register(Job)
class JobAdmin(PolicyAdmin):
    """Long work of people: how far it is. What it gave them is theirs."""

    list_display = ("created_at", "kind_label", "owner", "state_label", "progress", "attempts", "settled_at")
    list_filter = ("state", among("kind", _labels, "what"))
    search_fields = ("owner__display_name",)
    ordering = ("-created_at", "-id")
    list_select_related = ("owner",)
    fields = (
        *("kind", "owner", "brought_by", "organization_id", "state"),
        *("progress", "doing", "error", "attempts"),
        *("available_at", "leased_until", "created_at", "started_at", "settled_at", "expires_at"),
    )
    readonly_fields = fields
    actions = ("cancel_chosen", "resume_chosen")
    actions_detail: ClassVar[list[str]] = ["cancel", "resume"]

    has_cancel_permission = _permission("cancel")
    has_resume_permission = _permission("resume")

    @display(description="what", ordering="kind")
    def kind_label(self, job: Job) -> str:
        return label_of(job.kind)

    @display(description="state", label=_STATES, ordering="state")
    def state_label(self, job: Job) -> tuple[str, str]:
        return job.state, job.get_state_display()

    @display(description="progress")
    def progress(self, job: Job) -> str:
        share = f" ({job.percent} %)" if job.percent is not None else ""
        return f"{job.done} of {job.total if job.total is not None else '?'}{share}"

    @action(description="Cancel the chosen", permissions=["cancel"])
    def cancel_chosen(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        self._do_each(request, jobs, cancel_job, "Stopped")

    @action(description="Resume the chosen", permissions=["resume"])
    def resume_chosen(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        self._do_each(request, jobs, resume_job, "Resumed")

    def _do_each(self, request: HttpRequest, jobs: QuerySet[Job], service: Any, word: str) -> None:
        """Each in a transaction of its own: what one is refused for holds up no other."""
        answers = [self._is_done(job, service, self.subject(request)) for job in jobs]
        if done := answers.count(True):
            messages.success(request, f"{word}: {done}.")
        if refused := answers.count(False):
            messages.warning(request, f"Left as it was, because it has moved on or is deleted: {refused}.")

    @staticmethod
    def _is_done(job: Job, service: Any, subject: Subject) -> bool:
        try:
            service(job, by=subject)
        except Problem:
            return False
        return True

    @action(**_dialog("cancel"))
    def cancel(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, cancel_job, "It is stopped.")

    @action(**_dialog("resume"))
    def resume(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, resume_job, "It goes on where it stopped.")


@admin.register(JobPiece)
class JobPieceAdmin(PolicyAdmin):
    """How many pieces jobs have; what stands in them is their owners'."""

    list_display = ("job", "role", "number")
    fields = ("job", "role", "number")
    list_select_related = ("job",)
