"""Saying “still available” by the link of a mail, without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from apps.listings import services
from apps.listings.services.renewal_links import Question, question_of
from hearth.kernel.pages.views import Page


class RenewalPage(Page):
    """Asks before it does anything: mail programs and scanners open every link they see."""

    access = "public"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show(question_of(token))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        question = question_of(token)
        if question.is_open(timezone.now()):
            services.renew_by_link(question.pet)
        return self._show(question)

    def after_refusal(self) -> str:
        return self.request.path

    def _show(self, question: Question) -> HttpResponse:
        context = {
            "pet": question.pet,
            "is_open": question.is_open(timezone.now()),
            "was_answered": question.was_answered(),
        }
        return render(self.request, "listings/renew.html", context)
