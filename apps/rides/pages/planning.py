"""Planning a ride: by those who lead, who publish it; by other members, who propose it."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.media.models import MediaFile
from apps.organizations.models import Organization
from apps.rides import services
from apps.rides.choices import State
from apps.rides.clubs import profile_of
from apps.rides.models import PaceGroup, Ride, RideTemplate
from apps.rides.pages.base import OfRidePage, RidingPage, club_at
from apps.rides.pages.plan_forms import COPIED, PaceGroups, RideForm, group_forms, usual_start
from apps.rides.pages.routes import OfClubRoutes, SendsRoutes
from apps.rides.services.groups import add_group, edit_group, remove_group
from apps.rides.services.routes import add_version, plan_along
from apps.rides.workflows import RIDE
from hearth.kernel.problems import Conflict, Full, NotFound
from hearth.kernel.transactions import transactional

MOST_TEMPLATES = 50
BEGINS = ("template", "like")
"""What a plan begins with that the way to storage and back must not lose."""


class PlanPage(OfClubRoutes):
    """A new ride; `?template=`, `?like=`, `?route=` and an uploaded `?file=` say what it begins with."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        club = club_at(slug, self, "participate_rides")
        source = source_of(self, club)
        initial = {"audience": profile_of(club.pk).usual_audience, **copied(source)}
        initial["starts_at"] = usual_start(ZoneInfo(club.timezone))
        if wanted := request.GET.get("route"):
            initial["route"] = wanted
        groups = source.pace_groups.all() if isinstance(source, Ride) else ()
        form = RideForm(club=club, initial=initial, brings=self.waiting(club) is not None)
        return self._show(club, form, group_forms(club, groups=groups))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        club = club_at(slug, self, "participate_rides")
        file = self.waiting(club)
        if file is None and request.POST.get("media"):
            raise NotFound()
        form = RideForm(request.POST, club=club, brings=file is not None)
        groups = group_forms(club, request.POST)
        if not all((form.is_valid(), groups.is_valid())):
            return self._show(club, form, groups, status=422)
        self.spend("ride.create")
        plan = services.create_ride
        if file is not None:
            self.spend("route.create")
            plan = partial(plan_along, media=file.pk)
        publish = request.POST.get("then") != "draft"
        ride = self.try_form(
            form,
            lambda: plan(club, by=self.subject, publish=publish, pace_groups=groups.given(), **form.given()),
        )
        if ride is None:
            return self._show(club, form, groups, status=422)
        said = {
            State.PUBLISHED: f"{ride.title} is open, and you captain it.",
            State.DRAFT: f"{ride.title} is kept as a draft."
            if self._leads(club)
            else f"Thank you. Those who lead rides look at {ride.title} and publish it.",
        }
        messages.success(request, said[State(ride.state)])
        say_doubled(request, form)
        return redirect(ride)

    def _leads(self, club: Organization) -> bool:
        return "lead_rides" in self.subject.capabilities_in(club.pk)

    def _show(
        self, club: Organization, form: RideForm, groups: PaceGroups, *, status: int = 200
    ) -> HttpResponse:
        templates = RideTemplate.objects.visible_to(self.subject).filter(organization=club)
        file = self.waiting(club)
        begins = {name: word for name in BEGINS if (word := self.request.GET.get(name))}
        upload = (
            self.upload(club, "ride-plan-sent", club.slug, query=urlencode(begins)) if file is None else None
        )
        context = {
            "club": club,
            "ride": None,
            "form": form,
            "group_forms": groups,
            "leads": self._leads(club),
            "templates": list(templates.order_by("title", "id")[:MOST_TEMPLATES]),
            "template": self.request.GET.get("template", ""),
            "file": file,
            "upload": upload,
        }
        return self.show("plan.html", context, status=status)

    def after_refusal(self) -> str:
        return self.request.path


class PlanSentPage(OfClubRoutes):
    """Where storage sends the browser with the file of a way: the ride along it is planned now."""

    def get(self, request: HttpRequest, slug: str, media_id: UUID) -> HttpResponse:
        file = self.arrived(club_at(slug, self, "participate_rides"))
        begins = {name: word for name in BEGINS if (word := request.GET.get(name))}
        if file.is_refused:
            messages.error(request, file.refusal_message)
        else:
            begins["file"] = str(file.pk)
        address = reverse("ride-plan", args=[slug])
        return redirect(f"{address}?{urlencode(begins)}" if begins else address)


