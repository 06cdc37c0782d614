"""The routes of a club: seen and downloaded by its members, sent as files, version after version."""

from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.media import services as media
from apps.media.choices import Purpose
from apps.media.models import MediaFile
from apps.media.uploads import upload_target
from apps.organizations.models import Organization
from apps.organizations.pages.asking import Act, ActPage
from apps.rides.choices import RouteStanding
from apps.rides.models import Ride, Route, RouteVersion
from apps.rides.pages.base import RidingPage, club_at
from apps.rides.services import routes as services
from apps.rides.services.measured import newest_of
from apps.rides.workflows import ROUTE
from hearth.kernel.authorization import can, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.problems import AlreadyDone, NotFound

PER_PAGE = 24
NEWEST = Keyset("-created_at", "-id")


class RouteForm(forms.ModelForm):
    class Meta:
        model = Route
        fields = ("name",)
        labels: ClassVar[dict[str, str]] = {"name": "Name"}


class SendsRoutes(RidingPage):
    """A page on which the file of a way is sent, and that goes on once it has arrived."""

    def upload(self, club: Organization, name: str, *words: Any, query: str = "") -> dict[str, Any]:
        """A form for a file, after which storage sends the browser to the page of this name."""
        slot = media.reusable_slot(by=self.subject, purpose=Purpose.ROUTE, organization=club)
        back = reverse(name, args=[*words, slot.pk]) + (f"?{query}" if query else "")
        return upload_target().policy(slot, success_url=self.request.build_absolute_uri(back))

    def arrived(self, club: Organization) -> MediaFile:
        """The file that was just sent, taken over."""
        own = MediaFile.objects.visible_to(self.subject, "complete").filter(
            purpose=Purpose.ROUTE, organization=club
        )
        file: MediaFile | None = own.filter(pk=self.kwargs["media_id"]).first()
        if file is None:
            raise NotFound()
        with suppress(AlreadyDone):
            file = media.complete_upload(file, by=self.subject)
        return file

    def waiting(self, club: Organization) -> MediaFile | None:
        """One's own file that belongs to no route yet, as the form or the address names it."""
        try:
            wanted = UUID(self.request.POST.get("media") or self.request.GET.get("file", ""))
        except ValueError:
            return None
        own = MediaFile.objects.filter(owner=self.subject.id, organization=club, purpose=Purpose.ROUTE)
        found: MediaFile | None = own.filter(pk=wanted, used_at=None).first()
        return found if found and found.has_arrived else None


class OfClubRoutes(SendsRoutes):
    """A page for the members of a club, below its address."""

    access = "signed_in"

    def club(self) -> Organization:
        rows = Organization.objects.filter(kind="club").at_address(self.kwargs["slug"])
        found: Organization | None = rows.visible_to(self.subject).first()
        if found is None or found.pk not in self.subject.organizations:
            raise NotFound()
        return found

    def route(self, club: Organization) -> Route:
        rows = Route.objects.for_display(drawn=True).filter(organization=club, pk=self.kwargs["id"])
        found: Route | None = rows.visible_to(self.subject).first()
        if found is None:
            raise NotFound()
        return found

    def may_add(self, club: Organization) -> bool:
        return "participate_rides" in self.subject.capabilities_in(club.pk)

    def after_refusal(self) -> str:
        return reverse("club-routes", args=[self.kwargs["slug"]])


class ClubRoutesPage(OfClubRoutes):
    """All routes of a club, and the way for another one: the file first, then its name."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(self.club(), RouteForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        club, form = self.club(), RouteForm(request.POST)
        self.spend("route.create")
        file = self.waiting(club)
        if file is None:
            raise NotFound()
        if not form.is_valid():
            return self._show(club, form, status=422)
        name, by = form.cleaned_data["name"], self.subject
        made = self.try_form(form, lambda: services.add_version(None, club, media=file.pk, name=name, by=by))
        if made is None:
            return self._show(club, form, status=422)
        return redirect("club-route", club.slug, made.pk)

    def _show(self, club: Organization, form: forms.BaseForm, status: int = 200) -> HttpResponse:
        whole = Route.objects.for_display(drawn=True).filter(organization=club).visible_to(self.subject)
        archived = whole.filter(standing=RouteStanding.ARCHIVED)
        shelf = self.request.GET.get("standing") == RouteStanding.ARCHIVED
        rows = archived if shelf else whole.for_new_rides()
        page = NEWEST.page(rows, limit=PER_PAGE, cursor=self.request.GET.get("cursor"))
        file = self.waiting(club)
        may = self.may_add(club)
        context = {
            "organization": club,
            "routes": page.items,
            "file": file,
            "form": form,
            "upload": self.upload(club, "club-route-sent", club.slug)
            if may and file is None and not shelf
            else None,
            "shelf": shelf,
            "has_archived": archived.exists(),
            "waits": file is None and any(route.state == "processing" for route in page.items),
            "page": links_of(page, **({"standing": RouteStanding.ARCHIVED} if shelf else {})),
        }
        return self.show("routes/list.html", context, status=status)


class RouteSentPage(OfClubRoutes):
    """Where storage sends the browser with a new route's file: it wants a name now."""

    def get(self, request: HttpRequest, slug: str, media_id: UUID) -> HttpResponse:
        club = self.club()
        file = self.arrived(club)
        if file.is_refused:
            messages.error(request, file.refusal_message)
            return redirect("club-routes", club.slug)
        return redirect(f"{reverse('club-routes', args=[club.slug])}?file={file.pk}#name")


