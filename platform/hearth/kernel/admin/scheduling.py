from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display

from hearth.kernel.admin import again
from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.admin.dialogs import SureForm, dialog
from hearth.kernel.admin.filters import among, named
from hearth.kernel.models import ScheduledRun
from hearth.kernel.scheduling import try_again, works

State = ScheduledRun.State
STATE_COLORS = {
    State.RUNNING: "info",
    State.RETRYING: "warning",
    State.DONE: "success",
    State.SKIPPED: "success",
    State.FAILED: "danger",
}
TABS = ((None, "All"), (State.RETRYING, "To be tried again"), (State.FAILED, "Given up"))


@admin.register(ScheduledRun)
class ScheduledRunAdmin(PolicyAdmin):
    """The ledger of scheduled work: what was done for which due time, and what failed."""

    list_display = ("name", "key", "due_at", "state_label", "attempts", "outcome", "next_or_last")
    list_filter = ("state", among("name", named(works), "work"))
    # No other order than the ids' has an index.
    sortable_by = ()
    fields = (
        *("name", "key", "schedule", "due_at", "state", "outcome", "attempts"),
        *("next_try", "started_at", "finished_at"),
    )
    readonly_fields = fields
    actions = ("try_chosen_again",)
    actions_detail: ClassVar[list[str]] = ["try_again"]

    has_try_again_permission = again.permitted_while(State.FAILED, "try_again")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        tabs = again.tabs(self, request, TABS, counted=(State.RETRYING, State.FAILED))
        return super().changelist_view(request, {**(extra_context or {}), **tabs})

    @display(description="state", label=STATE_COLORS)
    def state_label(self, run: ScheduledRun) -> tuple[str, str]:
        return run.state, run.get_state_display()

    @display(description="next try")
    def next_try(self, run: ScheduledRun) -> datetime | None:
        return run.available_at if run.state == State.RETRYING else None

    @display(description="next try, or end")
    def next_or_last(self, run: ScheduledRun) -> datetime | None:
        return self.next_try(run) or run.finished_at

    @display(description="when it is due")
    def schedule(self, run: ScheduledRun) -> str:
        work = works().get(run.name)
        return str(work.schedule) if work else "There is no such work any more."

    @action(description="Do those again that were given up", permissions=["try_again"])
    def try_chosen_again(self, request: HttpRequest, chosen: QuerySet[ScheduledRun]) -> None:
        subject = self.subject(request)
        again.once_more(request, chosen.order_by("due_at"), lambda run: try_again(run, by=subject))

    @action(
        **dialog(
            "try_again",
            "Do again",
            "It failed as often as it is tried. It is done for the same due time.",
            title="Do this work again?",
        )
    )
    def try_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, try_again, again.WAITS_AGAIN)
