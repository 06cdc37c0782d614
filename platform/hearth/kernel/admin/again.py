"""What the pages of deliveries and of scheduled runs share: tabs by state, and trying again."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from hearth.kernel.problems import Problem

M = TypeVar("M", bound=Model)

MOST_AT_ONCE = 500
WAITS_AGAIN = "It waits for a worker again."
COUNTED_TO = 1000


def permitted_while(state: str, policy_action: str) -> Callable[..., bool]:
    """A permission for the rows in one state; asked without a row, for whoever may do it to some."""

    def allowed(self: Any, request: HttpRequest, object_id: Any = None) -> bool:
        if object_id is None:
            return bool(self._may(request, policy_action))
        try:
            shown = self.model.objects.filter(pk=UUID(str(object_id)), state=state).first()
        except ValueError:
            return False
        return shown is not None and self._may(request, policy_action, shown)

    return allowed


def tabs(
    admin: "ModelAdmin[Any]",
    request: HttpRequest,
    shown: Sequence[tuple[str | None, str]],
    *,
    counted: Iterable[str],
) -> dict[str, Any]:
    """Return the list's tabs, one for each (state, label); with numbers where somebody should look."""
    listed = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist")
    chosen = request.GET.get("state__exact")
    numbers = {state: _number(admin.get_queryset(request).filter(state=state)) for state in counted}
    items = [
        {
            "title": f"{label} ({numbers[state]})" if state and numbers.get(state, "0") != "0" else label,
            "link": f"{listed}?state__exact={state}" if state else listed,
            "active": chosen == state,
            "has_permission": True,
        }
        for state, label in shown
    ]
    return {"tab_list": [{"models": [admin.opts.label_lower], "items": items}]}


def once_more(request: HttpRequest, rows: QuerySet[M], service: Callable[[M], Any]) -> None:
    """Have each of the chosen rows tried again, in a transaction of its own, and say what came of it."""
    answers = [_is_done(service, row) for row in rows[:MOST_AT_ONCE]]
    if done := answers.count(True):
        messages.success(request, f"Waiting for a worker again: {done}.")
    if refused := answers.count(False):
        messages.warning(request, f"Left as they are, because they were not given up: {refused}.")
    if len(answers) == MOST_AT_ONCE:
        messages.warning(request, f"At most {MOST_AT_ONCE} at once: choose the others again.")


def _is_done(service: Callable[[M], Any], row: M) -> bool:
    try:
        service(row)
    except Problem:
        return False
    return True


def _number(rows: QuerySet[Any]) -> str:
    found = rows.order_by()[: COUNTED_TO + 1].count()
    return str(found) if found <= COUNTED_TO else f"{COUNTED_TO}+"
