from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern

from apps.integrations.models import (
    ServicePause,
    StravaActivity,
    StravaConnection,
    StravaFarewell,
    StravaNotice,
)
from apps.integrations.strava.config import is_on
from hearth.kernel.admin import PolicyAdmin


class StravaAdmin(PolicyAdmin):
    """Pages that are there where Strava is: without its settings neither sidebar nor address knows them."""

    def get_urls(self) -> list[URLPattern]:
        found: list[URLPattern] = super().get_urls()
        for pattern in found:
            pattern.callback = _if_on(pattern.callback)
        return found

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_on() and super().has_view_permission(request, obj)


def _if_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_on():
            raise Http404
        return view(request, *args, **kwargs)

    return answer


class SealedAdmin(StravaAdmin):
    """Rows without what is encrypted in them: it is not even read."""

    sealed = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer(self.sealed)


@admin.register(StravaConnection)
class StravaConnectionAdmin(SealedAdmin):
    """Who connected Strava; tokens and activities are theirs alone."""

    sealed = "tokens"
    list_display = ("user", "created_at", "expires_at")
    list_select_related = ("user",)
    fields = ("user", "created_at", "updated_at", "expires_at", "refreshing_until")


@admin.register(StravaActivity)
class StravaActivityAdmin(SealedAdmin):
    """That something was matched; what, nobody but the rider reads."""

    sealed = "details"
    list_display = ("id", "created_at")
    fields = ("created_at", "updated_at")


@admin.register(StravaNotice)
class StravaNoticeAdmin(StravaAdmin):
    """What Strava said, and what came of looking it up."""

    list_display = ("about", "aspect", "state", "attempts", "outcome", "created_at")
    list_filter = ("state", "about", "aspect")
    fields = ("about", "aspect", "state", "attempts", "available_at", "outcome", "created_at")


@admin.register(StravaFarewell)
class StravaFarewellAdmin(SealedAdmin):
    sealed = "tokens"
    list_display = ("id", "created_at")
    fields = ("created_at", "expires_at")


@admin.register(ServicePause)
class ServicePauseAdmin(StravaAdmin):
    list_display = ("name", "until", "updated_at")
