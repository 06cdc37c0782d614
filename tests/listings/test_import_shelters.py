"""What ASM answers to json_adoptable_animals, taken into the same rows as a table."""

import json
from typing import Any

import pytest

from apps.listings.importing import shelters
from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel.jobs import run_waiting
from hearth.kernel.problems import Invalid
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.listings.importing import finished
from tests.media.remote import Remote, jpeg, remote

__all__ = ["no_file_stays", "remote"]

pytestmark = pytest.mark.django_db

SARAH: dict[str, Any] = {
    "ID": 174,
    "SHELTERCODE": "D2010001",
    "ANIMALNAME": "Sarah",
    "SPECIESNAME": "Cat",
    "PETFINDERSPECIES": "Cat",
    "BREEDNAME": "British Shorthair / Siamese",
    "BREEDNAME1": "British Shorthair",
    "BREEDNAME2": "Siamese",
    "CROSSBREED": 1,
    "SEX": 0,
    "SEXNAME": "Female",
    "SIZE": 1,
    "SIZENAME": "Large",
    "COATTYPE": 0,
    "COATTYPENAME": "Short",
    "BASECOLOURNAME": "Black",
    "DATEOFBIRTH": "2018-01-18T00:00:00",
    "ESTIMATEDDOB": 1,
    "ISGOODWITHCATS": 0,
    "ISGOODWITHDOGS": 1,
    "ISGOODWITHCHILDREN": 5,
    "ISHOUSETRAINED": 2,
    "NEUTERED": 1,
    "VACCGIVENCOUNT": 2,
    "HASSPECIALNEEDS": 1,
    "HEALTHPROBLEMS": "One eye",
    "IDENTICHIPNUMBER": "977200001234567",
    "FEE": 12550,
    "WEBSITEMEDIANOTES": "She purrs &amp; naps.<br/>It&#8217;s a good life.",
    "ANIMALCOMMENTS": "Internal.",
    "WEBSITEMEDIANAME": "118.jpg",
    "WEBSITEIMAGECOUNT": 2,
    "CURRENTOWNERNAME": "Somebody private",
    "DECEASEDDATE": None,
    "ISNOTAVAILABLEFORADOPTION": 0,
}


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def brought(cast: Cast, harbour: Organization, animals: Any, **facts: Any) -> dict[str, Any]:
    body = {"kind": "sheltermanager", "organization": str(harbour.pk), "json": json.dumps(animals), **facts}
    return finished(cast, cast.client("rosa").post("/api/v1/imports", body))


def test_maps_what_it_knows(cast: Cast, harbour: Organization) -> None:
    assert brought(cast, harbour, [SARAH], options={"currency": "GBP"})["counts"] == {"created": 1}
    pet = Pet.objects.get()
    assert (pet.reference, pet.name, pet.species, pet.sex, pet.size, pet.coat) == (
        "D2010001", "Sarah", "cat", "female", "large", "short",
    )  # fmt: skip
    assert (pet.breed, pet.secondary_breed, pet.mixed) == ("British Shorthair", "Siamese", True)
    assert (str(pet.birth_date), pet.birth_date_estimated, pet.colours) == ("2018-01-18", True, "Black")
    answers = (pet.good_with_cats, pet.good_with_dogs, pet.good_with_children, pet.house_trained)
    assert answers == ("true", "false", "unknown", "unknown")
    assert (pet.desexed, pet.vaccinated, pet.special_needs) == ("true", "true", "One eye")
    assert (str(pet.adoption_fee), pet.adoption_fee_currency) == ("125.50", "GBP")
    assert pet.description == "She purrs & naps.\nIt’s a good life."
    assert pet.microchip_last4 == "4567"
    assert brought(cast, harbour, [SARAH])["counts"] == {"unchanged": 1}
    assert brought(cast, harbour, [{**SARAH, "BASECOLOURNAME": "Grey"}])["counts"] == {"updated": 1}


