"""Hot lists say what their serializers say, the same to everybody, in one query and no body for nothing."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.listings.api.views import OrganizationPetsViewSet, PetViewSet
from apps.listings.choices import Coat, Known, Sex, Size, Species
from apps.listings.models import Pet, PetPhoto
from apps.media.models import MediaFile
from apps.organizations.api.organizations import OrganizationViewSet
from apps.organizations.models import Organization
from hearth.kernel.api.hot import Hot
from hearth.kernel.api.hot.statements import kept
from tests import factories, hot
from tests.api.stage import is_problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PETS, HOUSES = "/api/v1/pets", "/api/v1/organizations"
ODD = 'Zoë "\\" \u2028 \U0001f415 "key": "x" </script> \x7f'
"""Words that a careless writer of JSON would spoil."""


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_statements", type(kept._statements)())


@pytest.fixture
def houses(cast: Cast) -> list[Organization]:
    now = timezone.now()
    logo = factories.photo(cast.rosa, alt_text=ODD)
    unready = factories.photo(cast.rosa, state="processing")
    return [
        factories.organization(
            "Harbour Paws", founder=cast.rosa, verified=True, logo=logo, region="Far Shore"
        ),
        factories.organization(ODD, founder=cast.rosa, slug="odd", logo=unready, description=ODD),
        factories.organization(
            "Ended Badge", founder=cast.milo, verified_until=now - timedelta(days=1), region="far shore"
        ),
        factories.organization("Riders", founder=cast.milo, kind="club", latitude=Decimal("-33.8")),
        factories.organization("Hidden", founder=cast.milo, status="suspended"),
    ]


@pytest.fixture
def pets(cast: Cast, houses: list[Organization]) -> list[Pet]:
    """Every shape of a row: nulls, odd words, photos in each state and order, private and of each house."""
    today, made = timezone.localdate(), []
    ages = [None, today - timedelta(days=9), date(today.year - 1, today.month, 1), date(2005, 2, 28)]
    for number in range(26):
        house = [None, *houses][number % 6]
        words = ODD if number % 3 else ""
        made.append(
            factories.pet(
                cast.rosa,
                name=ODD[:60] if number % 2 else f"Pet {number}",
                species=Species.values[number % len(Species.values)],
                sex=Sex.values[number % 3],
                size=["", *Size.values][number % 5],
                coat=["", *Coat.values][number % 7],
                breed=["", "Kelpie", "lop", "Zoë"][number % 4],
                secondary_breed=["", "", "KELPIE"][number % 3],
                birth_date=ages[number % 4],
                adoption_fee=[None, Decimal("0"), Decimal("80.5"), Decimal("123456.78")][number % 4],
                region=["Saltwater Bay", "Far Shore", "ELSEWHERE"][number % 3],
                good_with_cats=Known.values[number % 3],
                mixed=bool(number % 2),
                story=words,
                special_needs=words[:300],
                organization=house,
                placement=["available", "in_foster", "on_hold", "reserved", "available"][number % 5],
                published_at=datetime(2026, 1, 1 + number // 2, 12, 30, 15, 120000 * (number % 2), UTC),
                photo_state="" if number % 4 == 0 else "ready",
            )
        )
        for place, state in enumerate(["refused", "processing", "ready", "ready"][: number % 5]):
            picture = factories.photo(cast.rosa, state=state, alt_text=words[:100])
            PetPhoto.objects.create(pet=made[-1], media=picture, position=9 - place)
    factories.pet(cast.rosa, moderation="pending")
    return made


@pytest.mark.usefixtures("pets")
def test_pets_are_what_the_serializer_writes(cast: Cast) -> None:
    queries = [
        "",
        "?limit=7",
        "?ordering=published_at&limit=5",
        "?status=on_hold&status=approved&limit=9",
        "?species=dog&species=cat",
        "?size=small&gender=male",
        "?breed=kelpie",
        "?breed=%20kelpie%20",
        "?age_group=baby&age_group=senior",
        "?region=far%20shore&limit=1",
        "?organization=harbour-paws",
    ]
    for name in ("", "petra", "rosa", "mona", "quinn"):
        found = [hot.check(cast.client(name), PETS + query, PetViewSet) for query in queries]
        # The second time from the statements that were kept.
        assert [hot.check(cast.client(name), PETS + query, PetViewSet) for query in queries] == found
        assert all(found), found
        assert found[0] == found[1] == found[2] < found[3]
        assert found[6] == found[7]
    assert hot.check(cast.client(), f"{HOUSES}/harbour-paws/pets", OrganizationPetsViewSet)
    assert hot.check(
        cast.client("rosa"), f"{HOUSES}/odd/pets?limit=1&status=approved", OrganizationPetsViewSet
    )


@pytest.mark.usefixtures("houses")
def test_organizations_are_what_the_serializer_writes(cast: Cast) -> None:
    for query, number in {
        "": 4,
        "?limit=1": 4,
        "?ordering=name&limit=2": 4,
        "?ordering=-name": 4,
        "?kind=rescue": 3,
        "?region=FAR%20SHORE": 2,
        "?q=bad": 1,
        "?verified=true": 1,
        "?verified=false": 3,
    }.items():
        assert hot.check(cast.client(), HOUSES + query, OrganizationViewSet) == number, query


def test_one_pet_is_what_the_serializer_writes(cast: Cast, pets: list[Pet]) -> None:
    for pet in Pet.objects.in_public():
        answer = cast.client().get(f"{PETS}/{pet.pk}")
        row = json.loads(answer.content)
        assert row == hot.as_serialized(PetViewSet, row)
        assert answer["ETag"].startswith(f'"{pet.version}-')


def test_would_notice_a_field_that_is_written_otherwise(
    cast: Cast, pets: list[Pet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a computed field that is not what the serializer says."""
    wrong = Hot(
        PetViewSet.hot.serializer, {**PetViewSet.hot.computed, "age_group": PetViewSet.hot.computed["status"]}
    )
    monkeypatch.setattr(PetViewSet, "hot", wrong)
    with pytest.raises(AssertionError):
        hot.check(cast.client(), PETS, PetViewSet)


