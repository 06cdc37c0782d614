"""Events to look at, and what became of each; dead and uncertain deliveries are tried again here."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.events import replay
from hearth.kernel.events.handlers import registered
from hearth.kernel.models import Delivery, Event
from hearth.kernel.problems import Problem

State = Delivery.State
STATE_COLORS = {
    State.QUEUED: "info",
    State.SENDING: "info",
    State.DONE: "success",
    State.UNCERTAIN: "warning",
    State.DEAD: "danger",
}
TABS = ((None, "All"), (State.QUEUED, "Waiting"), (State.UNCERTAIN, "Uncertain"), (State.DEAD, "Given up"))


@admin.register(Event)
class EventAdmin(PolicyAdmin):
    list_display = (
        "occurred_at",
        "name",
        "actor",
        "target_type",
        "target_id",
        "from_state",
        "to_state",
        "reason",
    )
    list_filter = ("name",)
    search_fields = ("target_id", "request_id")
    # Ids are in order of time, and have an index.
    ordering = ("-id",)
    list_select_related = ("actor",)


class HandlerFilter(admin.SimpleListFilter):
    """The registered handlers; asking the rows for theirs would read the whole table."""

    title = "handler"
    parameter_name = "handler"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in registered()]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(handler=self.value()) if self.value() else rows


class SureForm(BaseDialogForm):
    """Nothing to fill in: the dialog only asks whether one is sure."""


def _dialog(label: str, title: str, description: str, permission: str) -> dict[str, Any]:
    words = {"title": title, "description": description, "form_class": SureForm, "form_submit_text": label}
    return {"description": label, "permissions": [permission], "dialog": words}


def _only_while(state: Delivery.State) -> Callable[..., bool]:
    def allowed(self: "DeliveryAdmin", request: HttpRequest, object_id: Any = None) -> bool:
        try:
            shown = Delivery.objects.filter(pk=UUID(str(object_id)), state=state).first()
        except ValueError:
            return False
        return shown is not None and self._may(request, "replay", shown)

    return allowed


@admin.register(Delivery)
class DeliveryAdmin(PolicyAdmin):
    list_display = (
        "event",
        "handler",
        "state_label",
        "attempts",
        "words",
        "available_at",
        "settled_at",
    )
    list_filter = ("state", HandlerFilter)
    ordering = ("-id",)
    list_select_related = ("event",)
    fields = (
        *("event", "handler", "state_label", "error", "attempts", "taken_at", "available_at", "settled_at"),
        *("target_type", "target_id", "sequence"),
    )
    readonly_fields = fields
    actions_detail: ClassVar[list[str]] = ["try_again", "send_again"]

    has_try_again_permission = _only_while(State.DEAD)
    has_send_again_permission = _only_while(State.UNCERTAIN)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        tabs = {"models": ["kernel.delivery"], "items": self._tabs(request)}
        return super().changelist_view(request, {**(extra_context or {}), "tab_list": [tabs]})

    def _tabs(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The states that people come for, with how many need somebody to look at them."""
        open_ones = self.get_queryset(request).filter(state__in=[State.UNCERTAIN, State.DEAD])
        counts = dict(open_ones.order_by().values_list("state").annotate(Count("pk")))
        listed, chosen = reverse("admin:kernel_delivery_changelist"), request.GET.get("state__exact")
        return [
            {
                "title": f"{label} ({counts[state]})" if state in counts else label,
                "link": f"{listed}?state__exact={state}" if state else listed,
                "active": chosen == (state.value if state else None),
                "has_permission": True,
            }
            for state, label in TABS
        ]

    @display(description="state", label=STATE_COLORS, ordering="state")
    def state_label(self, delivery: Delivery) -> tuple[str, str]:
        return delivery.state, delivery.get_state_display()

    @display(description="error")
    def words(self, delivery: Delivery) -> str:
        return Truncator(delivery.error).chars(80)

    @action(
        url_path="try-again",
        **_dialog(
            "Try again",
            "Try this delivery again?",
            "All its attempts failed, and nothing of them is left. What stood behind it went on without it.",
            "try_again",
        ),
    )
    def try_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self._replay(request, object_id)

    @action(
        url_path="send-again",
        **_dialog(
            "Send again",
            "Send this once more, perhaps for the second time?",
            "Nobody knows whether it went out when it was tried: it may then happen twice.",
            "send_again",
        ),
    )
    def send_again(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self._replay(request, object_id)

    def _replay(self, request: HttpRequest, object_id: str) -> HttpResponse:
        try:
            replay(Delivery.objects.get(pk=object_id), by=self.subject(request))
            messages.success(request, "It waits for a worker again.")
        except Problem as problem:
            messages.error(request, problem.detail or problem.title)
        page = reverse("admin:kernel_delivery_change", args=[object_id])
        return HttpResponse(headers={"HX-Redirect": page})