def test_fetches_photos_from_the_service_that_is_named(
    cast: Cast, harbour: Organization, remote: Remote
) -> None:
    service = "https://photos.example.org/asmservice?account=ab1"
    for number in (1, 2):
        path = f"/asmservice?account=ab1&method=animal_image&animalid=174&seq={number}"
        remote.photo(path, jpeg(quality=80 + number))
    found = brought(cast, harbour, [SARAH], options={"photos_from": service})
    assert found["counts"] == {"created": 1, "photos_taken": 2}
    for secret in (f"{service}&username=u&password=secret", "https://u:secret@photos.example.org/asmservice"):
        facts = {"kind": "sheltermanager", "organization": str(harbour.pk), "json": json.dumps([SARAH])}
        body = {**facts, "options": {"photos_from": secret}}
        assert cast.client("rosa").post("/api/v1/imports", body).status_code == 422
    own = {**SARAH, "ID": 175, "SHELTERCODE": "", "WEBSITEMEDIANAME": "https://photos.example.org/own.jpg"}
    remote.photo("/own.jpg", jpeg())
    assert brought(cast, harbour, [own])["counts"] == {"created": 1, "photos_taken": 1}
    assert Pet.objects.filter(reference="175").exists()


def test_explains_what_it_cannot_take(cast: Cast, harbour: Organization) -> None:
    animals: list[Any] = [
        {**SARAH, "SHELTERCODE": "A", "DECEASEDDATE": "2020-01-01T00:00:00"},
        {**SARAH, "SHELTERCODE": "B", "ISNOTAVAILABLEFORADOPTION": 1},
        {**SARAH, "SHELTERCODE": "C", "ANIMALNAME": ""},
        {**SARAH, "SHELTERCODE": "D", "SPECIESNAME": "Wallaby", "PETFINDERSPECIES": None},
        {**SARAH, "SHELTERCODE": "D"},
        {**SARAH, "SHELTERCODE": "", "ID": None},
        {**SARAH, "SHELTERCODE": "E", "DATEOFBIRTH": "yesterday", "SEX": "f", "SIZE": None, "FEE": 1e300},
        {**SARAH, "SHELTERCODE": ["x"], "ID": {"a": 1}, "ANIMALNAME": True},
        *(None, 1, "Sarah", [], {}),
        {**SARAH, "SHELTERCODE": "F\x00\ud800", "ANIMALNAME": "\x00\ud83dBo"},
    ]
    found = brought(cast, harbour, animals)
    assert found["counts"] == {"created": 2, "refused": 12}
    assert Pet.objects.get(reference="D").species == "other"
    assert Pet.objects.get(reference="F").name == "Bo"
    wrong = {each["row"]: each["errors"][0]["code"] for each in found["errors"]}
    assert wrong[1] == wrong[2] == "not_adoptable"
    assert (wrong[3], wrong[5], wrong[6], wrong[9]) == ("required", "doubled", "blank", "invalid")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid"),
        ("{}", "invalid"),
        ('{"animals": []}', "invalid"),
        ("[]", "required"),
        ("[" * 100_000, "invalid"),
        ("[" + "9" * 5000 + "]", "invalid"),
        ("[{]", "invalid"),
        ("<html>", "invalid"),
        ("[" + "1," * 20_000 + "1]", "too_many"),
    ],
)
def test_refuses_what_is_no_list_of_animals(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        shelters.read(text)
    assert [(error["pointer"], error["code"]) for error in refused.value.errors] == [("/json", code)]


def test_a_file_in_the_wrong_field_is_told_where_it_belongs(cast: Cast, harbour: Organization) -> None:
    rosa, where = cast.client("rosa"), {"organization": str(harbour.pk)}
    for body in (
        {"kind": "sheltermanager", "csv": "[]"},
        {"kind": "sheltermanager"},
        {"kind": "listings", "json": "[]"},
        {"kind": "listings", "csv": "a", "gzip": "b"},
        {"kind": "listings", "gzip": "no base64"},
        {"kind": "listings", "gzip": "YWJj"},
        {"kind": "sheltermanager", "json": json.dumps([SARAH]), "options": {"photos_from": "http://x"}},
        {"kind": "sheltermanager", "json": json.dumps([SARAH]), "options": {"teleport": True}},
        {"kind": "sheltermanager", "json": json.dumps([SARAH]), "options": {"currency": {"a": [1]}}},
    ):
        assert rosa.post("/api/v1/imports", {**body, **where}).status_code == 422, body
    assert run_waiting() == 0


@pytest.mark.parametrize("address", ["https://[half?method=1", "https://a\u2100b.example/?method=1"])
def test_address_that_is_none_costs_a_photo_and_no_more(
    cast: Cast, harbour: Organization, address: str
) -> None:
    for animal, options in (({**SARAH, "WEBSITEMEDIANAME": address}, {}), (SARAH, {"photos_from": address})):
        Pet.objects.all().delete()
        found = brought(cast, harbour, [animal], options=options)
        assert found["counts"] == {"created": 1, "photos_failed": 1}
        assert [each["code"] for each in found["errors"][0]["errors"]] == ["photo"]