def test_refuses_as_other_lists_do(cast: Cast, houses: list[Organization]) -> None:
    for query, part in {
        "colour=red": "known",
        "species=dragon": "errors",
        "species=dog&species=dragon": "errors",
        "species=": "errors",
        "region=" + "x" * 81: "errors",
        "breed=%00": "errors",
        "ordering=name": "known",
        "limit=0": "detail",
        "cursor=nonsense": "detail",
    }.items():
        for address in (PETS, f"{HOUSES}/harbour-paws/pets"):
            answer = cast.client().get(f"{address}?{query}")
            assert is_problem(answer, 400), query
            assert answer.json()[part]
    assert is_problem(cast.client().get(f"{HOUSES}/hidden/pets"), 404)
    assert is_problem(cast.client().get(f"{HOUSES}/nowhere/pets"), 404)
    assert is_problem(cast.client().get(PETS, headers={"Accept": "text/html"}), 406)
    assert is_problem(cast.client().get(PETS, headers={"Authorization": "Bearer x.y.z"}), 401)


def queries_of(cast: Cast, address: str, name: str = "", **headers: str) -> tuple[Any, list[str]]:
    client = cast.client(name)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address, headers=headers)
    return answer, [query["sql"] for query in seen.captured_queries]


def test_tag_is_looked_at_before_a_body_is_built(cast: Cast, pets: list[Pet]) -> None:
    for address in (PETS, f"{PETS}/{pets[0].pk}", HOUSES):
        first, full = queries_of(cast, address)
        again, narrow = queries_of(cast, address, **{"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, len(full), len(narrow)) == (304, b"", 1, 1)
        assert again["Cache-Control"] == first["Cache-Control"] == "public, s-maxage=30"
        assert "description" in full[0]
        assert "description" not in narrow[0]
        assert "json_agg" not in narrow[0]
        changed, both = queries_of(cast, address, **{"If-None-Match": '"another"'})
        assert (changed.status_code, len(both)) == (200, 2)
        assert changed.content == first.content


def test_tag_changes_with_all_that_an_answer_shows(cast: Cast, houses: list[Organization]) -> None:
    pet = factories.pet(cast.rosa, organization=houses[0])
    logo = houses[0].logo
    lists = {
        PETS: [
            lambda: Pet.objects.filter(pk=pet.pk).update(version=2),
            lambda: Organization.objects.filter(pk=houses[0].pk).update(version=2, name="Bay Paws"),
            lambda: Organization.objects.filter(pk=houses[0].pk).update(verified_until=None),
            lambda: Pet.objects.filter(pk=pet.pk).update(version=3, birth_date=date(2001, 1, 1)),
        ],
        HOUSES: [
            lambda: Organization.objects.filter(pk=houses[0].pk).update(version=3),
            lambda: MediaFile.objects.filter(pk=logo.pk).update(version=2, alt_text="New words"),
            lambda: Organization.objects.filter(pk=houses[0].pk).update(status="suspended"),
        ],
    }
    for address, changes in lists.items():
        for change in changes:
            tag = cast.client().get(address)["ETag"]
            change()
            assert cast.client().get(address, headers={"If-None-Match": tag}).status_code == 200


def test_everybody_reads_the_same_of_a_pet_in_a_list(cast: Cast, pets: list[Pet]) -> None:
    stranger = cast.client().get(PETS)
    assert "Cookie" not in stranger.get("Vary", "")
    for name in ("rosa", "mona", "sam"):
        known, queries = queries_of(cast, PETS, name)
        assert known.content == stranger.content
        assert known["Cache-Control"] == "private, no-store"
        assert known["ETag"] != stranger["ETag"]
        assert len(queries) == 2
    assert str(cast.rosa.pk) not in stranger.content.decode()


def test_statements_are_kept_by_question(cast: Cast, houses: list[Organization]) -> None:
    for region in ("Far Shore", "' OR 1=1 --", "%s", "100%", "%%", "{}", "\\'"):
        factories.pet(cast.rosa, region=region)
        for _ in range(2):
            found = cast.client().get(PETS, {"region": region}).json()["results"]
            assert [row["region"] for row in found] == [region]
    assert len(kept._statements) == 7
    cursor = {"limit": 1}
    for _ in range(3):
        page = cast.client().get(PETS, cursor).json()
        cursor = {"limit": 1, "cursor": parse_qs(urlsplit(page["next"]).query)["cursor"][0]}
    assert len(kept._statements) == 9, "the first page is one question, every other page another"
    cast.client().get(HOUSES, {"verified": "true"})
    assert len(kept._statements) == 9, "one that knows the time must not be kept"


def test_statements_that_are_kept_are_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearth.kernel.api.hot.statements.KEPT", 5)
    for number in range(1, 12):
        assert cast.client().get(PETS, {"limit": number}).status_code == 200
    assert len(kept._statements) == 5
