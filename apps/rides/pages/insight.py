"""How a club's riding goes, for those who look after it: figures, and the same as charts and tables."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides.drawing import Bar, bars_svg, line_svg
from apps.rides.insight import SPANS, USUAL, Insight, Week, check_may_see, insight, may_see_names
from apps.rides.pages.base import RidingPage
from hearth.kernel.problems import NotAllowed, NotFound

LABELS = {"quarter": "Quarter", "season": "Half a year", "year": "Year"}


class InsightPage(RidingPage):
    access = "signed_in"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        club = self.club()
        asked = request.GET.get("range", "")
        span = asked if asked in SPANS else USUAL
        found = insight(club, span, timezone.now(), names=may_see_names(club, self.subject))
        context = {
            "organization": club,
            "spans": [(name, label, name == span) for name, label in LABELS.items()],
            "weeks": len(found.weeks),
            "insight": found,
            "is_empty": not (found.totals.rides or found.totals.cancelled),
            "tiles": _tiles(found),
            "charts": _charts(found),
            "leaders": _leaders(found),
        }
        return self.show("insight.html", context)

    def club(self) -> Organization:
        """Nobody else is told that there is such a page."""
        rows = Organization.objects.filter(kind="club").at_address(self.kwargs["slug"])
        found: Organization | None = rows.visible_to(self.subject).first()
        if found is None:
            raise NotFound()
        try:
            check_may_see(found, self.subject)
        except NotAllowed:
            raise NotFound() from None
        return found


def _tiles(found: Insight) -> list[dict[str, Any]]:
    now, before = found.totals, found.before
    return [
        _tile("Rides", f"{now.rides:,}", now.rides, before.rides),
        _tile("Kilometres", f"{now.distance_km:,.0f}", float(now.distance_km), float(before.distance_km)),
        _tile("Riders each time", _figure(now.riders_each), now.riders_each, before.riders_each),
        _tile("Came as they said", _percent(now.attendance), now.attendance, before.attendance, share=True),
        _tile(
            "No-shows", _percent(now.no_shows), now.no_shows, before.no_shows, share=True, less_is_good=True
        ),
        _tile("First rides", f"{now.newcomers:,}", now.newcomers, before.newcomers),
    ]


def _tile(
    label: str,
    value: str,
    now: float | None,
    before: float | None,
    *,
    share: bool = False,
    less_is_good: bool = False,
) -> dict[str, Any]:
    """A figure, and how it differs from the weeks before where both are known."""
    change, mood = "", ""
    if now is not None and before:
        by = 100 * (now - before) if share else 100 * (now - before) / before
        change = f"{abs(by):,.0f}{' points' if share else ' %'}"
        if change.startswith("0"):
            change = "As before"
        else:
            change = f"{'Up' if by > 0 else 'Down'} {change}"
            mood = "good" if (by > 0) != less_is_good else "worse"
    return {
        "label": label,
        "value": value,
        "change": change,
        "mood": mood,
        "rises": change[:2] == "Up",
    }


def _charts(found: Insight) -> list[dict[str, Any]]:
    weeks = found.weeks
    return [
        {
            "key": "rides",
            "title": "Rides per week",
            "legend": ("Ridden", "Cancelled"),
            "svg": bars_svg(
                "rides",
                "Rides per week",
                f"{found.totals.rides} ridden and {found.totals.cancelled} cancelled.",
                _bars(weeks, lambda week: week.rides, _rides, lambda week: week.cancelled),
            ),
            "columns": ("Ridden", "Cancelled"),
            "rows": [(week.begins_on, (week.rides, week.cancelled)) for week in weeks],
        },
        {
            "key": "kilometres",
            "title": "Kilometres per week",
            "svg": line_svg(
                "kilometres",
                "Kilometres per week",
                f"{found.totals.distance_km:,.0f} km together.",
                _bars(
                    weeks, lambda week: float(week.distance_km), lambda week: f"{week.distance_km:,.0f} km"
                ),
            ),
            "columns": ("Kilometres",),
            "rows": [(week.begins_on, (f"{week.distance_km:,.0f}",)) for week in weeks],
        },
        {
            "key": "attendance",
            "title": "Came as they said",
            "svg": line_svg(
                "attendance",
                "Share of those with a place who came, per week",
                f"{_percent(found.totals.attendance)} over all these weeks.",
                _bars(weeks, _attendance, _attended),
                top=100,
                unit=" %",
            ),
            "columns": ("Came", "Did not come", "Excused"),
            "rows": [(week.begins_on, (week.came, week.missed, week.excused)) for week in weeks],
        },
        {
            "key": "newcomers",
            "title": "First rides with the club",
            "svg": bars_svg(
                "newcomers",
                "First rides with the club, per week",
                f"{found.totals.newcomers} people came for the first time.",
                _bars(
                    weeks, lambda week: week.newcomers, lambda week: f"{week.newcomers} for the first time"
                ),
            ),
            "columns": ("First rides",),
            "rows": [(week.begins_on, (week.newcomers,)) for week in weeks],
        },
    ]


def _bars(
    weeks: list[Week],
    value: Callable[[Week], float | None],
    says: Callable[[Week], str],
    more: Callable[[Week], float] = lambda week: 0,
) -> list[Bar]:
    return [
        Bar(
            begins_on=week.begins_on,
            value=value(week),
            more=more(week),
            says=f"Week of {week.begins_on.day} {week.begins_on:%B}: {says(week)}",
        )
        for week in weeks
    ]


def _rides(week: Week) -> str:
    words = "1 ride" if week.rides == 1 else f"{week.rides} rides"
    return f"{words}, {week.cancelled} cancelled" if week.cancelled else words


def _attendance(week: Week) -> float | None:
    return None if week.attendance is None else 100 * week.attendance


def _attended(week: Week) -> str:
    known = week.came + week.missed + week.excused
    return f"{week.came} of {known} came" if known else "no roll was called"


def _leaders(found: Insight) -> list[dict[str, Any]]:
    """Each with the widths of their bar, of a hundred."""
    most = max((leader.times for leader in found.leaders), default=1)
    return [
        {
            "leader": leader,
            "captained": round(100 * leader.captained / most, 1),
            "led": round(100 * leader.led / most, 1),
        }
        for leader in found.leaders
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"
