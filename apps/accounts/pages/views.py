from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hearth.kernel.pages.views import Page


class SignInPage(Page):
    """Says that browsers cannot sign in yet; the embedded default has a page of its own here."""

    access = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/sign_in_unavailable.html", status=503)


class SignOutPage(Page):
    access = "public"

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        return redirect("home")
