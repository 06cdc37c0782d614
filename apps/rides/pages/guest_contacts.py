"""Whom to call about a guest: said by whoever brings them, or by the guest, who has no account, by a link."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.rides import services
from apps.rides.models import Participation, SharedContact
from apps.rides.pages.base import RidingPage
from apps.rides.pages.contacts import ContactForm
from apps.rides.services.guest_contacts import guest_link, guest_of, keep_contact_by_link, takes_contact
from hearth.kernel.authorization import require
from hearth.kernel.encryption import if_readable
from hearth.kernel.pages.by_link import ByLink
from hearth.kernel.problems import NotFound


class GuestContactForm(ContactForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].label = "Who they are to the guest"


class GuestContactPage(RidingPage):
    """For whoever brings the guest: what is kept, and the link that the guest may fill it in by."""

    access = "signed_in"

    def get(self, request: HttpRequest, ride_id: UUID, id: UUID) -> HttpResponse:
        place = self._guest()
        kept = self._kept(place)
        return self._page(place, GuestContactForm(initial=kept and if_readable(kept, "details")), kept)

    def post(self, request: HttpRequest, ride_id: UUID, id: UUID) -> HttpResponse:
        place = self._guest()
        self.spend("contact.change")
        if request.POST.get("then") == "take-back":
            services.withhold_contact(place, by=self.subject)
            messages.success(request, f"Nobody can read whom to call about {place.name} now.")
            return redirect(place.ride)
        form = GuestContactForm(request.POST)
        share = services.share_contact
        if not form.is_valid() or not self.try_form(
            form, lambda: share(place, by=self.subject, **form.cleaned_data)
        ):
            return self._page(place, form, self._kept(place), status=422)
        messages.success(request, f"Whoever leads the ride can call somebody for {place.name}.")
        return redirect(place.ride)

    def _guest(self) -> Participation:
        rows = (
            Participation.objects.for_display().visible_to(self.subject).live().filter(host=self.subject.id)
        )
        found: Participation | None = rows.filter(pk=self.kwargs["id"], ride=self.kwargs["ride_id"]).first()
        if found is None:
            raise NotFound()
        require(self.subject, "share_contact", found)
        return found

    def _kept(self, place: Participation) -> SharedContact | None:
        rows = SharedContact.objects.visible_to(self.subject).defer("details")
        found: SharedContact | None = rows.filter(participation=place).first()
        return found

    def _page(
        self, place: Participation, form: ContactForm, kept: SharedContact | None, status: int = 200
    ) -> HttpResponse:
        context = {
            "place": place,
            "ride": place.ride,
            "form": form,
            "kept": kept,
            "lost": kept is not None and if_readable(kept, "details") is None,
            "link": guest_link(place) if takes_contact(place) else "",
        }
        return self.show("contacts/of_guest.html", context, status=status)


class GuestLinkPage(ByLink):
    """What the guest sees. What was said before is not shown: a link may have gone from hand to hand."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(guest_of(token), ContactForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        place, form = guest_of(token), ContactForm(request.POST)
        if not takes_contact(place):
            return self._page(place, form)
        keep = keep_contact_by_link
        if not form.is_valid() or not self.try_form(form, lambda: keep(place, **form.cleaned_data)):
            return self._page(place, form, status=422)
        return self._page(place, form, done=True)

    def after_refusal(self) -> str:
        return self.request.path

    def _page(
        self, place: Participation, form: ContactForm, *, done: bool = False, status: int = 200
    ) -> HttpResponse:
        context = {
            "place": place,
            "ride": place.ride,
            "form": form,
            "done": done,
            "kept": SharedContact.objects.filter(participation=place).exists(),
            "open": takes_contact(place),
            "community": "riding",
        }
        return render(self.request, "rides/contacts/by_link.html", context, status=status)
