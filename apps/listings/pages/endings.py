"""Happy endings: the page with all of them, and the one on which an owner tells theirs."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.listings import services
from apps.listings.models import HAPPY_WORDS_AT_MOST, Pet
from apps.listings.orders import LAST_ADOPTED
from apps.listings.pages.own import OwnPage
from apps.listings.workflows import PLACEMENT
from apps.media import services as media
from apps.media.models import MediaFile
from apps.media.uploads import upload_target
from hearth.kernel.authorization import require
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import AlreadyDone, NotFound

PER_PAGE = 24


class HappyEndingsPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Pet.objects.for_display().happy().in_public()
        page = LAST_ADOPTED.page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        context = {
            "pets": page.items,
            "page": links_of(page),
        }
        return render(request, "listings/happy.html", context)


class EndingForm(forms.Form):
    words = forms.CharField(
        label="How did it go?",
        max_length=HAPPY_WORDS_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The first night, the favourite place, whom they follow around. Leave out people's names "
        "and addresses.",
    )
    family_agreed = forms.BooleanField(
        label="The new family agreed that we tell about them",
        required=False,
        help_text="Then it may have a photo of the new home, and it is shown for a year instead of 30 days.",
    )


class EndingPage(OwnPage):
    """Words and a photo for the page of an adopted animal, for its own people."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.adopted(id)
        return self._show(
            pet, EndingForm(initial={"words": pet.happy_ending, "family_agreed": pet.family_agreed})
        )

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.adopted(id)
        form = EndingForm(request.POST)
        if not form.is_valid():
            return self._show(pet, form, status=422)
        agreed = form.cleaned_data["family_agreed"]
        keeps_photo = agreed and "without_photo" not in request.POST
        given = {**form.cleaned_data, "photo": pet.happy_photo_id if keeps_photo else None}
        if self.try_form(form, lambda: services.tell_ending(pet, by=self.subject, **given)) is None:
            return self._show(pet, form, status=422)
        messages.success(request, f"Thank you for telling how it went with {pet.name}.")
        return redirect("my-listing-ending", pet.pk) if agreed else redirect(pet)

    def adopted(self, id: UUID) -> Pet:
        pet = self.load(id)
        require(self.subject, "tell_ending", pet)
        PLACEMENT.guard(pet, "tell_ending", by=self.subject)
        return pet

    def _show(self, pet: Pet, form: EndingForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {"pet": pet, "form": form, "upload": None}
        if pet.family_agreed:
            slot = media.reusable_slot(by=self.subject, purpose=MediaFile.Purpose.PET_PHOTO)
            back = reverse("my-listing-ending-photo", args=[pet.pk, slot.pk])
            context["upload"] = upload_target().policy(
                slot, success_url=self.request.build_absolute_uri(back)
            )
        return render(self.request, "listings/ending.html", context, status=status)


class EndingPhotoPage(EndingPage):
    """Where storage sends the browser after the photo of the new home was uploaded."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, id: UUID, media_id: UUID) -> HttpResponse:  # type: ignore[override]
        pet = self.adopted(id)
        own = MediaFile.objects.visible_to(self.subject, "complete")
        file = own.filter(pk=media_id, purpose=MediaFile.Purpose.PET_PHOTO).first()
        if file is None:
            raise NotFound()
        with suppress(AlreadyDone):
            media.complete_upload(file, by=self.subject)
        if file.pk != pet.happy_photo_id:
            told = {"words": pet.happy_ending, "family_agreed": pet.family_agreed, "photo": file.pk}
            services.tell_ending(pet, by=self.subject, **told)
        return redirect("my-listing-ending", pet.pk)

    def after_refusal(self) -> str:
        return reverse("my-listing-ending", args=[self.kwargs["id"]])
