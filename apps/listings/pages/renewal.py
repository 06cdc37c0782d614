"""Saying “still available” by the link of a mail, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.listings import services
from apps.listings.services.renewal_links import Question, question_of
from hearth.kernel.pages.by_link import ByLink


class RenewalPage(ByLink):
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
