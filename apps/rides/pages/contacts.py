"""Emergency contacts: one's own in the account, sharing it with a ride, and reading a ride's."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.models import phone_number
from apps.rides import services
from apps.rides.contacts import RULES, closed_by, closes_at, contacts_for, opens_at
from apps.rides.models import EmergencyContact, Participation
from apps.rides.pages.base import OfRidePage
from apps.rides.services.contacts import LONGEST
from hearth.kernel.encryption import if_readable
from hearth.kernel.models import one_line
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Conflict, NotFound


class ContactForm(forms.Form):
    name = forms.CharField(label="Name", max_length=LONGEST["name"], validators=[one_line])
    phone = forms.CharField(
        label="Phone",
        max_length=LONGEST["phone"],
        validators=[phone_number],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    relation = forms.CharField(
        label="Who they are to you",
        max_length=LONGEST["relation"],
        required=False,
        validators=[one_line],
        help_text="Partner, parent, flatmate …",
    )
    medical_note = forms.CharField(
        label="What a first aider should know",
        max_length=LONGEST["medical_note"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Allergies, medicines, a condition. Only what helps in an emergency.",
    )


class MyContactPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        mine = self._mine()
        return self._show(ContactForm(initial=if_readable(mine, "details") if mine else None), mine)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ContactForm(request.POST)
        if not form.is_valid():
            return self._show(form, self._mine(), status=422)
        self.spend("contact.change")
        if self.try_form(form, lambda: services.keep_contact(by=self.subject, **form.cleaned_data)) is None:
            return self._show(form, self._mine(), status=422)
        messages.success(request, "Saved. Share it with a ride on the ride’s page.")
        back = request.GET.get("next", "")
        known = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return redirect(back if known else "emergency-contact")

    def _mine(self) -> EmergencyContact | None:
        rows = EmergencyContact.objects.defer("details").filter(user=self.subject.user)
        found: EmergencyContact | None = rows.first()
        return found

    def _show(self, form: ContactForm, mine: EmergencyContact | None, status: int = 200) -> HttpResponse:
        lost = mine is not None and if_readable(mine, "details") is None
        context = {"form": form, "mine": mine, "lost": lost, "tab": "contact"}
        return render(self.request, "rides/contacts/mine.html", context, status=status)

    def after_refusal(self) -> str:
        return reverse("emergency-contact")


class ForgetContactPage(Page):
    access = "signed_in"

    def post(self, request: HttpRequest) -> HttpResponse:
        mine = EmergencyContact.objects.defer("details").filter(user=self.subject.user).first()
        if mine is not None:
            services.forget_contact(mine, by=self.subject)
        messages.success(request, "It is gone, also from the rides that you shared it with.")
        return redirect("emergency-contact")


class ShareContactPage(OfRidePage):
    """Takes the two buttons beside one's place."""

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        rows = Participation.objects.live().filter(ride=ride, user=self.subject.id)
        place: Participation | None = rows.first()
        if place is None:
            raise NotFound()
        self.spend("contact.change")
        if request.POST.get("shares") == "no":
            services.withhold_contact(place, by=self.subject)
            messages.success(request, "Nobody of this ride can read your emergency contact now.")
            return redirect(ride)
        try:
            services.share_contact(place, by=self.subject)
        except Conflict as problem:
            if problem.extra.get("rule") != "no_emergency_contact":
                raise
            messages.info(request, "Say first whom to call.")
            return redirect(f"{reverse('emergency-contact')}?next={ride.get_absolute_url()}")
        messages.success(request, "Whoever leads the ride can call somebody for you, should it be needed.")
        return redirect(ride)


class RideContactsPage(OfRidePage):
    """What whoever leads a ride reads when something happened. Looking takes a button: it is told."""

    needs = "see_contacts"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return self._show(id, looks=False)

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        self.spend("contact.see")
        return self._show(id, looks=True)

    def _show(self, id: UUID, *, looks: bool) -> HttpResponse:
        ride = self.load(id)
        rule = closed_by(ride, self.subject.now)
        context: dict[str, Any] = {
            "ride": ride,
            "club": ride.organization,
            "closed": RULES.get(rule, ""),
            "opens_at": opens_at(ride),
            "closes_at": closes_at(ride),
            "looks": looks,
        }
        if looks:
            context["contacts"] = contacts_for(ride, by=self.subject)
        return self.show("contacts/of_ride.html", context)
