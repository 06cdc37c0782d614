"""What became of each event; dead and uncertain deliveries are tried again here."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator
from unfold.decorators import action, display

from hearth.kernel.admin import again
from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.admin.dialogs import SureForm, dialog
from hearth.kernel.admin.filters import among, named
from hearth.kernel.events import replay
from hearth.kernel.events.handlers import registered
from hearth.kernel.events.lines import MOST_ATTEMPTS
from hearth.kernel.models import Delivery
from hearth.kernel.problems import WrongState

State = Delivery.State
STATE_COLORS = {
    State.QUEUED: "info",
    State.SENDING: "info",
    State.DONE: "success",
    State.UNCERTAIN: "warning",
    State.DEAD: "danger",
}
MEANINGS = {
    State.QUEUED: "A worker takes it once nothing about the same target stands before it.",
    State.SENDING: "Somebody is at it. If no news comes for five minutes, it becomes uncertain.",
    State.DONE: "Its effect happened, or none was needed any more.",
    State.UNCERTAIN: "Nobody knows whether its effect happened. It is never tried again by itself.",
    State.DEAD: f"It failed {MOST_ATTEMPTS} times, or nobody handles it any more. "
    "What stood behind it went on without it.",
}
TABS = ((None, "All"), (State.QUEUED, "Waiting"), (State.UNCERTAIN, "Uncertain"), (State.DEAD, "Given up"))


@admin.register(Delivery)
class DeliveryAdmin(PolicyAdmin):
    list_display = ("event", "handler", "state_label", "attempts", "words", "next_or_last")
    list_filter = ("state", among("handler", named(registered)))
    # No other order than the ids' has an index.
    sortable_by = ()
    list_select_related = ("event",)
    fields = (
        *("event", "handler", "state", "meaning", "error", "attempts", "next_try", "taken_at", "settled_at"),
        *("target_type", "target_id", "sequence"),
    )
    readonly_fields = fields
    actions = ("try_chosen_again",)
    actions_detail: ClassVar[list[str]] = ["try_again", "send_again"]

    has_try_again_permission = again.permitted_while(State.DEAD, "replay")
    has_send_again_permission = again.permitted_while(State.UNCERTAIN, "replay")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        tabs = again.tabs(self, request, TABS, counted=(State.UNCERTAIN, State.DEAD))
        return super().changelist_view(request, {**(extra_context or {}), **tabs})

    @display(description="state", label=STATE_COLORS)
    def state_label(self, delivery: Delivery) -> tuple[str, str]:
        return delivery.state, delivery.get_state_display()

    @display(description="error")
    def words(self, delivery: Delivery) -> str:
        return Truncator(delivery.error).chars(80)

    @display(description="next try")
    def next_try(self, delivery: Delivery) -> datetime | None:
        return delivery.available_at if delivery.state == State.QUEUED else None

    @display(description="next try, or end")
    def next_or_last(self, delivery: Delivery) -> datetime | None:
        return self.next_try(delivery) or delivery.settled_at

    @display(description="which means")
    def meaning(self, delivery: Delivery) -> str:
        return MEANINGS[State(delivery.state)]

    @action(description="Try those again that were given up", permissions=["try_again"])
    def try_chosen_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        """Uncertain ones are left: whether they may happen twice is decided one by one."""
        subject = self.subject(request)

        def try_again(delivery: Delivery) -> None:
            if delivery.state != State.DEAD:
                raise WrongState("It was not given up.", state=delivery.state)
            replay(delivery, by=subject)

        again.once_more(request, chosen.order_by("target_type", "target_id", "sequence"), try_again)

    @action(
        **dialog(
            "try_again",
            "Try again",
            "All its attempts failed, and nothing of them is left. What stood behind it went on without it.",
            title="Try this delivery again?",
        )
    )
    def try_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, replay, again.WAITS_AGAIN)

    @action(
        **dialog(
            "send_again",
            "Send again",
            "Nobody knows whether it went out when it was tried: it may then happen twice.",
            title="Send this once more, perhaps for the second time?",
        )
    )
    def send_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, replay, again.WAITS_AGAIN)
