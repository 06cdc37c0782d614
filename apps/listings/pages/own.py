"""Own listings: details, photos, check and send; every step can be left and come back to."""

from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.listings import services
from apps.listings.models import Pet
from apps.listings.pages.forms import PetForm
from apps.listings.registrations import REVIEW
from apps.listings.workflows import PET
from apps.media import services as media
from apps.media.models import MediaFile
from apps.media.uploads import upload_target
from apps.moderation.models import Decision
from hearth.kernel.authorization import require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import AlreadyDone, Invalid, NotFound

STYLES = {"submit": "primary", "resubmit": "primary", "withdraw": "danger"}
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
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Pet.objects.for_display().visible_to(self.subject, "edit")
        page = Keyset("-created_at", "-id").page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        context = {
            "pets": page.items,
            "page": {
                "next_url": f"?cursor={page.next_cursor}" if page.next_cursor else "",
                "previous_url": f"?cursor={page.previous_cursor}" if page.previous_cursor else "",
            },
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
    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        PET.guard(pet, "edit", by=self.subject)
        return self._show(pet, PetForm(instance=pet, subject=self.subject))

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        # The form writes its input into the instance it is given; the service compares with what was there.
        form = PetForm(request.POST, instance=Pet.objects.get(pk=pet.pk), subject=self.subject)
        if not form.is_valid():
            return self._show(pet, form, status=422)
        seen = request.POST.get("version", "")
        if not self.try_form(
            form, lambda: services.edit_pet(pet, by=self.subject, seen_version=seen, **form.given())
        ):
            return self._show(pet, form, status=422)
        messages.success(request, pet.notice or "Saved.")
        return redirect("my-listing-photos", pet.pk)

    def _show(self, pet: Pet, form: PetForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "pet": pet, **owner_context(pet, self.subject)}
        return render(self.request, "listings/form.html", context, status=status)


class PhotosPage(OwnPage):
    """Photos, and the checklist with the way on. Files go straight to storage under a signed policy."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        photos = [photo.media for photo in pet.photo_list]
        can_edit = pet.moderation in PET.of["edit"].from_
        verbs = [verb for verb in ("submit", "resubmit") if verb in PET.allowed(pet)]
        context = {
            "pet": pet,
            "photos": [_row(pet, photos, place) for place in range(len(photos))],
            "upload_closed": "" if can_edit else "The photos of this listing cannot be changed any more.",
            "upload": self._upload(pet) if can_edit and len(photos) < services.MOST_PHOTOS else None,
            "checklist": _checklist(pet),
            "complete": not pet.missing(),
            "submit_url": reverse("my-listing-verb", args=[pet.pk, verbs[0]]) if verbs else "",
            **owner_context(pet, self.subject),
        }
        return render(request, "listings/photos.html", context)

    def _upload(self, pet: Pet) -> dict[str, Any]:
        slot = media.reusable_slot(by=self.subject, purpose=MediaFile.Purpose.PET_PHOTO)
        back = reverse("my-listing-photo-added", args=[pet.pk, slot.pk])
        return upload_target().policy(slot, success_url=self.request.build_absolute_uri(back))


class PhotoAddedPage(OwnPage):
    """Where storage sends the browser after an upload: take the file over and put it last."""

    def get(self, request: HttpRequest, id: UUID, media_id: UUID) -> HttpResponse:
        pet = self.load(id)
        own = MediaFile.objects.visible_to(self.subject, "complete").filter(
            purpose=MediaFile.Purpose.PET_PHOTO
        )
        file = own.filter(pk=media_id).first()
        if file is None:
            raise NotFound()
        with suppress(AlreadyDone):
            media.complete_upload(file, by=self.subject)
        order = [photo.media_id for photo in pet.photo_list]
        if file.pk not in order:
            services.edit_pet(pet, by=self.subject, images=[*order, file.pk])
        return redirect(reverse("my-listing-photos", args=[pet.pk]) + "#photos")

    def after_refusal(self) -> str:
        return reverse("my-listing-photos", args=[self.kwargs["id"]])


class PhotoOrderPage(OwnPage):
    """Move a photo one place up or down, or take it away, or describe it."""

    moves: ClassVar[dict[str, int]] = {"earlier": -1, "later": 1}

    def post(self, request: HttpRequest, id: UUID, media_id: UUID, move: str) -> HttpResponse:
        pet = self.load(id)
        order = [photo.media_id for photo in pet.photo_list]
        if media_id not in order:
            raise NotFound()
        if move == "describe":
            file = next(photo.media for photo in pet.photo_list if photo.media_id == media_id)
            media.describe(file, by=self.subject, alt_text=request.POST.get("alt", ""))
        elif move == "remove" or move in self.moves:
            services.edit_pet(pet, by=self.subject, images=_moved(order, media_id, self.moves.get(move)))
        else:
            raise NotFound()
        return redirect(reverse("my-listing-photos", args=[pet.pk]) + "#photos")

    def after_refusal(self) -> str:
        return reverse("my-listing-photos", args=[self.kwargs["id"]])


class ListingVerbPage(OwnPage):
    verbs: ClassVar[dict[str, Any]] = {
        "submit": services.submit_pet,
        "resubmit": services.resubmit_pet,
        "withdraw": services.withdraw_pet,
    }

    def post(self, request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
        pet = Pet.objects.for_display().visible_to(self.subject).filter(pk=id).first()
        if pet is None or verb not in (*self.verbs, "delete"):
            raise NotFound()
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
        return redirect("my-listing-sent", pet.pk)


class SentPage(OwnPage):
    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return render(request, "listings/sent.html", {"pet": self.load(id)})


def owner_context(pet: Pet, subject: Any) -> dict[str, Any]:
    """What the owner sees on the pet's own page: the last decision and the verbs that are possible."""
    decision = Decision.objects.of_target("pet", pet.pk).first()
    possible = [verb for verb in possible_verbs(pet, PET, subject) if verb.name in STYLES]
    said_no = pet.moderation in ("changes_requested", "rejected", "removed")
    editing: list[tuple[str, str, str, str]] = []
    if pet.moderation in PET.of["edit"].from_:
        editing = [
            ("edit", "Edit", "secondary", reverse("my-listing-edit", args=[pet.pk])),
            ("photos", "Photos", "secondary", reverse("my-listing-photos", args=[pet.pk])),
        ]
    return {
        "decision": (
            {"reason_label": REVIEW.reason_label(decision.reason), "note": decision.note}
            if decision is not None and said_no
            else None
        ),
        "actions": [
            *editing,
            *(
                (
                    verb.name,
                    verb.label,
                    STYLES[verb.name],
                    reverse("my-listing-verb", args=[pet.pk, verb.name]),
                )
                for verb in possible
            ),
        ],
    }


def _row(pet: Pet, photos: list[MediaFile], place: int) -> dict[str, Any]:
    """A photo as the photos step shows it, with the addresses of what can be done to it."""
    file = photos[place]

    def to(move: str) -> str:
        return reverse("my-listing-photo-move", args=[pet.pk, file.pk, move])

    row = {
        "id": file.pk,
        "state": file.state,
        "reason": file.refusal_message,
        "alt": file.alt,
        "thumb_url": file.thumb_url,
    }
    if pet.moderation in PET.of["edit"].from_:
        row |= {"alt_url": to("describe"), "delete_url": to("remove")}
        row |= {"earlier_url": to("earlier")} if place > 0 else {}
        row |= {"later_url": to("later")} if place < len(photos) - 1 else {}
    return row


def _checklist(pet: Pet) -> list[tuple[bool, str, str]]:
    missing = dict(pet.missing())
    details, photos = reverse("my-listing-edit", args=[pet.pk]), "#photos"
    steps = [
        ("images", "At least one photo", photos),
        ("description", "A description of 80 characters or more", f"{details}#id_description"),
        ("birth_date", "Age, an estimate is fine", f"{details}#id_birth_date"),
        ("suburb", "Suburb", f"{details}#id_suburb"),
        ("region", "Region", f"{details}#id_region"),
    ]
    return [(field not in missing, text, url) for field, text, url in steps]


def _moved(order: list[UUID], media_id: UUID, by: int | None) -> list[UUID]:
    """The order with one photo moved; without it when `by` is None."""
    rest = [pk for pk in order if pk != media_id]
    if by is not None:
        place = min(max(order.index(media_id) + by, 0), len(rest))
        rest.insert(place, media_id)
    return rest
