"""Rides that come again: the list of a club, planning one, changing it from a ride on, ending it."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.organizations.models import Organization
from apps.organizations.pages.asking import Act, ActPage
from apps.rides import services
from apps.rides.choices import SeriesState
from apps.rides.clubs import profile_of
from apps.rides.models import Ride, RideTemplate, Series
from apps.rides.pages.base import RidingPage, club_at
from apps.rides.pages.plan_forms import COPIED, usual_start
from apps.rides.pages.planning import copied, source_of
from apps.rides.pages.rule_fields import rule_as_typed
from apps.rides.pages.series_forms import EndForm, SeriesForm, usual_of
from apps.rides.pages.telling import on_days
from apps.rides.recurrence import read_rule
from apps.rides.rules_in_words import in_words
from apps.rides.services.foresight import dates_after_change, dates_of_new, next_dates
from apps.rides.services.making import NOT_BEGUN
from apps.rides.workflows import SERIES
from hearth.kernel.authorization import can, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.problems import NotFound

PER_PAGE, SHORTLY, MOST_TEMPLATES, MOST_COMING = 20, 3, 200, 40
NEWEST = Keyset("-created_at", "-id")


class ClubSeriesPage(RidingPage):
    """A club's series with their next dates, and its templates, for its members."""

    access = "signed_in"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        club, subject = club_at(slug, self, "participate_rides"), self.subject
        rows = Series.objects.visible_to(subject).filter(organization=club, state=SeriesState.RUNNING)
        page = NEWEST.page(
            rows.select_related("organization", "captain"),
            limit=PER_PAGE,
            cursor=request.GET.get("cursor"),
        )
        templates = RideTemplate.objects.visible_to(subject).filter(organization=club)
        context = {
            "organization": club,
            "series": [told(each, next_dates(each, subject.now, SHORTLY)) for each in page.items],
            "page": links_of(page),
            "templates": list(templates.order_by("title", "id")[:MOST_TEMPLATES]),
            "leads": "lead_rides" in subject.capabilities_in(club.pk),
        }
        return self.show("series/list.html", context)


class CheckedPage(RidingPage):
    """A form in two steps: what it means is shown with its next dates, and then it is saved."""

    access = "signed_in"

    def answer(self, club: Organization, form: SeriesForm, series: Series | None = None) -> HttpResponse:
        """Show the form again, what it means, or what became of it."""
        step = self.request.POST.get("then", "check")
        if step == "dates":
            return self._dates_so_far(form)
        if not form.is_valid():
            return self.form_page(club, form, series, status=422)
        if step == "change":
            return self.form_page(club, form, series)
        self.spend("series.change" if series else "series.create")
        if step == "save":
            saved = self.try_form(form, lambda: self.save(club, form))
            if saved is None:
                return self.form_page(club, form, series, status=422)
            messages.success(self.request, "Saved." if series else f"{saved.title} comes again from now on.")
            return redirect("series", club.slug, saved.pk)
        dates = self.try_form(form, lambda: self.foresee(club, form))
        if dates is None:
            return self.form_page(club, form, series, status=422)
        return self._check_page(club, form, series, dates)

    def save(self, club: Organization, form: SeriesForm) -> Series:
        raise NotImplementedError

    def foresee(self, club: Organization, form: SeriesForm) -> list[datetime]:
        raise NotImplementedError

    def form_page(
        self, club: Organization, form: SeriesForm, series: Series | None, *, status: int = 200
    ) -> HttpResponse:
        context = {"organization": club, "form": form, "series": series}
        return self.show("series/form.html", context, status=status)

    def _dates_so_far(self, form: SeriesForm) -> HttpResponse:
        """What stands beside the form while it is filled in."""
        words, dates = form.foreseen(self.subject.now)
        return self.show("series/dates.html", {"words": words, "dates": on_days(dates, form.zone)})

    def _check_page(
        self, club: Organization, form: SeriesForm, series: Series | None, dates: list[datetime]
    ) -> HttpResponse:
        given = form.given()
        zone = ZoneInfo(club.timezone)
        first = dates[0].astimezone(zone).date()
        sent = [(name, value) for name, values in self.request.POST.lists() for value in values]
        context = {
            "organization": club,
            "series": series,
            "title": given["title"],
            "words": in_words(read_rule(given["rrule"]), first),
            "dates": on_days(dates, zone),
            "sent": [pair for pair in sent if pair[0] in form.fields or pair[0] == "version"],
        }
        return self.show("series/check.html", context)

    def after_refusal(self) -> str:
        return reverse("club-series", args=[self.kwargs["slug"]])


