"""Where listings are: the middle of a suburb, rounded; and which are nearer, as the earth is round."""

import itertools
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.listings import services
from apps.listings.geography import chord, kilometres, whole_kilometres
from apps.listings.models import Pet, Place
from apps.listings.services.places import load_places, locate_pets
from apps.organizations.services import edit_organization
from hearth.kernel.problems import Invalid
from tests import background, factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PETS = "/api/v1/pets"
HEAD = "name,region,country,latitude,longitude\n"


def places(*rows: str) -> Any:
    return load_places((HEAD + "\n".join(rows)).splitlines(keepends=True))


def where(pet: Pet) -> tuple[str, str]:
    pet.refresh_from_db()
    return str(pet.latitude), str(pet.longitude)


def new(cast: Cast, **facts: Any) -> Pet:
    given = {"name": "Waffle", "species": "cat", "suburb": "Wattle Cove", "region": "saltwater bay"}
    made: Pet = services.create_pet(by=cast.subject("petra"), **given | facts)
    return made


def test_is_the_rounded_middle_of_the_suburb(cast: Cast) -> None:
    places("Wattle Cove,Saltwater Bay,AU,-35.71234,150.18765", "Old Jetty,Saltwater Bay,,-35.6,150.1")
    pet = new(cast)
    assert where(pet) == ("-35.71000", "150.19000")
    services.edit_pet(pet, by=cast.subject("petra"), suburb="Old Jetty")
    assert where(pet) == ("-35.60000", "150.10000")
    services.edit_pet(pet, by=cast.subject("petra"), suburb="Nowhere")
    assert where(pet) == ("None", "None")


def test_is_the_place_of_the_organisation_in_its_own_suburb_alone(cast: Cast) -> None:
    places("Wattle Cove,Saltwater Bay,AU,-35.7,150.1", "Old Jetty,Saltwater Bay,AU,-35.6,150.1")
    harbour = factories.organization(
        "Harbour Paws", founder=cast.rosa, suburb="Wattle Cove", region="Saltwater Bay",
        latitude="-35.74567", longitude="150.12345",
    )  # fmt: skip
    here = factories.pet(cast.rosa, organization=harbour)
    fostered = factories.pet(cast.rosa, organization=harbour, suburb="Old Jetty")
    private = factories.pet(cast.rosa)
    assert locate_pets(Pet.objects.all()) == 3
    assert where(here) == ("-35.75000", "150.12000")
    assert where(fostered) == ("-35.60000", "150.10000")
    assert where(private) == ("-35.70000", "150.10000")
    edit_organization(harbour, by=cast.subject("rosa"), latitude="-35.5")
    background.drain()
    assert where(here) == ("-35.50000", "150.12000")
    assert locate_pets(Pet.objects.all()) == 0


def test_three_questions_do_not_find_a_private_owner(cast: Cast) -> None:
    """Whole kilometres to the middle of a suburb: all who list there are the same distance away."""
    places("Wattle Cove,Saltwater Bay,AU,-35.71234,150.18765")
    for number in range(3):
        new(cast, name=f"Pet {number}")
    Pet.objects.update(moderation="approved", published_at="2026-01-01T00:00:00Z")
    for spot in ("-35.7,150.2", "-35.9,150.1", "-35.6,150.4"):
        rows = cast.client().get(f"{PETS}?near={spot}").json()["results"]
        assert len({row["distance_km"] for row in rows}) == 1
        assert len(rows) == 3
        assert all(isinstance(row["distance_km"], int) for row in rows)


