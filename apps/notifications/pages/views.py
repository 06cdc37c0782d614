"""What a person was told, and what they want to be told."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from apps.notifications import services
from apps.notifications.kinds import Kind, kind_named
from apps.notifications.models import Notification
from apps.notifications.services.wishes import Wish
from apps.notifications.texts import language_of, title, zone_named
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound

PER_PAGE = 30


class NotificationsPage(Page):
    """Everything a person was told; what they have not read stands out."""

    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        only_unread = request.GET.get("show") == "unread"
        mine = Notification.objects.known().visible_to(self.subject)
        rows = mine.unread() if only_unread else mine
        page = Keyset("-created_at", "-id").page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        context = {
            "entries": [{"row": row, "title": self._title(row)} for row in page.items],
            "only_unread": only_unread,
            "page": links_of(page, show="unread" if only_unread else ""),
        }
        with timezone.override(zone_named(self.subject.user.timezone)):
            return render(request, "notifications/list.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        services.read_all(by=self.subject)
        return redirect("notifications")

    def _title(self, row: Notification) -> str:
        reader = self.subject.user
        context = {"name": reader.display_name, **row.context}
        return title(kind_named(row.kind), context, language=language_of(reader.locale), zone=reader.timezone)


class OpenNotificationPage(Page):
    """Marks one as read and leads to what it is about; a post, because reading changes something."""

    access = "signed_in"

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        found = Notification.objects.known().visible_to(self.subject).filter(pk=id).first()
        if found is None:
            raise NotFound()
        services.read(found, by=self.subject)
        ours = url_has_allowed_host_and_scheme(found.path, allowed_hosts=None) and found.path.startswith("/")
        return redirect(found.path if ours else "notifications")


class PreferencesForm(forms.Form):
    """Two boxes per kind, named `<kind>:email` and `<kind>:in_app`; a mandatory one's are shut.

    An empty box sends nothing, so each row also says that it was `shown`: a kind that came since stays.
    """

    def __init__(self, wishes: dict[Kind, Wish], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.wishes = wishes
        self.shown = set(data.getlist("shown")) if data is not None else set()
        for kind, wish in wishes.items():
            for channel, label in (("email", "by e-mail"), ("in_app", "on Hearth")):
                self.fields[f"{kind.name}:{channel}"] = forms.BooleanField(
                    label=f"{kind.label}, {label}",
                    required=False,
                    disabled=kind.mandatory,
                    initial=getattr(wish, channel),
                )

    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        return [
            (name, [self._row(kind) for kind in kinds])
            for name, kinds in groupby(self.wishes, key=lambda kind: kind.group)
        ]

    def _row(self, kind: Kind) -> dict[str, Any]:
        return {"kind": kind, "email": self[f"{kind.name}:email"], "in_app": self[f"{kind.name}:in_app"]}

    def given(self) -> dict[str, dict[str, bool]]:
        found: dict[str, dict[str, bool]] = {}
        for kind in self.wishes:
            if kind.name in self.shown and not kind.mandatory:
                found[kind.name] = {
                    channel: self.cleaned_data[f"{kind.name}:{channel}"] for channel in ("email", "in_app")
                }
        return found


class PreferencesPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(PreferencesForm(services.wishes_of(self.subject.user)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PreferencesForm(services.wishes_of(self.subject.user), request.POST)
        if not form.is_valid():
            return self._show(form, status=422)

        def save() -> bool:
            services.set_wishes(self.subject.user, form.given(), by=self.subject)
            return True

        if not self.try_form(form, save):
            return self._show(form, status=422)
        messages.success(request, "Saved.")
        return redirect("notification-preferences")

    def _show(self, form: PreferencesForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "address": self.subject.user.email}
        return render(self.request, "notifications/preferences.html", context, status=status)
