"""Pages that a signed link in a mail leads to: the link is the whole authority, whoever is signed in."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from hearth.kernel.pages.views import Page


class ByLink(Page):
    """Asks before it does anything: mail programs and scanners open every link they see."""

    access = "public"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        raise NotImplementedError


class OneClick(ByLink):
    """What mail programs post to by themselves (RFC 8058); people who open it are asked first.

    Stands before the page that asks, and is exempt from CSRF: mail programs bring no cookie.
    """

    asks_first: ClassVar[str]
    """The name of that page."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return redirect(self.asks_first, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        super().post(request, token)
        return HttpResponse("Done.\n", content_type="text/plain; charset=utf-8")