class EditPage(OfRidePage, SendsRoutes):
    """What is said of a ride, changed; its groups with it, and a way that is sent as a `?file=`."""

    needs = "edit"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        RIDE.guard(ride, "edit", by=self.subject)
        club, groups = ride.organization, ride.pace_groups.all()
        form = RideForm(instance=ride, club=club, brings=self.waiting(club) is not None)
        return self._show(ride, form, group_forms(club, groups=groups))

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        club = ride.organization
        file = self.waiting(club)
        if file is None and request.POST.get("media"):
            raise NotFound()
        form = RideForm(request.POST, instance=ride, club=club, brings=file is not None)
        groups = group_forms(club, request.POST, groups=ride.pace_groups.all())
        if not all((form.is_valid(), groups.is_valid())):
            return self._show(ride, form, groups, status=422)
        self.spend("ride.change")
        if file is not None:
            self.spend("route.create")
        changed = None
        try:
            changed = self.try_form(form, lambda: self._change(ride, form, groups, file))
        except Full as problem:
            form.add_error("capacity", problem.detail)
        except Conflict as problem:
            form.add_error(None, str(problem))
        if changed is None:
            return self._show(ride, form, groups, status=422)
        messages.success(request, "Saved.")
        say_doubled(request, form)
        return redirect(changed)

    @transactional
    def _change(self, ride: Ride, form: RideForm, groups: PaceGroups, file: MediaFile | None) -> Ride:
        """All of it or nothing."""
        seen, by = self.request.POST.get("version", ""), self.subject
        there = list(PaceGroup.objects.filter(ride=ride).in_order())
        given = form.given()
        if file is not None:
            given["route"] = add_version(
                None, ride.organization, media=file.pk, name=given["title"], by=by
            ).pk
        ride = services.edit_ride(ride, by=by, seen_version=seen, **given)
        for number, row in enumerate(groups.forms):
            wanted = row.given() if row.cleaned_data.get("name") else None
            if number < len(there):
                there[number].ride = ride
                if wanted is None:
                    remove_group(there[number], by=by)
                else:
                    edit_group(there[number], by=by, **self._with_leader(wanted, there[number]))
            elif wanted is not None:
                add_group(ride, by=by, **wanted)
        return ride

    def _with_leader(self, wanted: dict[str, Any], group: PaceGroup) -> dict[str, Any]:
        """Ask about a leader only where it is another one."""
        if wanted["leader"] == group.leader_id:
            wanted = {name: value for name, value in wanted.items() if name != "leader"}
        return wanted

    def _show(self, ride: Ride, form: RideForm, groups: PaceGroups, *, status: int = 200) -> HttpResponse:
        club = ride.organization
        file = self.waiting(club)
        may_send = file is None and "participate_rides" in self.subject.capabilities_in(club.pk)
        context = {
            "club": club,
            "ride": ride,
            "form": form,
            "group_forms": groups,
            "file": file,
            "upload": self.upload(club, "ride-edit-sent", ride.pk) if may_send else None,
        }
        return self.show("plan.html", context, status=status)


class EditSentPage(OfRidePage, SendsRoutes):
    """Where storage sends the browser with another way for a ride: back to what is being changed."""

    needs = "edit"

    def get(self, request: HttpRequest, id: UUID, media_id: UUID) -> HttpResponse:
        file = self.arrived(self.load(id).organization)
        address = reverse("ride-edit", args=[id])
        if file.is_refused:
            messages.error(request, file.refusal_message)
            return redirect(address)
        return redirect(f"{address}?{urlencode({'file': str(file.pk)})}")


def source_of(page: RidingPage, club: Organization) -> Model | None:
    """The template or the ride that an address says to begin with, if this person may see it."""
    for name, rows in (("template", RideTemplate.objects), ("like", Ride.objects)):
        try:
            pk = UUID(page.request.GET.get(name, ""))
        except ValueError:
            continue
        found: Model | None = rows.visible_to(page.subject).filter(organization=club, pk=pk).first()
        return found
    return None


def copied(source: Any) -> dict[str, Any]:
    """What a new ride takes over from a template or another ride."""
    return {} if source is None else {name: getattr(source, name) for name in COPIED}


def say_doubled(request: HttpRequest, form: RideForm) -> None:
    if form.is_doubled:
        messages.info(request, "The clocks go back that night: it starts the first time they show this hour.")
