"""Which animals and organisations there are, for a question in that API's words."""

from math import cos, radians
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ExpressionWrapper, F, FloatField, Func, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Cos, Power, Radians, Sin, Sqrt
from django.http import QueryDict
from django.utils import timezone

from apps.listings.api.filters import PublicPetFilter
from apps.listings.choices import Species
from apps.listings.geography import chord
from apps.listings.models import Pet
from apps.listings.spots import Spot, spot_of
from apps.organizations.models import Organization
from apps.petfinder.compat.parameters import Asked
from apps.petfinder.compat.problems import invalid
from apps.petfinder.compat.shape import PRIVATE_OWNERS
from apps.petfinder.kinds import AnimalType
from apps.petfinder.models import ApiClient
from hearth.kernel.authorization import ANONYMOUS

SHUFFLED = 5_000
"""A random order is one of the newest so many."""
MOST_BREEDS = 1000


def shown() -> Any:
    """Animals as strangers see them, whatever their status."""
    return (
        Pet.objects.in_public()
        .for_display()
        .select_related("animal_number")
        .filter(animal_number__isnull=False)
    )


def find_animals(asked: Asked, client: ApiClient) -> QuerySet[Any]:
    """The animals that were asked for, in their order; raises `Refused` for what no filter understands."""
    rows = shown()
    if asked.status == "adoptable":
        rows = rows.live()
    elif asked.status == "adopted":
        rows = rows.filter(moderation="approved", placement="adopted")
    else:
        return Pet.objects.none()
    return Pet.objects.none() if asked.impossible else _ordered(_filtered(rows, asked), asked, client)


def _filtered(rows: Any, asked: Asked) -> Any:
    filters = dict(asked.filters)
    owners = filters.pop("organization", [])
    if owners:
        mine = rows.filter(organization__slug__in=[slug.lower() for slug in owners])
        rows = mine | rows.filter(organization=None) if PRIVATE_OWNERS in owners else mine
    given = QueryDict(mutable=True)
    for name, values in filters.items():
        given.setlist(name, values)
    found = PublicPetFilter(given, rows)
    if not found.is_valid():
        names = {"near": "location", "within_km": "distance", "colour": "color", "age_group": "age"}
        raise invalid(
            (names.get(name, name), " ".join(error["message"] for error in errors))
            for name, errors in found.errors.get_json_data().items()
        )
    return found.qs


def _ordered(rows: Any, asked: Asked, client: ApiClient) -> Any:
    if asked.sort == "-recent":
        return rows.order_by("published_at", "pk")
    if asked.sort == "random":
        return _shuffled(rows, client)
    if asked.sort.endswith("distance"):
        return rows.order_by(asked.sort, "pk")
    return rows.order_by("-published_at", "-pk")


def _shuffled(rows: Any, client: ApiClient) -> Any:
    """Another order every hour and for every client, in which its pages follow each other."""
    seed = Value(f"{client.pk}{timezone.now():%Y%m%d%H}")
    newest = rows.order_by("-published_at", "-pk").values("pk")[:SHUFFLED]
    shuffle = Func(
        Func(Cast("pk", TextField()), seed, function="CONCAT", output_field=TextField()), function="MD5"
    )
    return shown().filter(pk__in=newest).order_by(shuffle)


def organizations() -> Any:
    """Rescues as strangers see them."""
    return Organization.objects.filter(kind="rescue").visible_to(ANONYMOUS).select_related("logo")


def find_organizations(asked: Asked) -> QuerySet[Any]:
    rows, filters = organizations(), asked.filters
    if name := filters.get("name") or filters.get("query"):
        rows = rows.filter(name__icontains=name[0])
    if state := filters.get("state"):
        rows = rows.filter(region__iexact=state[0])
    if country := filters.get("country"):
        rows = rows.filter(country__iexact=country[0])
    if spot := _spot_of(asked):
        rows = rows.filter(latitude__isnull=False, longitude__isnull=False).annotate(
            distance=_straight_to(spot.latitude, spot.longitude)
        )
        rows = rows.filter(distance__lte=chord(float(filters["within_km"][0])))
    orders = {"name": "name", "country": "country", "state": "region"}
    if spot:
        orders["distance"] = "distance"
    column = orders.get(asked.sort.lstrip("-"), "name")
    return rows.order_by(f"-{column}" if asked.sort.startswith("-") else column, "pk")


def _spot_of(asked: Asked) -> Spot | None:
    try:
        return spot_of(asked.filters["near"][0]) if "near" in asked.filters else None
    except ValidationError as error:
        raise invalid([("location", " ".join(error.messages))]) from None


def _straight_to(latitude: float, longitude: float) -> Any:
    """The straight way through a sphere of radius 1, as `geography.chord` has it, by the haversine."""
    north, east = Radians(F("latitude")), Radians(F("longitude"))
    half = Power(Sin((north - radians(latitude)) / 2), 2) + Cos(north) * cos(radians(latitude)) * Power(
        Sin((east - radians(longitude)) / 2), 2
    )
    return ExpressionWrapper(2 * Sqrt(half), FloatField())


def breeds_of(kind: AnimalType) -> list[str]:
    """The breeds of the animals that strangers may see, by name."""
    found: set[str] = set()
    for species in kind.species:
        found.update(_breeds_of(species))
    return sorted(found, key=str.casefold)


def _breeds_of(species: Species) -> list[str]:
    """Hop from one breed to the next in the index `pet_breeds`, instead of looking at every pet."""
    rows = Pet.objects.in_public().filter(species=species).order_by("breed").values("breed")
    first, of_first = rows.filter(breed__gt="")[:1].query.sql_with_params()
    following, of_following = rows.filter(breed__gt=RawSQL("breeds.breed", ()))[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE breeds(breed) AS (
                ({first}) UNION ALL SELECT ({following}) FROM breeds WHERE breeds.breed IS NOT NULL
            )
            SELECT breed FROM breeds WHERE breed IS NOT NULL LIMIT {MOST_BREEDS}
            """,  # noqa: S608 - query sets wrote it
            [*of_first, *of_following],
        )
        return [breed for (breed,) in cursor.fetchall()]
