"""Taking oneself off one kind of mail by a link, without signing in and without being told who one is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from apps.notifications.services import stop_mail
from apps.notifications.services.links import holder_of
from hearth.kernel.pages.views import Page


class UnsubscribePage(Page):
    """Asks before it does anything: mail programs and scanners open every link they see."""

    access = "public"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        holder = holder_of(token)
        context = {"kind": holder.kind, "has_account": holder.user is not None}
        return render(request, "notifications/unsubscribe.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        holder = holder_of(token)
        stop_mail(holder.kind, user=holder.user, address_hash=holder.address_hash)
        context = {"kind": holder.kind, "has_account": holder.user is not None, "done": True}
        return render(request, "notifications/unsubscribe.html", context)


class OneClickPage(UnsubscribePage):
    """What mail programs post to by themselves (RFC 8058); people who open it are asked first."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return redirect("unsubscribe", token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        super().post(request, token)
        return HttpResponse("Done.\n", content_type="text/plain; charset=utf-8")


# The signed token is the whole authority, and mail programs bring no cookie that could hold another.
one_click = csrf_exempt(OneClickPage.as_view())
