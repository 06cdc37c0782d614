"""Coming rides, day by day: the public ones, and for members those of their clubs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides.choices import Difficulty, Kind
from apps.rides.models import Participation, Ride
from apps.rides.pages.base import RidingPage
from apps.rides.pages.clocks import day
from hearth.kernel.authorization import Subject
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of

PER_PAGE = 30
MOST_REGIONS = 60
BY_START = Keyset("starts_at", "id")
DISTANCES = {
    "short": ("Up to 40 km", (None, Decimal(40))),
    "middle": ("40 to 80 km", (Decimal(40), Decimal(80))),
    "long": ("80 to 120 km", (Decimal(80), Decimal(120))),
    "longest": ("More than 120 km", (Decimal(120), None)),
}
MINE = "mine"


@dataclass(frozen=True)
class Select:
    """One thing to narrow the list by."""

    name: str
    label: str
    any: str
    choices: Sequence[tuple[str, str]]
    value: str

    @property
    def words(self) -> str:
        return dict(self.choices).get(self.value, self.value)


class RideListPage(RidingPage):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        selects = selects_of(request.GET, self.subject)
        used = {select.name: select.value for select in selects if select.value}
        rows = Ride.objects.for_display().select_related("captain__avatar")
        parts = [narrowed(part, used, self.subject) for part in parts_of(self.subject)]
        page = BY_START.page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"), parts=parts)
        links = links_of(page, **used)
        context = {
            "days": by_day(page.items, own_marks(page.items, self.subject)),
            "selects": selects,
            "chips": [(select.words, _without(used, select.name)) for select in selects if select.value],
            "page": {**links, "by_time": False},
        }
        return self.show("list.html", context)


def parts_of(subject: Subject) -> list[QuerySet[Ride]]:
    """What is to come, in pieces that each have an index: for everybody, of one's clubs, one's own places."""
    rows = Ride.objects.upcoming().visible_to(subject)
    parts: list[QuerySet[Ride]] = [rows.in_public()]
    if clubs := subject.organizations_with("participate_rides"):
        parts.append(rows.filter(organization__in=clubs))
    return parts


def narrowed(rows: QuerySet[Ride], used: dict[str, str], subject: Subject) -> QuerySet[Ride]:
    for name in ("kind", "difficulty"):
        if name in used:
            rows = rows.filter(**{name: used[name]})
    if "region" in used:
        rows = rows.filter(organization__region=used["region"])
    if used.get("club") == MINE:
        rows = rows.filter(organization__in=subject.organizations_with("participate_rides"))
    elif "club" in used:
        rows = rows.filter(organization__slug=used["club"])
    if "distance" in used:
        least, most = DISTANCES[used["distance"]][1]
        rows = rows.filter(distance_km__gte=least) if least is not None else rows
        rows = rows.filter(distance_km__lte=most) if most is not None else rows
    return rows


def selects_of(given: QueryDict, subject: Subject) -> list[Select]:
    """What the list can be narrowed by, each with the value in use; nonsense counts as none."""
    regions = _regions()
    clubs = _clubs(subject, given.get("club", ""))
    offered: list[tuple[str, str, str, Sequence[tuple[str, str]]]] = [
        ("region", "Region", "Everywhere", [(name, name) for name in regions]),
        ("kind", "Kind", "Any kind", Kind.choices),
        ("difficulty", "How hard", "Any", Difficulty.choices),
        ("distance", "How far", "Any distance", [(name, words) for name, (words, _) in DISTANCES.items()]),
        ("club", "Club", "Any club", clubs),
    ]
    found = []
    for name, label, nothing, choices in offered:
        value = given.get(name, "")
        found.append(Select(name, label, nothing, choices, value if value in dict(choices) else ""))
    return found


def by_day(rides: Iterable[Ride], own: dict[Any, Participation]) -> list[tuple[str, list[Any]]]:
    """Rides with the reader's own place, under the day on which they start on their club's clocks."""
    now, days = timezone.now(), dict[date, list[Any]]()
    for ride in rides:
        days.setdefault(ride.starts_here.date(), []).append((ride, own.get(ride.pk)))
    return [(day(those[0][0].starts_here, now), those) for those in days.values()]


def own_marks(rides: Sequence[Ride], subject: Subject) -> dict[Any, Participation]:
    """The person's own live place in each of some rides."""
    if subject.id is None or not rides:
        return {}
    rows = Participation.objects.live().filter(ride__in=[ride.pk for ride in rides], user=subject.id)
    of = {ride.pk: ride for ride in rides}
    found = {}
    for place in rows:
        place.ride = of[place.ride_id]
        found[place.ride_id] = place
    return found


def _regions() -> list[str]:
    """The regions of clubs that have a page."""
    rows = Organization.objects.filter(kind="club", status="approved").exclude(region="")
    return list(rows.order_by("region").values_list("region", flat=True).distinct()[:MOST_REGIONS])


def _clubs(subject: Subject, wanted: str) -> list[tuple[str, str]]:
    """One's own clubs together and one by one, and any other that the address names."""
    mine = subject.organizations_with("participate_rides")
    rows = Organization.objects.filter(kind="club", pk__in=mine).order_by("name")
    found = [(MINE, "My clubs")] if mine else []
    found += [(club.slug, club.name) for club in rows]
    if wanted and wanted not in dict(found) and len(wanted) <= 100 and "\x00" not in wanted:
        other = Organization.objects.filter(kind="club", slug=wanted, status="approved").first()
        found += [(other.slug, other.name)] if other else []
    return found


def _without(used: dict[str, str], name: str) -> str:
    rest = {other: value for other, value in used.items() if other != name}
    return reverse("rides") + (f"?{urlencode(rest)}" if rest else "")
