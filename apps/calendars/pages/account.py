"""Where somebody puts what they have planned into their own calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.calendars import services
from apps.calendars.addresses import to_google, to_subscribe
from apps.calendars.entries import contents
from hearth.kernel.pages.views import Page


class CalendarPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the new address in this one answer: it is in no address, session or message."""
        self.spend("calendar_feed.change")
        _, url = services.make_feed(by=self.subject)
        return self._show(url)

    def after_refusal(self) -> str:
        return reverse("account-calendar")

    def _show(self, url: str = "") -> HttpResponse:
        context = {
            "tab": "calendar",
            "feed": services.feed_of(self.subject.user),
            "contents": contents(),
            "url": url,
            "webcal": to_subscribe(url) if url else "",
            "google": to_google(url) if url else "",
        }
        return render(self.request, "calendars/account.html", context)


class CalendarEndedPage(Page):
    access = "signed_in"

    def post(self, request: HttpRequest) -> HttpResponse:
        self.spend("calendar_feed.change")
        services.revoke_feed(by=self.subject)
        return redirect("account-calendar")

    def after_refusal(self) -> str:
        return reverse("account-calendar")
