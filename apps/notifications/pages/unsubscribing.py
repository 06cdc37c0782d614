"""Taking oneself off one kind of mail by a link, without signing in and without being told who one is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from apps.notifications.services import stop_mail
from apps.notifications.services.links import holder_of
from hearth.kernel.pages.by_link import ByLink, OneClick


class UnsubscribePage(ByLink):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        holder = holder_of(token)
        context = {"kind": holder.kind, "has_account": holder.user is not None}
        return render(request, "notifications/unsubscribe.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        holder = holder_of(token)
        stop_mail(holder.kind, user=holder.user, address_hash=holder.address_hash)
        context = {"kind": holder.kind, "has_account": holder.user is not None, "done": True}
        return render(request, "notifications/unsubscribe.html", context)


class OneClickPage(OneClick, UnsubscribePage):
    asks_first = "unsubscribe"


# The signed token is the whole authority, and mail programs bring no cookie that could hold another.
one_click = csrf_exempt(OneClickPage.as_view())
