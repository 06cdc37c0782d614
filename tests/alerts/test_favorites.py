"""Favourites: kept and let go however often, listed with what became of them, and gone with their person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.services import erase_person
from apps.alerts.models import Favorite, SavedSearch
from apps.alerts.services import favorites_of
from apps.listings.models import Pet
from hearth.kernel.models import Event
from tests import factories
from tests.alerts.calls import saved_search
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MINE = "/api/v1/users/me/favorites"


def heart(pet: Pet) -> str:
    return f"/api/v1/pets/{pet.pk}/favorite"


def events() -> list[str]:
    return list(Event.objects.filter(target_type="alerts.favorite").values_list("name", flat=True))


def test_a_repeat_changes_nothing(cast: Cast) -> None:
    pet, ana = factories.pet(cast.petra), cast.client("ana")
    assert [ana.put(heart(pet)).status_code for _ in range(3)] == [204] * 3
    assert Favorite.objects.get().user == cast.ana
    assert events() == ["favorite.added"]
    assert favorites_of(cast.ana, [pet]) == {pet.pk}
    assert favorites_of(None, [pet]) == set()
    assert [ana.delete(heart(pet)).status_code for _ in range(3)] == [204] * 3
    assert not Favorite.objects.exists()
    assert sorted(events()) == ["favorite.added", "favorite.removed"]


def test_lists_what_became_of_them_and_no_more(cast: Cast) -> None:
    ana = cast.client("ana")
    pets = {name: factories.pet(cast.petra, name=name) for name in ("Here", "Kept", "Gone", "Home")}
    for pet in pets.values():
        assert ana.put(heart(pet)).status_code == 204
    Pet.objects.filter(pk=pets["Kept"].pk).update(placement="reserved")
    Pet.objects.filter(pk=pets["Gone"].pk).update(moderation="removed")
    Pet.objects.filter(pk=pets["Home"].pk).update(
        placement="adopted", adopted_at=timezone.now(), shown_until="2020-01-01"
    )
    answer = ana.get(f"{MINE}?limit=3").json()
    rows = answer["results"] + ana.get(answer["next"]).json()["results"]
    assert [(row["name"], row["standing"], row["pet"] is not None) for row in rows] == [
        ("Home", "adopted", False),
        ("Gone", "gone", False),
        ("Kept", "reserved", True),
        ("Here", "looking", True),
    ]
    assert rows[-1]["pet"]["id"] == rows[-1]["pet_id"] == str(pets["Here"].pk)
    assert cast.client("petra").get(MINE).json()["results"] == []
    page = cast.browser("ana").get("/my/favorites").content.decode()
    assert "Has found a home" in page
    assert "Not shown any more" in page
    assert f'href="/pets/{pets["Gone"].pk}"' not in page
    assert f'href="/pets/{pets["Here"].pk}"' in page


def test_costs_the_same_at_any_length(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)

    def count(number: int) -> list[int]:
        for _ in range(number):
            Favorite.objects.create(user=cast.ana, pet=factories.pet(cast.rosa, organization=harbour))
        found = []
        for send, address in ((cast.client("ana").get, MINE), (cast.browser("ana").get, "/my/favorites")):
            with CaptureQueriesContext(connection) as seen:
                assert send(address).status_code == 200
            found.append(len(seen))
        with CaptureQueriesContext(connection) as seen:
            assert cast.browser("ana").get("/pets").status_code == 200
        found.append(len([query for query in seen.captured_queries if "alerts_" in query["sql"]]))
        return found

    few = count(2)
    assert count(4) == few
    assert few == [4, 6, 1]


def test_hearts_work_without_scripts(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    stranger = cast.browser().get("/pets").content.decode()
    assert f'href="/pets/{pet.pk}/favorite"' in stranger
    assert "csrfmiddlewaretoken" not in stranger
    ana, page = cast.browser("ana"), f"/pets/{pet.pk}/favorite"
    assert "Keep Biscuit as a favourite?" in ana.get(page).content.decode()
    answer = ana.post(page, {"wanted": "yes", "next": "/pets?species=dog"})
    assert (answer.status_code, answer["Location"]) == (302, "/pets?species=dog")
    assert 'aria-pressed="true"' in ana.get(f"/pets/{pet.pk}").content.decode()
    assert 'aria-pressed="true"' in ana.get("/pets").content.decode()
    assert ana.post(page, {"wanted": "no", "quiet": "yes"}).status_code == 204
    assert not Favorite.objects.exists()
    for elsewhere in ("//evil.example", "https://evil.example/", "\x00"):
        assert ana.post(page, {"wanted": "yes", "next": elsewhere})["Location"] == f"/pets/{pet.pk}"
    refused = cast.browser().get(page)
    assert (refused.status_code, refused["Location"]) == (302, f"/sign-in?next={page}")


def test_has_an_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.alerts.services.favorites.MOST_FAVORITES", 3)
    pets = factories.many_pets(cast.petra, 4)
    Favorite.objects.bulk_create(Favorite(user=cast.ana, pet=pet) for pet in pets[1:])
    with CaptureQueriesContext(connection) as seen:
        answer = cast.client("ana").put(heart(pets[0]))
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    said = [query["sql"] for query in seen]
    locked = [at for at, sql in enumerate(said) if '"accounts_user"' in sql and "FOR NO KEY UPDATE" in sql]
    counted = [at for at, sql in enumerate(said) if "COUNT(" in sql and '"alerts_favorite"' in sql]
    assert locked[0] < counted[0]
    assert cast.client("ana").put(heart(pets[1])).status_code == 204


def test_goes_with_its_person(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    Favorite.objects.create(user=cast.ana, pet=pet)
    saved_search(cast.ana)
    exported = cast.client("ana").get("/api/v1/users/me/export")
    assert exported.status_code in (200, 202)
    erase_person(cast.ana, by=cast.subject("ana"))
    assert not Favorite.objects.exists()
    assert not SavedSearch.objects.exists()