class NewSeriesPage(CheckedPage):
    """A new series; `?like=` a ride or `?template=` say what it begins with."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        club = club_at(slug, self, "lead_rides")
        source = source_of(self, club)
        start = source.starts_here if isinstance(source, Ride) else usual_start(ZoneInfo(club.timezone))
        start = max(start, usual_start(ZoneInfo(club.timezone)).replace(hour=start.hour, minute=start.minute))
        initial = {"audience": profile_of(club.pk).usual_audience, **copied(source), **usual_of(start)}
        initial["captain"] = self.subject.id
        return self.form_page(club, SeriesForm(club=club, initial=initial), None)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        club = club_at(slug, self, "lead_rides")
        return self.answer(club, SeriesForm(request.POST, club=club))

    def save(self, club: Organization, form: SeriesForm) -> Series:
        return services.create_series(club, by=self.subject, **form.given())

    def foresee(self, club: Organization, form: SeriesForm) -> list[datetime]:
        facts = {name: value for name, value in form.given().items() if name != "captain"}
        return dates_of_new(club, by=self.subject, **facts)


class SeriesPage(RidingPage):
    """One series: its rule in words, and its next rides."""

    access = "signed_in"

    def get(self, request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
        club = club_at(slug, self, "participate_rides")
        series, subject = series_at(self, club, id), self.subject
        dates = next_dates(series, subject.now) if series.ends_before is None else []
        rows = Ride.objects.filter(series=series, recurrence_id__in=dates).visible_to(subject)
        rides = {ride.recurrence_id: ride for ride in rows.select_related("organization")}
        days = zip(dates, on_days(dates, series.zone), strict=True)
        runs = SERIES.has_room(series, "end") and can(subject, "edit", series).allowed
        context = {
            "organization": club,
            **told(series, dates),
            "days": [(words, rides.get(moment), moment.isoformat()) for moment, words in days],
            "runs": runs,
        }
        return self.show("series/detail.html", context)


class EditSeriesPage(CheckedPage):
    """The series from one of its rides on, `?from=`, else all that is to come."""

    def get(self, request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
        club, series = self._open(slug, id)
        typed = rule_as_typed(read_rule(series.rrule), series.first_date)
        initial = {name: getattr(series, name) for name in (*COPIED, "first_date", "local_time")}
        initial |= {"captain": series.captain_id, "since": request.GET.get("from", "")}
        initial |= typed or {"repeats": "kept"}
        return self.form_page(club, self._form(club, series, initial=initial), series)

    def post(self, request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
        club, series = self._open(slug, id)
        return self.answer(club, self._form(club, series, request.POST), series)

    def save(self, club: Organization, form: SeriesForm) -> Series:
        series = series_at(self, club, self.kwargs["id"])
        seen = self.request.POST.get("version", "")
        return services.edit_series(series, by=self.subject, seen_version=seen, **form.given())

    def foresee(self, club: Organization, form: SeriesForm) -> list[datetime]:
        series = series_at(self, club, self.kwargs["id"])
        facts = {name: value for name, value in form.given().items() if name != "captain"}
        return dates_after_change(series, by=self.subject, **facts)

    def _open(self, slug: str, id: UUID) -> tuple[Organization, Series]:
        club = club_at(slug, self, "lead_rides")
        series = series_at(self, club, id)
        require(self.subject, "edit", series)
        SERIES.guard(series, "edit", by=self.subject)
        return club, series

    def _form(self, club: Organization, series: Series, data: Any = None, **more: Any) -> SeriesForm:
        rides = Ride.objects.filter(series=series, state__in=NOT_BEGUN, recurrence_id__gt=self.subject.now)
        moments = list(rides.order_by("recurrence_id").values_list("recurrence_id", flat=True)[:MOST_COMING])
        words = on_days(moments, series.zone)
        coming = [(moment.isoformat(), day) for moment, day in zip(moments, words, strict=True)]
        form = SeriesForm(data, club=club, coming=coming, present=series.route_id, **more)
        if rule_as_typed(read_rule(series.rrule), series.first_date) is None:
            form.keep(series.rrule, series.first_date)
        return form


class SeriesActPage(RidingPage, ActPage):
    """Ends a series."""

    acts = {
        "end": Act(
            service=services.end_series,
            done="{title} does not come again.",
            asks="End {title}?",
            explains="No more rides are made of it. Whoever has a place in one that you cancel is told.",
            button="End the series",
            grave=True,
            form=EndForm,
            limit="series.change",
        )
    }

    def load(self, id: UUID) -> Series:
        return series_at(self, club_at(self.kwargs["slug"], self, "participate_rides"), id)

    def check(self, row: Series, verb: str) -> None:
        require(self.subject, verb, row)
        SERIES.guard(row, verb, by=self.subject)

    def words(self, row: Series) -> dict[str, str]:
        return {"title": row.title}

    def context(self, row: Series, act: Act, form: forms.Form) -> dict[str, Any]:
        return {**super().context(row, act, form), "community": "riding"}

    def after_refusal(self) -> str:
        return reverse("club-series", args=[self.kwargs["slug"]])


def series_at(page: RidingPage, club: Organization, id: UUID) -> Series:
    rows = Series.objects.select_related("organization", "captain", "user", "route")
    found: Series | None = rows.visible_to(page.subject).filter(organization=club, pk=id).first()
    if found is None:
        raise NotFound()
    return found


def told(series: Series, dates: list[datetime]) -> dict[str, Any]:
    """A series with what is said of it."""
    return {
        "series": series,
        "words": in_words(read_rule(series.rrule), series.first_date),
        "dates": on_days(dates, series.zone),
    }
