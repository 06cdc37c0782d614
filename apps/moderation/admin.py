from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.moderation import desk
from apps.moderation.admin_cases import AppealAdmin, ReportAdmin, ReportCaseAdmin
from apps.moderation.admin_filters import BY_KIND
from apps.moderation.admin_messages import ReasonMessageAdmin
from apps.moderation.models import Decision, ReviewItem
from hearth.kernel.admin import PolicyAdmin

__all__ = [
    "AppealAdmin",
    "DecisionAdmin",
    "ReasonMessageAdmin",
    "ReportAdmin",
    "ReportCaseAdmin",
    "ReviewItemAdmin",
]


@admin.register(ReviewItem)
class ReviewItemAdmin(PolicyAdmin):
    """Opens on the review desk; the plain list stays for looking things up."""

    list_display = (
        *("opened_at", "kind", "state", "origin", "priority", "due_at"),
        *("submitter", "organization", "claimed_by", "claimed_until", "revision"),
    )
    list_filter = ("state", "origin", BY_KIND)
    ordering = ("-opened_at", "-id")
    list_select_related = ("submitter", "organization", "claimed_by")

    def get_urls(self) -> list[Any]:
        return [*desk.urls(self.admin_site.admin_view), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not request.GET:
            return redirect(desk.DESK)
        response: HttpResponse = super().changelist_view(request, extra_context)
        return response


@admin.register(Decision)
class DecisionAdmin(PolicyAdmin):
    list_display = ("decided_at", "kind", "action", "reason", "reviewer", "submitter")
    list_filter = ("action", BY_KIND)
    ordering = ("-decided_at", "-id")
    list_select_related = ("reviewer", "submitter")