class RoutePage(OfClubRoutes):
    """One route, by its newest version or another one that was asked for; its name changes here."""

    def get(self, request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
        club = self.club()
        route = self.route(club)
        return self._show(club, route, RouteForm(instance=route))

    def post(self, request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
        club = self.club()
        route = self.route(club)
        require(self.subject, "edit", route)
        self.spend("route.change")
        form = RouteForm(request.POST)
        name = request.POST.get("name", "")
        if not form.is_valid() or not self.try_form(
            form, lambda: services.rename_route(route, by=self.subject, name=name)
        ):
            return self._show(club, route, form, status=422)
        messages.success(request, "Saved.")
        return redirect("club-route", club.slug, route.pk)

    def _show(
        self, club: Organization, route: Route, form: forms.BaseForm, status: int = 200
    ) -> HttpResponse:
        versions = RouteVersion.objects.filter(route=route).select_related("route", "media")
        may = "edit" in self.verbs_of(route)
        context = {
            "organization": club,
            "route": route,
            "drawn": self._asked(route),
            "versions": list(versions.defer("line", "profile").order_by("-number")),
            "form": form,
            "upload": self.upload(club, "club-route-version-sent", club.slug, route.pk) if may else None,
            "may_download": can(self.subject, "download", route).allowed,
            "may_plan": self.may_add(club) and route.standing == RouteStanding.IN_USE,
            "verbs": self.verbs_of(route),
            "waits": bool(route.last and route.last.state == "processing"),
        }
        return self.show("routes/detail.html", context, status=status)

    def verbs_of(self, route: Route) -> list[str]:
        """What this person can do with it as it stands."""
        names = ("edit", "archive", "unarchive")
        return [
            name for name in names if ROUTE.has_room(route, name) and can(self.subject, name, route).allowed
        ]

    def _asked(self, route: Route) -> RouteVersion | None:
        word = self.request.GET.get("version", "")
        if not (word.isascii() and word.isdigit() and len(word) < 6):
            return route.current
        rows = RouteVersion.objects.filter(route=route, number=int(word), distance_m__isnull=False)
        found: RouteVersion | None = rows.select_related("route", "media").first()
        return found or route.current


class RouteActPage(RidingPage, ActPage):
    """Puts a route away, or takes it back."""

    acts = {
        "archive": Act(
            service=services.archive_route,
            done="{name} is archived.",
            asks="Archive {name}?",
            explains="No new ride can take it. Rides that have it keep it, and so do its versions.",
            button="Archive it",
            limit="route.change",
        ),
        "unarchive": Act(
            service=services.unarchive_route, done="{name} is in use again.", limit="route.change"
        ),
    }

    def load(self, id: UUID) -> Route:
        club = club_at(self.kwargs["slug"], self, "participate_rides")
        found: Route | None = Route.objects.visible_to(self.subject).filter(organization=club, pk=id).first()
        if found is None:
            raise NotFound()
        return found

    def check(self, row: Route, verb: str) -> None:
        require(self.subject, verb, row)
        ROUTE.guard(row, verb, by=self.subject)

    def words(self, row: Route) -> dict[str, str]:
        return {"name": row.name}

    def context(self, row: Route, act: Act, form: forms.Form) -> dict[str, Any]:
        return {**super().context(row, act, form), "community": "riding"}

    def after(self, row: Route, verb: str) -> str:
        return self.after_refusal()

    def after_refusal(self) -> str:
        return reverse("club-route", args=[self.kwargs["slug"], self.kwargs["id"]])


class RouteVersionSentPage(OfClubRoutes):
    """Where storage sends the browser with a file that is a route's next version."""

    def get(self, request: HttpRequest, slug: str, id: UUID, media_id: UUID) -> HttpResponse:
        club = self.club()
        route = self.route(club)
        require(self.subject, "edit", route)
        file = self.arrived(club)
        if file.used_at is None:
            self.spend("route.create")
            services.add_version(route, club, media=file.pk, by=self.subject)
        return redirect("club-route", club.slug, route.pk)


class RouteFilePage(OfClubRoutes):
    """Leads to the file of one version, written anew."""

    def get(self, request: HttpRequest, slug: str, id: UUID, number: int) -> HttpResponse:
        route = self.route(self.club())
        require(self.subject, "download", route)
        rows = RouteVersion.objects.filter(route=route, number=number).select_related("route", "media")
        return redirect(services.link_to_route(rows.first()))


class RideRouteFilePage(RidingPage):
    """Leads to the file of a ride's route, for whoever may have the ride's files."""

    access = "signed_in"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = Ride.objects.visible_to(self.subject).filter(pk=id).first()
        if ride is None:
            raise NotFound()
        require(self.subject, "see_files", ride)
        return redirect(services.link_to_route(newest_of(ride.route_id) if ride.route_id else None))
