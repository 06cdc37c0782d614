"""Taking oneself off the mails of one saved search by a link, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from apps.alerts.choices import SearchState
from apps.alerts.services import stop_search
from apps.alerts.services.links import search_to_stop
from hearth.kernel.pages.by_link import ByLink, OneClick


class StopPage(ByLink):
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


class OneClickPage(OneClick, StopPage):
    asks_first = "stop-search"


# The signed token is the whole authority, and mail programs bring no cookie that could hold another.
one_click = csrf_exempt(OneClickPage.as_view())
