"""Where something is, as people say it: a place's name, a point on a small map, or exact figures."""

from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians
from typing import Any

from django import forms
from django.urls import NoReverseMatch, reverse

from apps.organizations.models import Organization
from apps.rides.distances import DEGREE_KM, Spot, spot_of
from apps.rides.models import Ride

REACH_KM = 10
"""From the middle of the map to its edge, until somebody looks closer or wider."""
SIZE = 200.0
MOST_MARKS, LOOKED_AT = 12, 60
Place = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """Something that one knows on the map."""

    name: str
    latitude: str
    longitude: str
    x: float
    y: float


@dataclass(frozen=True)
class SpotMap:
    """A square with north up, around a place that is known, and where the point is on it."""

    latitude: str
    longitude: str
    marks: list[Mark]
    pin: tuple[float, float] | None
    km: int = REACH_KM


class SpotFields(forms.Form):
    """`latitude` and `longitude`, found by words; where both are said, the words count."""

    spot = forms.CharField(
        label="Where on the map?",
        required=False,
        max_length=120,
        help_text="A suburb or town, or a point as maps copy it, such as “-33.87, 151.21”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["spot"]
        field.below = "rides/spot.html"
        field.widget.attrs |= {"autocomplete": "off"}
        try:
            field.widget.attrs |= {"list": "places", "data-places": reverse("api-places")}
        except NoReverseMatch:
            field.suggests = False  # where nobody keeps a gazetteer
        else:
            field.suggests = True

    def clean_spot(self) -> Any:
        words = self.cleaned_data.get("spot", "")
        return spot_of(words) if words else None

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        found = self.cleaned_data.pop("spot", None)
        if found is not None:
            self.put(found)
        return given

    def put(self, found: Spot) -> None:
        """Let this be where it is."""
        for name in ("latitude", "longitude"):
            self.cleaned_data[name] = round(Decimal(getattr(found, name)), 5)

    @property
    def exact(self) -> list[forms.BoundField]:
        return [self["latitude"], self["longitude"]]

    @property
    def is_exact_wrong(self) -> bool:
        return any(field.errors for field in self.exact)

    @property
    def present(self) -> Place | None:
        """Where the point is just now, as the form shows it."""
        try:
            latitude, longitude = (float(field.value()) for field in self.exact)
        except (TypeError, ValueError):
            return None
        return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None

    def around(self) -> tuple[Place | None, list[tuple[str, Place]]]:
        """What the map is drawn around while there is no point, and what else one knows on it."""
        return None, []

    @property
    def map(self) -> SpotMap | None:
        """None where nothing is known that it could be drawn around."""
        middle, known = self.around()
        present = self.present
        middle = present or middle or (known[0][1] if known else None)
        if middle is None:
            return None
        marks = [
            Mark(name, str(place[0]), str(place[1]), *at)
            for name, place in known
            if place != present and (at := _drawn(place, middle)) is not None
        ]
        pin = _drawn(present, middle) if present else None
        return SpotMap(str(middle[0]), str(middle[1]), marks[:MOST_MARKS], pin)


def known_to(club: Organization) -> tuple[Place | None, list[tuple[str, Place]]]:
    """Where a club is, and where its last rides met, each place once."""
    home = None
    if club.latitude is not None and club.longitude is not None:
        home = float(club.latitude), float(club.longitude)
    rides = Ride.objects.filter(organization=club.pk, latitude__isnull=False, moderation="shown")
    columns = ("meeting_point", "latitude", "longitude")
    met: dict[Place, str] = {}
    for name, latitude, longitude in rides.order_by("-starts_at", "-pk").values_list(*columns)[:LOOKED_AT]:
        met.setdefault((float(latitude), float(longitude)), name)
    return home, [(name, place) for place, name in met.items()]


def _drawn(place: Place, middle: Place) -> tuple[float, float] | None:
    """Where a place is on the square; None beyond its edge."""
    scale = SIZE / 2 * DEGREE_KM / REACH_KM
    turn = (place[1] - middle[1] + 540) % 360 - 180
    x = SIZE / 2 + turn * cos(radians(middle[0])) * scale
    y = SIZE / 2 - (place[0] - middle[0]) * scale
    inside = 0 <= x <= SIZE and 0 <= y <= SIZE
    return (round(x, 1), round(y, 1)) if inside else None
