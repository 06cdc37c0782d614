"""Hot lists say what their serializers say, the same to everybody, in one query and no body for nothing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.curation.services import place as feature
from apps.listings.api.serializers import PublicPetSerializer
from apps.listings.api.views import OrganizationPetsViewSet, PetViewSet
from apps.listings.choices import Coat, Known, Moderation, Placement, Sex, Size, Species
from apps.listings.models import Pet, PetPhoto
from apps.media.models import MediaFile
from apps.organizations.api.organizations import OrganizationViewSet
from apps.organizations.models import Organization
from apps.rides.api.clubs import ClubViewSet
from hearth.kernel.api.hot import Hot, statements
from hearth.kernel.api.pagination import orders_of
from tests import factories, hot
from tests.api.stage import is_problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PETS, HOUSES, CLUBS = "/api/v1/pets", "/api/v1/organizations", "/api/v1/clubs"
ODD = 'Zoë "\\" \u2028 \U0001f415 "key": "x" </script> \x7f'
"""Words that a careless writer of JSON would spoil."""


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "kept", {})


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
        factories.organization(
            "Riders",
            founder=cast.milo,
            kind="club",
            latitude=Decimal("-33.8"),
            longitude=Decimal("151.2"),
            suburb="Gull Point",
            region="Far Shore",
        ),
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
                colours=["", "Black and tan", "tan"][number % 3],
                desexed=Known.values[number % 3],
                good_with_children=Known.values[(number + 1) % 3],
                latitude=None if number % 5 == 4 else Decimal("-35.5") + Decimal(number % 7) / 10,
                longitude=None if number % 5 == 4 else Decimal("150.1"),
                placement=["available", "in_foster", "on_hold", "reserved", "available"][number % 5],
                published_at=datetime(2026, 1, 1 + number // 2, 12, 30, 15, 120000 * (number % 2), UTC),
                photo_state="" if number % 4 == 0 else "ready",
            )
        )
        for place, state in enumerate(["refused", "processing", "ready", "ready"][: number % 5]):
            picture = factories.photo(cast.rosa, state=state, alt_text=words[:100])
            PetPhoto.objects.create(pet=made[-1], media=picture, position=9 - place)
    factories.pet(cast.rosa, moderation="pending")
    mona, now = cast.subject("mona"), timezone.now()
    feature(made[0], by=mona, kind="pet", position=1, starts=now)
    feature(made[1], by=mona, kind="pet", position=1, starts=now, organization=houses[0])
    return made


ASKED = {
    PetViewSet: [
        PETS,
        f"{PETS}?limit=9",
        f"{PETS}?ordering=published_at&limit=7",
        f"{PETS}?ordering=-published_at&status=on_hold&status=approved&limit=8",
        f"{PETS}?species=dog&species=cat",
        f"{PETS}?size=small&gender=male",
        f"{PETS}?breed=kelpie",
        f"{PETS}?breed=%20kelpie%20",
        f"{PETS}?age_group=baby&age_group=senior",
        f"{PETS}?region=far%20shore&limit=1",
        f"{PETS}?organization=harbour-paws",
        f"{PETS}?ordering=newest&limit=9&good_with_cats=true&good_with_cats=false",
        f"{PETS}?ordering=oldest&limit=9&special_needs=true",
        f"{PETS}?ordering=longest_waiting&limit=5",
        f"{PETS}?ordering=distance&near=-35.4,150.1&limit=3",
        f"{PETS}?ordering=distance&near=-35.4,150.1&within_km=30&breed=kelpie&breed=lop&limit=2",
        f"{PETS}?ordering=relevance&q=kelpie+or+lop&limit=2",
        f"{PETS}?q=kelpi&limit=3",
        f"{PETS}?name=pet&colour=TAN&coat=short&coat=long&coat=wire&coat=medium&coat=curly&coat=hairless",
        f"{PETS}?good_with_children=true&desexed=unknown&special_needs=true",
        f"{PETS}?good_with_dogs=unknown&house_trained=unknown&published_after=2026-01-04&limit=7",
        f"{PETS}?published_before=2026-01-04T12:30:15Z&limit=4",
    ],
    OrganizationPetsViewSet: [
        f"{HOUSES}/harbour-paws/pets",
        f"{HOUSES}/odd/pets?limit=1&status=approved&ordering=published_at",
        *(
            f"{HOUSES}/odd/pets?{query}"
            for query in (
                "species=cat&size=small&gender=female",
                "breed=lop&region=elsewhere&age_group=adult",
            )
        ),
        f"{HOUSES}/odd/pets?organization=odd&ordering=-published_at",
        f"{HOUSES}/odd/pets?ordering=newest&good_with_cats=true&good_with_dogs=unknown&desexed=true",
        f"{HOUSES}/odd/pets?ordering=oldest&published_after=2020-01-01&published_before=2999-01-01&name=o",
        f"{HOUSES}/odd/pets?ordering=longest_waiting&coat=long&house_trained=unknown&colour=tan",
        f"{HOUSES}/odd/pets?ordering=distance&near=-35.4,150.1&within_km=500&special_needs=true",
        f"{HOUSES}/odd/pets?ordering=relevance&q=calm&good_with_children=true",
    ],
    OrganizationViewSet: [
        HOUSES,
        f"{HOUSES}?limit=1",
        f"{HOUSES}?ordering=name&limit=2",
        f"{HOUSES}?ordering=-name&kind=rescue",
        f"{HOUSES}?ordering=created_at&region=FAR%20SHORE",
        f"{HOUSES}?ordering=-created_at&q=bad",
        f"{HOUSES}?verified=true",
        f"{HOUSES}?verified=false",
    ],
    ClubViewSet: [
        CLUBS,
        f"{CLUBS}?ordering=name&q=point",
        f"{CLUBS}?ordering=-name&region=far%20shore",
        f"{CLUBS}?ordering=created_at",
        f"{CLUBS}?ordering=-created_at&limit=1",
        f"{CLUBS}?near=-33.8,151.2",
        f"{CLUBS}?ordering=distance&near=gull%20point&within_km=5",
    ],
}
"""Who asks what of each hot list; reviewed."""
"""By view, with all its filters and orders."""


def test_every_filter_and_order_of_every_list_is_asked_here() -> None:
    assert set(ASKED) == hot.lists()
    for view, addresses in ASKED.items():
        asked: dict[str, set[str]] = {}
        for address in addresses:
            for name, value in parse_qsl(urlsplit(address).query):
                asked.setdefault(name, set()).add(value)
        filters = getattr(view, "filterset_class").base_filters  # noqa: B009 - the base names none
        assert asked.keys() - {"limit", "ordering"} == filters.keys()
        assert asked["ordering"] == orders_of(view).keys()


@pytest.mark.usefixtures("pets")
@pytest.mark.parametrize("name", ["", "rosa"])
def test_lists_are_what_the_serializers_write(cast: Cast, name: str) -> None:
    """Also with nobody's and with everybody's rights: a list has the same rows and fields for all."""
    found = {
        address: hot.check(cast.client(name if view.model is Pet else ""), address)
        for view, addresses in ASKED.items()
        for address in addresses
    }
    assert found[PETS] == found[f"{PETS}?limit=9"] == found[f"{PETS}?ordering=published_at&limit=7"] > 9
    assert found[f"{PETS}?breed=kelpie"] == found[f"{PETS}?breed=%20kelpie%20"]
    assert found[HOUSES] == 4
    assert all(
        found[address] for view in (PetViewSet, OrganizationViewSet, ClubViewSet) for address in ASKED[view]
    )


def test_shows_nothing_that_is_hidden(cast: Cast, houses: list[Organization]) -> None:
    shown = factories.pet(cast.rosa, name="Shown")
    for moderation in set(Moderation.values) - {"approved"}:
        factories.pet(cast.rosa, name="Not public", moderation=moderation)
    for placement in set(Placement.values) - {"available", "in_foster"}:
        factories.pet(cast.rosa, name="Not free", placement=placement)
    hidden = factories.pet(cast.rosa, name="Of a suspended house", organization=houses[-1])
    for name in ("", "ana", "rosa", "milo", "mona", "sam", "quinn"):
        client = cast.client(name)
        for query in ("", "?limit=100", "?species=dog", "?organization=hidden"):
            names = {row["name"] for row in client.get(PETS + query).json()["results"]}
            assert names <= {"Shown"}, (name, query)
        assert {row["name"] for row in client.get(HOUSES).json()["results"]}.isdisjoint({"Hidden"})
    assert cast.client().get(f"{PETS}/{shown.pk}").status_code == 200
    Pet.objects.filter(pk=shown.pk).update(moderation="removed", version=2)
    for pet in (shown, hidden):
        assert is_problem(cast.client().get(f"{PETS}/{pet.pk}"), 404)
        assert is_problem(cast.client().get(f"{PETS}/{pet.pk}", headers={"If-None-Match": "*"}), 404)


def test_one_pet_is_what_the_serializer_writes(cast: Cast, pets: list[Pet]) -> None:
    for pet in Pet.objects.in_public():
        answer = cast.client().get(f"{PETS}/{pet.pk}")
        assert hot.spelled(answer.content) == hot.as_serialized(PetViewSet, answer.json())
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
        hot.check(cast.client(), PETS)


def test_does_not_start_with_a_field_that_nobody_computes() -> None:
    with pytest.raises(ImproperlyConfigured, match="age_group"):
        Hot(PublicPetSerializer)
    with pytest.raises(ImproperlyConfigured, match="has no wings"):
        Hot(PublicPetSerializer, {"wings": PetViewSet.hot.computed["status"]})


def test_refuses_as_other_lists_do(cast: Cast, houses: list[Organization]) -> None:
    for query, part in {
        "teleport=red": "known",
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


def test_speaks_http_as_other_lists_do(cast: Cast, pets: list[Pet]) -> None:
    frontend = {"Origin": settings.CORS_ALLOWED_ORIGINS[0]}
    for address in (PETS, f"{PETS}/{pets[0].pk}", HOUSES):
        full = cast.client().get(address, headers={**frontend, "Accept": "application/json, */*;q=0.1"})
        head = cast.client().head(address, headers=frontend)
        known = cast.client().get(address, headers={**frontend, "If-None-Match": f"W/{full['ETag']}"})
        assert (full.status_code, head.status_code, known.status_code) == (200, 200, 304)
        assert (head.content, known.content) == (b"", b"")
        assert head.headers["Content-Type"] == full["Content-Type"] == "application/json"
        assert "Content-Type" not in known.headers
        for answer in (full, head, known):
            assert answer["Access-Control-Allow-Origin"] == frontend["Origin"]
            assert answer["ETag"] == full["ETag"]
            assert answer["Vary"] == "origin"
            assert "Set-Cookie" not in answer.headers
            assert answer["X-Request-Id"]
    for number in (1, 5, 100):
        assert len(cast.client().get(f"{PETS}?limit={number}").json()["results"]) <= number


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
            lambda: factories.pet(cast.rosa),
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
    assert len(statements.kept) == 7
    cursor = {"limit": 1}
    for _ in range(3):
        page = cast.client().get(PETS, cursor).json()
        cursor = {"limit": 1, "cursor": parse_qs(urlsplit(page["next"]).query)["cursor"][0]}
    assert len(statements.kept) == 9, "the first page is one question, every other page another"
    cast.client().get(HOUSES, {"verified": "true"})
    assert len(statements.kept) == 9, "one that knows the time must not be kept"


def test_statements_that_are_kept_are_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearth.kernel.api.hot.statements.KEPT", 5)
    for number in range(1, 12):
        assert cast.client().get(PETS, {"limit": number}).status_code == 200
    assert len(statements.kept) <= 5
