"""What is featured: kept from overlapping by the database, chosen by curators in the admin."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone

from apps.curation.models import FeaturedPlacement
from apps.curation.services import end_placement, featured, move_placement, place
from hearth.kernel.problems import Invalid, NotAllowed, NotFound
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


def test_no_two_share_a_position_at_a_time(cast: Cast, now: datetime) -> None:
    one, other = factories.pet(cast.petra), factories.pet(cast.petra)
    mona = cast.subject("mona")
    place(one, by=mona, kind="pet", position=1, starts=now, ends=now + DAY)
    with pytest.raises(Invalid, match="position"):
        place(other, by=mona, kind="pet", position=1, starts=now + DAY / 2)
    place(other, by=mona, kind="pet", position=1, starts=now + DAY)
    assert featured("pet", at=now) == [one]
    assert featured("pet", at=now + DAY) == [other]


def test_no_target_stands_twice_on_one_surface_at_a_time(cast: Cast, now: datetime) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet, mona = factories.pet(cast.rosa, organization=harbour), cast.subject("mona")
    place(pet, by=mona, kind="pet", position=1, starts=now)
    with pytest.raises(Invalid, match="already"):
        place(pet, by=mona, kind="pet", position=2, starts=now + DAY)
    place(pet, by=mona, kind="pet", position=1, starts=now, organization=harbour)
    assert featured("pet", organization=harbour) == [pet]


def test_frontend_that_has_the_featured_ones_gets_them_no_second_time(cast: Cast, now: datetime) -> None:
    pet, address = factories.pet(cast.petra), "/api/v1/pets/featured"
    placed = place(pet, by=cast.subject("mona"), kind="pet", position=1, starts=now - DAY)
    for who in ("", "petra"):
        full = cast.client(who).get(address)
        known = cast.client(who).get(address, headers={"If-None-Match": full["ETag"]})
        assert (full.status_code, known.status_code, known.content) == (200, 304, b"")
        assert (known["ETag"], known["Cache-Control"]) == (full["ETag"], full["Cache-Control"])
    end_placement(placed, by=cast.subject("mona"))
    gone = cast.client("petra").get(address, headers={"If-None-Match": full["ETag"]})
    assert (gone.status_code, gone.json()["results"]) == (200, [])


def test_database_refuses_what_the_service_would(cast: Cast, now: datetime) -> None:
    pet = factories.pet(cast.petra)
    place(pet, by=cast.subject("mona"), kind="pet", position=1, starts=now)
    always = DateTimeTZRange(now, None)
    facts: dict[str, Any] = {"surface": "home", "kind": "pet", "during": always}
    for position, target, constraint in (
        (1, cast.ana.pk, "placement_position_once"),
        (2, pet.pk, "placement_target_once"),
        (0, cast.ana.pk, "placement_position_counts_from_one"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            FeaturedPlacement.objects.create(position=position, target_id=target, **facts)
    with pytest.raises(IntegrityError, match="placement_scope"), transaction.atomic():
        FeaturedPlacement.objects.create(
            surface="home", scope_id=cast.ana.pk, position=3, target_id=cast.ana.pk, kind="pet", during=always
        )


def test_only_what_is_public_can_be_featured(cast: Cast, now: datetime) -> None:
    for moderation in ("draft", "pending", "removed"):
        with pytest.raises(Invalid, match="public"):
            place(
                factories.pet(cast.petra, moderation=moderation),
                by=cast.subject("mona"),
                kind="pet",
                position=1,
                starts=now,
            )


def test_only_curators_feature(cast: Cast, now: datetime) -> None:
    pet = factories.pet(cast.petra)
    with pytest.raises(NotAllowed):
        place(pet, by=cast.subject("petra"), kind="pet", position=1, starts=now)
    placement = place(pet, by=cast.subject("max"), kind="pet", position=1, starts=now)
    with pytest.raises(NotFound):
        end_placement(placement, by=cast.subject("rosa"))


def test_moves_and_ends(cast: Cast, now: datetime) -> None:
    pet, mona = factories.pet(cast.petra), cast.subject("mona")
    placement = place(pet, by=mona, kind="pet", position=1, starts=now)
    move_placement(placement, by=mona, position=3, starts=now, ends=now + DAY)
    placement.refresh_from_db()
    assert (placement.position, placement.version, placement.during.upper) == (3, 2, now + DAY)
    with pytest.raises(Invalid, match="end"):
        move_placement(placement, by=mona, position=3, starts=now, ends=now - DAY)
    end_placement(placement, by=mona)
    assert featured("pet") == []


def form(target: Any, now: datetime, /, **changes: Any) -> dict[str, Any]:
    starts = timezone.localtime(now)
    return {
        "target": f"https://hearth.example/pets/{target}",
        "surface": "home",
        "organization": "",
        "position": "1",
        "starts_0": f"{starts:%Y-%m-%d}",
        "starts_1": f"{starts:%H:%M:%S}",
        "ends_0": "",
        "ends_1": "",
        **changes,
    }


def test_curator_features_a_pet_in_the_admin(cast: Cast, now: datetime) -> None:
    pet, add = factories.pet(cast.petra), reverse("admin:curation_featuredplacement_add")
    answer = cast.browser("mona").post(add, form(pet.pk, now))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert featured("pet") == [pet]
    placement = FeaturedPlacement.objects.get()
    change = reverse("admin:curation_featuredplacement_change", args=[placement.pk])
    answer = cast.browser("mona").post(change, form(pet.pk, now, position="2"))
    assert answer.status_code == 302
    placement.refresh_from_db()
    assert placement.position == 2
    gone = reverse("admin:curation_featuredplacement_delete", args=[placement.pk])
    assert cast.browser("mona").post(gone, {"post": "yes"}).status_code == 302
    assert not FeaturedPlacement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": "nonsense"}, "target"),
        ({"target": "00000000-0000-4000-8000-000000000000"}, "target"),
        ({"position": "0"}, "position"),
        ({"starts_0": ""}, "starts"),
        ({"surface": "organization"}, "organization"),
        ({"ends_0": "2020-01-01", "ends_1": "00:00"}, "ends"),
    ],
)
def test_form_says_what_is_wrong_and_loses_nothing(
    cast: Cast, now: datetime, changes: dict[str, str], field: str
) -> None:
    pet, add = factories.pet(cast.petra), reverse("admin:curation_featuredplacement_add")
    answer = cast.browser("mona").post(add, form(pet.pk, now, **changes))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not FeaturedPlacement.objects.exists()


def test_form_refuses_a_taken_position(cast: Cast, now: datetime) -> None:
    one, other = factories.pet(cast.petra), factories.pet(cast.petra)
    place(one, by=cast.subject("mona"), kind="pet", position=1, starts=now)
    add = reverse("admin:curation_featuredplacement_add")
    answer = cast.browser("mona").post(add, form(other.pk, now))
    assert answer.status_code == 200
    assert "position" in str(answer.context["adminform"].form.errors)
    assert FeaturedPlacement.objects.count() == 1


def test_curator_features_moves_and_ends_over_the_api(cast: Cast, now: datetime) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet, address = factories.pet(cast.rosa, organization=harbour), "/api/v1/featured-placements"
    body = {"kind": "pet", "target": str(pet.pk), "position": 1, "organization": str(harbour.pk)}
    assert cast.client().get(address).status_code == 401
    assert {
        cast.client("rosa").get(address).status_code,
        cast.client("rosa").post(address, body).status_code,
    } == {403}
    mona = cast.client("mona")
    made = mona.post(address, body)
    assert (made.status_code, made.json()["surface"], made.json()["ends"]) == (201, "organization", None)
    assert featured("pet", organization=harbour) == [pet]
    taken = mona.post(address, {**body, "position": 2})
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (422, "/target")
    one = made["Location"]
    moved = mona.patch(one, {"position": 3, "ends": (now + DAY).isoformat()}).json()
    assert (moved["position"], moved["starts"], moved["version"]) == (3, made.json()["starts"], 2)
    assert mona.patch(one, {"ends": (now - DAY).isoformat()}).json()["errors"][0]["pointer"] == "/ends"
    assert cast.client("rosa").get(one).status_code == 404
    assert [row["id"] for row in mona.get(f"{address}?surface=organization").json()["results"]] == [
        moved["id"]
    ]
    assert mona.get(f"{address}?surface=home").json()["results"] == []
    assert mona.delete(one).status_code == 204
    assert featured("pet", organization=harbour) == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"kind": "cloud"}, "/kind"),
        ({"target": str(UUID(int=1))}, "/target"),
        ({"organization": str(UUID(int=1))}, "/organization"),
        ({"position": 25}, "/position"),
        ({"surface": "home", "user": "me"}, "/user"),
    ],
)
def test_api_says_what_is_wrong(cast: Cast, wrong: dict[str, str], pointer: str) -> None:
    body = {"kind": "pet", "target": str(factories.pet(cast.petra).pk), "position": 1, **wrong}
    refused = cast.client("mona").post("/api/v1/featured-placements", body)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [pointer])
