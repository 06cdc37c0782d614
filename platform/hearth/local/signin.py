"""Sign-in for browsers in the embedded default: pick a demo person. Only from this very machine."""

import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.models import User
from apps.accounts.services import person_for_claims
from apps.accounts.sessions import begin_session
from apps.accounts.tokens import claims_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotAllowed, NotFound
from hearth.local import issuer
from hearth.local.people import PEOPLE

_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


class SignInPage(Page):
    """A picker of the demo people; whoever is picked gets the claims that the local issuer would sign."""

    access = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        _only_from_here(request)
        context = {"people": PEOPLE.values(), "next": request.GET.get("next", "")}
        return render(request, "accounts/sign_in.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        _only_from_here(request)
        name = request.POST.get("person", "")
        if name not in PEOPLE:
            raise NotFound("Nobody of that name lives here.")
        claims = claims_of(issuer.payload_for(name), issuer.CLIENTS)
        user, _ = person_for_claims(claims)
        if user.status == User.Status.ERASED:
            raise NotAllowed("This account is gone.")
        begin_session(request, user, claims)
        return redirect(_own_path(request.POST.get("next", "")))


def _only_from_here(request: HttpRequest) -> None:
    """Refuse whoever is not on this machine, or came through something that may speak for somebody else."""
    known_host = re.sub(r":\d+$", "", request.get_host().lower()) in _HOSTS
    forwarded = any(header in request.META for header in _FORWARDED)
    if not (
        settings.LOCAL and known_host and not forwarded and _is_loopback(request.META.get("REMOTE_ADDR", ""))
    ):
        raise NotAllowed("Demo people can be picked only by a browser on the machine that runs Hearth.")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _own_path(wanted: str) -> str:
    own = (
        wanted.startswith("/")
        and wanted.isprintable()
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    )
    return wanted if own else resolve_url(settings.LOGIN_REDIRECT_URL)


urlpatterns = [path("sign-in", SignInPage.as_view(), name="sign-in")]
