"""Taking oneself off the mails of one saved search by a link, without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from apps.alerts.choices import SearchState
from apps.alerts.services import stop_search
from apps.alerts.services.links import search_to_stop
from hearth.kernel.pages.views import Page


class StopPage(Page):
    """Asks before it does anything: mail programs and scanners open every link they see."""

    access = "public"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        search = search_to_stop(token)
        return self._show(is_over=search is None or search.state != SearchState.ACTIVE)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        search = search_to_stop(token)
        if search is not None:
            stop_search(search)
        return self._show(is_over=True)

    def _show(self, *, is_over: bool) -> HttpResponse:
        # The name is the person's own, and a forwarded mail shows the page to others.
        return render(self.request, "alerts/stop.html", {"is_over": is_over})


class OneClickPage(StopPage):
    """What mail programs post to by themselves (RFC 8058); people who open it are asked first."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return redirect("stop-search", token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        super().post(request, token)
        return HttpResponse("Done.\n", content_type="text/plain; charset=utf-8")


# The signed token is the whole authority, and mail programs bring no cookie that could hold another.
one_click = csrf_exempt(OneClickPage.as_view())
