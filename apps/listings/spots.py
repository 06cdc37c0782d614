"""Where people search from, as they say it: `-33.87,151.21`, a suburb, or a suburb and its region."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from apps.listings.geography import Point, as_point, rounded
from apps.listings.models import Place
from apps.listings.together import Rows, Sql, answers_to, sql_of
from hearth.kernel.api.filtering import AMBIGUOUS

COORDINATES = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d{1,15})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,15})?)\s*", re.ASCII)
CHOICES = 10


@dataclass(frozen=True)
class Spot:
    """A place to search around."""

    latitude: float
    longitude: float
    label: str

    @property
    def point(self) -> str:
        return as_point(self.latitude, self.longitude)

    @property
    def degrees(self) -> Point:
        return self.latitude, self.longitude


def spot_of(words: str) -> Spot:
    """Find it; raise ValidationError for no place, and for a name of several with the code `ambiguous`."""
    if spot := spot_at(words):
        return spot
    (places,) = answers_to(places_called(words))
    return spot_among(places, words)


def spot_at(words: str) -> Spot | None:
    """The very position, where it is one; raise ValidationError for one that is not on the earth."""
    if found := COORDINATES.fullmatch(words):
        latitude, longitude = float(found[1]), float(found[2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise ValidationError("Latitude is -90 to 90 and longitude -180 to 180.", code="out_of_range")
        # Nobody's position is finer than this either; it makes the same question of the same street.
        return Spot(float(rounded(latitude)), float(rounded(longitude)), words.strip())
    return None


def places_called(words: str) -> Sql:
    """The question that `spot_among` wants the answer to."""
    rows = Place.objects.called(words).order_by("region", "id")
    return sql_of(rows.values("name", "region", "latitude", "longitude")[:CHOICES])


def spot_among(rows: Rows, words: str) -> Spot:
    """The only place of that name; raise ValidationError as `spot_of` does."""
    places = [Place(**row) for row in rows]
    if not places:
        raise _unknown(words)
    if len(places) > 1:
        choices = [str(place) for place in places]
        raise ValidationError(
            "There are several places of that name: %(listed)s.",
            code=AMBIGUOUS,
            params={"listed": "; ".join(choices), "choices": choices},
        )
    place = places[0]
    return Spot(float(place.latitude), float(place.longitude), str(place))


def _unknown(words: str) -> ValidationError:
    """With what there is that begins alike."""
    beginning = words.strip()[:3]
    known = [str(place) for place in Place.objects.beginning_with(beginning).order_by("name", "id")[:5]]
    hint = " Some that there are: %(listed)s." if known else ""
    return ValidationError(
        f"We know no place of that name.{hint}",
        code="unknown",
        params={"listed": "; ".join(known), "choices": known},
    )