def test_reads_places_again_and_again_and_deletes_none(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    rows = ["Wattle Cove,Saltwater Bay,AU,-35.7,150.1", "Old Jetty,Saltwater Bay,NZ,-35.6,150.1"]
    first = places(*rows)
    assert (first.added, first.changed, first.same, first.moved) == (2, 0, 0, 1)
    again = places(*rows)
    assert (again.added, again.changed, again.same, again.moved) == (0, 0, 2, 0)
    corrected = places("WATTLE COVE,Saltwater Bay,AU,-35.8,150.1")
    assert (corrected.changed, corrected.moved) == (1, 1)
    assert where(pet)[0] == "-35.80000"
    assert Place.objects.count() == 2


def test_says_what_is_wrong_with_each_row_and_reads_the_others() -> None:
    bad = ["A,B,AU,91,0", "A,B,AU,,0", "A,B,AU,x,0", ",B,AU,1,1", "A,,AU,1,1", "A,B,AUS,1,1", "A,B,AU,nan,1"]
    bad += ["A,B,AU,1,1,1", "x" * 81 + ",B,AU,1,1", "A,B,AU,1,181", "A,B,AU,1", "A,B,AU,1e999,1"]
    loaded = places(*bad, "Old Jetty,Saltwater Bay,AU,-35.6,150.1")
    assert [line for line, _ in loaded.refused] == list(range(2, len(bad) + 2))
    assert all(words for _, words in loaded.refused)
    assert loaded.added == Place.objects.count() == 1
    for text in ("", "name,region\n", 'name,region,latitude,longitude\n"open'):
        with pytest.raises(Invalid):
            load_places(text.splitlines(keepends=True))


def test_command_tells_what_it_did(tmp_path: Path) -> None:
    file, told = tmp_path / "places.csv", StringIO()
    file.write_text(f"{HEAD}Old Jetty,Saltwater Bay,AU,-35.6,150.1\n", encoding="utf-8-sig")
    call_command("load_places", str(file), stdout=told)
    assert told.getvalue().startswith("1 added, 0 corrected")
    file.write_text(f"{HEAD}Old Jetty,Saltwater Bay,AU,100,150.1\n")
    with pytest.raises(CommandError, match="1 lines were left out"):
        call_command("load_places", str(file), stdout=told, stderr=told)
    for bad in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(CommandError):
            call_command("load_places", str(bad))
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError):
        call_command("load_places", str(file))
    call_command("locate_pets", stdout=told)


DEGREES = st.tuples(st.integers(-8999, 8999), st.integers(-17999, 17999))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spots=st.lists(DEGREES, min_size=12, max_size=12, unique=True),
    around=st.lists(st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=6, max_size=6),
    start=DEGREES,
)
def test_nearest_by_index_is_nearest_on_earth(
    cast: Cast, spots: list[tuple[int, int]], around: list[tuple[int, int]], start: tuple[int, int]
) -> None:
    """All over the earth, across the date line and at its ends, and close by."""
    Pet.objects.all().delete()
    close = [(max(-9000, min(9000, start[0] + south)), start[1] + east) for south, east in around]
    close = [(south, (east + 18000) % 36000 - 18000) for south, east in close]
    points = [(south / 100, east / 100) for south, east in [*spots, *close]]
    pets = factories.many_pets(cast.petra, len(points))
    for pet, (latitude, longitude) in zip(pets, points, strict=True):
        pet.latitude, pet.longitude = latitude, longitude
    Pet.objects.bulk_update(pets, ["latitude", "longitude"])
    here = (start[0] / 100, start[1] / 100)
    place = {pet.name: point for pet, point in zip(pets, points, strict=True)}
    address: str | None = (
        f"{PETS}?near={quote(f'{here[0]},{here[1]}')}&within_km=500&ordering=distance&limit=5"
    )
    rows: list[dict[str, Any]] = []
    while address:
        answer = cast.client().get(address).json()
        rows, address = [*rows, *answer["results"]], answer["next"]
    away = [kilometres(here, place[row["name"]]) for row in rows]
    # Within one place the newest come first, which moves nobody by more than 64 metres.
    assert all(nearer <= further + 0.065 for nearer, further in itertools.pairwise(away))
    assert [row["distance_km"] for row in rows] == [whole_kilometres(here, place[r["name"]]) for r in rows]
    within = {name for name, point in place.items() if kilometres(here, point) < 499.9}
    reach = {name for name, point in place.items() if kilometres(here, point) < 500.1}
    assert within <= {row["name"] for row in rows} <= reach


def test_chords_are_as_long_as_their_arcs_in_small() -> None:
    assert chord(1) == pytest.approx(1 / 6371)
    assert kilometres((-33.87, 151.21), (-37.81, 144.96)) == pytest.approx(713, abs=2)
    assert kilometres((0, 179.5), (0, -179.5)) == pytest.approx(111.2, abs=0.1)


def test_goes_a_thousand_deep_and_within_one_suburb_newest_first(cast: Cast) -> None:
    pets = factories.many_pets(cast.petra, 1030, latitude="-35.7", longitude="150.1")
    address: str | None = f"{PETS}?near=-35.7,150.1&ordering=distance&limit=100"
    seen: list[str] = []
    while address:
        answer = cast.client().get(address).json()
        seen, previous = [*seen, *(row["name"] for row in answer["results"])], answer["previous"]
        address = answer["next"]
    assert seen == [pet.name for pet in pets[:1000]]
    back = cast.client().get(previous).json()
    assert [row["name"] for row in back["results"]] == seen[800:900]
