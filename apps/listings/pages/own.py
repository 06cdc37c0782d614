"""Own listings: details, photos, check and send; every step can be left and come back to."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.listings import services
from apps.listings.changes import ProposedChange, photos_among, proposed_change, proposed_values
from apps.listings.choices import Status
from apps.listings.models import Pet
from apps.listings.moderated import as_columns
from apps.listings.pages.forms import PetForm
from apps.listings.pages.owner import ends_soon, owner_context
from apps.listings.pages.timeline import timeline_of
from apps.listings.pages.where import SAID, form_of
from apps.listings.querysets import status_is
from apps.listings.services.verbs import OF_PLACEMENT
from apps.listings.workflows import PET
from hearth.kernel.authorization import require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Invalid, NotFound
from hearth.kernel.revisions import pending_of

PER_PAGE = 50


class OwnPage(Page):
    access = "signed_in"
    pet: Pet

    def load(self, id: UUID) -> Pet:
        """Find a listing that the person may edit; anything else is not there."""
        found = Pet.objects.for_display().visible_to(self.subject).filter(pk=id).first()
        if found is None:
            raise NotFound()
        require(self.subject, "edit", found)
        self.pet = found
        return found

    def after_refusal(self) -> str:
        return reverse("my-listings")


class MyListingsPage(OwnPage):
    """All that the person looks after, or those of a state, or with some letters in the name."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Pet.objects.for_display().visible_to(self.subject, "edit")
        wanted = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:60]
        state = request.GET.get("status", "")
        if wanted:
            rows = rows.filter(name__icontains=wanted)
        if state in Status.values:
            rows = rows.filter(status_is(state))
        kept = {name: word for name, word in (("q", wanted), ("status", state)) if word}
        page = Keyset("-created_at", "-id").page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        waiting = pending_of(page.items)
        context = {
            "pets": [(pet, pet.pk in waiting, ends_soon(pet)) for pet in page.items],
            "lists_for_others": bool(self.subject.organizations_with("manage_listings")),
            "wanted": wanted,
            "state": state,
            "states": Status.choices,
            "narrowed": bool(kept),
            "page": links_of(page, **kept),
        }
        return render(request, "listings/mine.html", context)


class NewListingPage(OwnPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(PetForm(subject=self.subject))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PetForm(request.POST, subject=self.subject)
        if not form.is_valid():
            return self._show(form, status=422)
        self.spend("pet.create")
        pet = self.try_form(form, lambda: services.create_pet(by=self.subject, **form.given()))
        if pet is None:
            return self._show(form, status=422)
        return redirect("my-listing-photos", pet.pk)

    def _show(self, form: PetForm, status: int = 200) -> HttpResponse:
        return render(self.request, "listings/form.html", {"form": form, "pet": None}, status=status)


class EditListingPage(OwnPage):
    """The details as the person last wanted them; with `?again=`, as in the change that was turned down."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        PET.guard(pet, "edit", by=self.subject)
        wanted = proposed_values(pet)
        if refused := self._refused_change(pet):
            wanted |= refused.revision.data
        return self._show(pet, PetForm(instance=pet, subject=self.subject, initial=as_columns(wanted)))

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        # The form writes its input into the instance it is given; the service compares with what was there.
        form = PetForm(request.POST, instance=Pet.objects.get(pk=pet.pk), subject=self.subject)
        if not form.is_valid():
            return self._show(pet, form, status=422)
        seen = request.POST.get("version", "")
        given = {**form.given(), **self._photos_again(pet)}
        if not self.try_form(
            form, lambda: services.edit_pet(pet, by=self.subject, seen_version=seen, **given)
        ):
            return self._show(pet, form, status=422)
        change = proposed_change(pet)
        waits = change is not None and change.waits
        messages.success(
            request, "Saved. What a moderator has to see first waits for them." if waits else "Saved."
        )
        return redirect("my-listing-photos", pet.pk)

    def _refused_change(self, pet: Pet) -> ProposedChange | None:
        change = proposed_change(pet) if "again" in self.request.GET else None
        return None if change is None or change.waits else change

    def _photos_again(self, pet: Pet) -> dict[str, list[UUID]]:
        refused = self._refused_change(pet)
        if refused is None or "images" not in refused.revision.data:
            return {}
        return {"images": [file.pk for file in photos_among(pet, refused.revision.data["images"])]}

    def _show(self, pet: Pet, form: PetForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "pet": pet, **owner_context(pet, self.subject)}
        return render(self.request, "listings/form.html", context, status=status)


class ListingVerbPage(OwnPage):
    verbs: ClassVar[dict[str, Any]] = {
        "submit": services.submit_pet,
        "resubmit": services.resubmit_pet,
        "withdraw": services.withdraw_pet,
        "withdraw_change": services.withdraw_change,
        "renew": services.renew_pet,
    }
    said: ClassVar[dict[str, str]] = {
        "withdraw_change": "The change is taken back; {name} stays as everybody sees it.",
        "renew": "Thank you. {name} is shown for another 60 days.",
    }

    def post(self, request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
        pet = Pet.objects.for_display().visible_to(self.subject).filter(pk=id).first()
        if pet is None or verb not in (*self.verbs, *SAID, "delete"):
            raise NotFound()
        if verb in SAID:
            return self._move(pet, verb)
        if verb == "delete":
            services.delete_or_withdraw_pet(pet, by=self.subject)
            messages.success(request, f"The draft of {pet.name} is gone.")
            return redirect("my-listings")
        try:
            self.verbs[verb](pet, by=self.subject)
        except Invalid as problem:
            messages.error(request, problem.detail)
            return redirect("my-listing-photos", pet.pk)
        if verb == "withdraw":
            messages.success(request, f"{pet.name} is not shown any more.")
            return redirect("my-listings")
        if verb in self.said:
            messages.success(request, self.said[verb].format(name=pet.name))
            return redirect(pet)
        return redirect("my-listing-sent", pet.pk)

    def _move(self, pet: Pet, verb: str) -> HttpResponse:
        """Do a verb of the second axis; a dialog that was not filled in says what it needs."""
        form = form_of(verb, self.request.POST)
        if form is not None and not form.is_valid():
            require(self.subject, verb, pet)
            words = (f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items())
            messages.error(self.request, " ".join(words))
            return redirect(pet)
        try:
            OF_PLACEMENT[verb](pet, by=self.subject, **(form.cleaned_data if form is not None else {}))
        except Invalid as problem:
            messages.error(self.request, problem.detail)
            return redirect(pet)
        messages.success(self.request, SAID[verb].format(name=pet.name))
        return redirect("my-listing-ending", pet.pk) if verb == "adopt" else redirect(pet)


class SentPage(OwnPage):
    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return render(request, "listings/sent.html", {"pet": self.load(id)})


class HistoryPage(OwnPage):
    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        return render(request, "listings/history.html", {"pet": pet, "steps": timeline_of(pet)})
