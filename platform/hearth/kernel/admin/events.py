"""The audit trail: what happened, by whom, and what followed from it."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from unfold.decorators import display

from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.admin.filters import occurring
from hearth.kernel.events import concealed
from hearth.kernel.models import Event

TELLS_WHO = ("actor", "request_id")
"""What else happened in the same request would say whose it was."""


@admin.register(Event)
class EventAdmin(PolicyAdmin):
    list_display = (
        *("occurred_at", "name", "who", "target_type", "target_id", "from_state", "to_state", "reason"),
    )
    list_filter = (occurring("name"),)
    search_fields = ("target_id", "request_id")
    search_help_text = "The whole id of what it is about, or of the request in which it happened"
    # No other order than the ids' has an index.
    sortable_by = ()
    list_select_related = ("actor",)
    fields = (
        *("name", "occurred_at", "actor", "organization_id", "target_type", "target_id", "sequence"),
        *("from_state", "to_state", "reason", "data", "followed", "request_id", "schema_version"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out events whose actor is concealed where the rows of one person or request are asked for."""
        rows = super().get_queryset(request)
        telling = any(name.startswith(TELLS_WHO) for name in request.GET)
        return rows.exclude(name__in=concealed()) if telling else rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find whole ids only, by their indexes: parts of them would have every row read."""
        word = search_term.strip()
        if not word:
            return queryset, False
        found = Q(request_id=word) & ~Q(name__in=concealed())
        if (target := _as_id(word)) is not None:
            kinds = [model._meta.label_lower for model in apps.get_models()]
            found |= Q(target_type__in=kinds, target_id=target)
        return queryset.filter(found), False

    def get_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        is_concealed = obj is not None and obj.name in concealed()
        return [name for name in self.fields if not (is_concealed and name in TELLS_WHO)]

    @display(description="actor")
    def who(self, event: Event) -> Any:
        return "Not shown here" if event.name in concealed() else event.actor

    @display(description="what followed")
    def followed(self, event: Event) -> str:
        rows = event.deliveries.order_by("handler")
        lines = [
            (
                reverse("admin:kernel_delivery_change", args=[row.pk]),
                row.handler,
                row.get_state_display().lower(),
            )
            for row in rows
        ]
        return format_html_join("", _FOLLOWED, lines) or "Nobody listens."


def _as_id(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


_FOLLOWED = '<div><a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>: {}</div>'
