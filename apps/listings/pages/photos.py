"""The photos of one's own listing: send, arrange, describe, take away; then the check before it is sent."""

from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.listings import services
from apps.listings.changes import wanted_photos
from apps.listings.models import Pet
from apps.listings.pages.own import OwnPage
from apps.listings.pages.owner import owner_context
from apps.listings.workflows import PET
from apps.media import services as media
from apps.media.models import MediaFile
from apps.media.uploads import upload_target
from hearth.kernel.problems import AlreadyDone, Invalid, NotFound


class PhotosPage(OwnPage):
    """Photos, and the checklist with the way on. Files go straight to storage under a signed policy."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        photos = wanted_photos(pet)
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
        order = [photo.pk for photo in wanted_photos(pet)]
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
        photos = {photo.pk: photo for photo in wanted_photos(pet)}
        if media_id not in photos:
            raise NotFound()
        if move == "describe":
            media.describe(photos[media_id], by=self.subject, alt_text=request.POST.get("alt", ""))
        elif move == "remove" or move in self.moves:
            try:
                order = _moved(list(photos), media_id, self.moves.get(move))
                services.edit_pet(pet, by=self.subject, images=order)
            except Invalid as problem:
                messages.error(request, problem.detail)
        else:
            raise NotFound()
        return redirect(reverse("my-listing-photos", args=[pet.pk]) + "#photos")

    def after_refusal(self) -> str:
        return reverse("my-listing-photos", args=[self.kwargs["id"]])


def _row(pet: Pet, photos: list[MediaFile], place: int) -> dict[str, Any]:
    """A photo as the photos step shows it, with the addresses of what can be done to it."""
    file = photos[place]

    def to(move: str) -> str:
        return reverse("my-listing-photo-move", args=[pet.pk, file.pk, move])

    row = {
        "id": file.pk,
        "waits": pet.moderation == "approved" and all(file.pk != shown.media_id for shown in pet.photo_list),
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
