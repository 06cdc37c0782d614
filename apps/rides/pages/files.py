"""The private files of a ride: sent straight to storage, named, handed out by a link, taken off again."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.media import services as media
from apps.media.attachments import link_to
from apps.media.choices import Purpose
from apps.media.models import MediaFile
from apps.media.uploads import upload_target
from apps.organizations.pages.asking import Act, ActPage
from apps.rides import services
from apps.rides.models import Ride, RideAttachment
from apps.rides.pages.base import OfRidePage, RidingPage
from apps.rides.services.files import FILES_AT_MOST
from hearth.kernel.authorization import Subject, require
from hearth.kernel.problems import AlreadyDone, NotFound


class FileForm(forms.Form):
    name = forms.CharField(
        label="What is it?",
        help_text="Such as “Briefing” or “Where to park”.",
        max_length=RideAttachment._meta.get_field("name").max_length,
    )


class FilesPage(OfRidePage):
    """The files of a ride for those who run it, and the way for another: the file first, then its name."""

    needs = "attach"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return self._show(self.load(id), FileForm())

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride, form = self.load(id), FileForm(request.POST)
        self.spend("ride.change")
        file = self._waiting(request.POST.get("media", ""))
        if file is None:
            raise NotFound()
        if not form.is_valid():
            return self._show(ride, form, status=422)
        name, by = form.cleaned_data["name"], self.subject
        made = self.try_form(form, lambda: services.attach_file(ride, by=by, media=file.pk, name=name))
        if made is None:
            return self._show(ride, form, status=422)
        messages.success(request, f"{made.name} is on the ride’s page, for those who may come along.")
        return redirect("ride-files", ride.pk)

    def _show(self, ride: Ride, form: forms.Form, *, status: int = 200) -> HttpResponse:
        file = self._waiting(self.request.POST.get("media") or self.request.GET.get("file", ""))
        files = files_of(ride, self.subject)
        context = {
            "ride": ride,
            "club": ride.organization,
            "files": files,
            "file": file,
            "form": form,
            "most": FILES_AT_MOST,
            "upload": self._upload(ride) if file is None and len(files) < FILES_AT_MOST else None,
        }
        return self.show("files.html", context, status=status)

    def _upload(self, ride: Ride) -> dict[str, Any]:
        slot = media.reusable_slot(by=self.subject, purpose=Purpose.ATTACHMENT)
        back = reverse("ride-file-sent", args=[ride.pk, slot.pk])
        return upload_target().policy(slot, success_url=self.request.build_absolute_uri(back))

    def _waiting(self, word: str) -> MediaFile | None:
        """One's own file that waits for its name."""
        try:
            wanted = UUID(word)
        except ValueError:
            return None
        own = MediaFile.objects.filter(owner=self.subject.id, purpose=Purpose.ATTACHMENT, used_at=None)
        found: MediaFile | None = own.filter(pk=wanted).first()
        return found if found and found.has_arrived else None

    def after_refusal(self) -> str:
        return reverse("ride-files", args=[self.kwargs["id"]])


class FileSentPage(OfRidePage):
    """Where storage sends the browser with a new file: it wants a name now."""

    needs = "attach"

    def get(self, request: HttpRequest, id: UUID, media_id: UUID) -> HttpResponse:
        ride = self.load(id)
        own = MediaFile.objects.visible_to(self.subject, "complete").filter(purpose=Purpose.ATTACHMENT)
        file = own.filter(pk=media_id).first()
        if file is None:
            raise NotFound()
        with suppress(AlreadyDone):
            file = media.complete_upload(file, by=self.subject)
        address = reverse("ride-files", args=[ride.pk])
        if file.is_refused:
            messages.error(request, file.refusal_message)
            return redirect(address)
        return redirect(f"{address}?file={file.pk}#name")


class FilePage(RidingPage):
    """Leads whoever may have a file to a link that lives for a minute."""

    access = "signed_in"

    def get(self, request: HttpRequest, ride_id: UUID, id: UUID) -> HttpResponse:
        found = file_at(self, ride_id, id)
        return redirect(link_to(found.media, found.name))


class FileActPage(RidingPage, ActPage):
    """Takes one file off the ride."""

    acts = {
        "remove": Act(
            service=services.remove_file,
            done="{name} is off the ride.",
            asks="Take {name} off the ride?",
            explains="Nobody can open it from here any more.",
            button="Take it off",
            grave=True,
            limit="ride.change",
        )
    }

    def load(self, id: UUID) -> RideAttachment:
        return file_at(self, self.kwargs["ride_id"], id)

    def check(self, row: RideAttachment, verb: str) -> None:
        require(self.subject, "delete", row)

    def words(self, row: RideAttachment) -> dict[str, str]:
        return {"name": row.name}

    def context(self, *given: Any) -> dict[str, Any]:
        return {**super().context(*given), "community": "riding"}

    def after_refusal(self) -> str:
        return reverse("ride-files", args=[self.kwargs["ride_id"]])


def files_of(ride: Ride, subject: Subject) -> list[RideAttachment]:
    """The files of a ride that somebody may have, the first one first."""
    rows = RideAttachment.objects.filter(ride=ride).visible_to(subject).select_related("media")
    return list(rows.order_by("created_at", "id")[:FILES_AT_MOST])


def file_at(page: RidingPage, ride_id: UUID, id: UUID) -> RideAttachment:
    rows = RideAttachment.objects.visible_to(page.subject).select_related("media", "ride__organization")
    found: RideAttachment | None = rows.filter(pk=id, ride=ride_id).first()
    if found is None:
        raise NotFound()
    return found
