"""A person's own account: profile, picture, data, and the way out."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.accounts import services
from apps.accounts.downloads import as_file
from apps.accounts.models import User
from apps.accounts.pages.forms import CLOSING_WORDS, CloseForm, ProfileForm
from apps.media import services as media
from apps.media.models import MediaFile
from apps.media.uploads import upload_target
from hearth.kernel.authorization import require
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import AlreadyDone, NotFound


class AccountPage(Page):
    access = "signed_in"

    @property
    def me(self) -> User:
        return User.objects.select_related("avatar").get(pk=self.subject.user.pk)

    def after_refusal(self) -> str:
        return reverse("account")


class ProfilePage(AccountPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(ProfileForm(instance=self.me))

    def post(self, request: HttpRequest) -> HttpResponse:
        # The form writes its input into the instance it is given; the service compares with what was there.
        form, person = ProfileForm(request.POST, instance=self.me), self.me
        if not form.is_valid():
            return self._show(form, status=422)
        seen, given = request.POST.get("version", ""), form.cleaned_data
        if not self.try_form(
            form, lambda: services.edit_person(person, by=self.subject, seen_version=seen, **given)
        ):
            return self._show(form, status=422)
        messages.success(request, "Saved.")
        return redirect("account")

    def _show(self, form: ProfileForm, status: int = 200) -> HttpResponse:
        me = self.me
        slot = media.reusable_slot(by=self.subject, purpose=MediaFile.Purpose.AVATAR)
        back = self.request.build_absolute_uri(reverse("account-picture", args=[slot.pk]))
        upload = upload_target().policy(slot, success_url=back)
        context = {"form": form, "me": me, "upload": upload, "tab": "profile"}
        return render(self.request, "accounts/profile.html", context, status=status)


class PicturePage(AccountPage):
    """Where storage sends the browser after an upload: waits until the file is ready, then wears it."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        own = MediaFile.objects.visible_to(self.subject, "complete").filter(
            purpose=MediaFile.Purpose.AVATAR, organization=None
        )
        file = own.filter(pk=id).first()
        if file is None:
            raise NotFound()
        with suppress(AlreadyDone):
            file = media.complete_upload(file, by=self.subject)
        if not file.is_settled:
            return render(request, "accounts/picture.html", {"tab": "profile"})
        if file.is_refused:
            messages.error(request, file.refusal_message)
        elif self.subject.user.avatar_id != file.pk:
            services.edit_person(self.me, by=self.subject, avatar=file.pk)
            messages.success(request, "That is your picture now.")
        return redirect("account")


class PictureRemovedPage(AccountPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        services.edit_person(self.me, by=self.subject, avatar=None)
        messages.success(request, "Your picture is gone.")
        return redirect("account")


class DataPage(AccountPage):
    """What we know about a person, to take along, and the end of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(CloseForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, me = CloseForm(request.POST), self.me
        require(self.subject, "erase", me)
        if not form.is_valid():
            return self._show(form, status=422)
        services.erase_person(me, by=self.subject)
        logout(request)
        messages.success(request, "Your account is closed, and what we knew about you is erased. Farewell.")
        return redirect("home")

    def _show(self, form: CloseForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "obstacles": services.obstacles(self.subject.user),
            "words": CLOSING_WORDS,
            "tab": "data",
        }
        return render(self.request, "accounts/data.html", context, status=status)

    def after_refusal(self) -> str:
        return reverse("account-data")


class DownloadPage(AccountPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        me = self.me
        require(self.subject, "export", me)
        self.spend("user.export")
        return as_file(services.export_of(me, by=self.subject), "my-data")
