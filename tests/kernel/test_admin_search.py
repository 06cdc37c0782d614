"""The admin's search finds rows by words in them, and in what they refer to."""

import pytest

from apps.listings.models import Pet
from hearth.kernel.admin import searching
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db
COLUMNS = ("name", "breed", "organization__name")


@pytest.mark.parametrize("named", [500, 0], ids=["one by one", "too many to name"])
def test_finds_each_word_somewhere(cast: Cast, monkeypatch: pytest.MonkeyPatch, named: int) -> None:
    monkeypatch.setattr(searching, "REFERRED_TO", named)
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.pet(cast.rosa, organization=harbour, name="Ada", breed="Kelpie")
    factories.pet(cast.rosa, organization=harbour, name="Bo", breed="")
    factories.pet(cast.petra, name="Kelp", breed="Harbour dog")

    def found(term: str) -> set[str]:
        return {pet.name for pet in searching.search(Pet.objects.all(), COLUMNS, term)}

    assert found("") == found(" ") == {"Ada", "Bo", "Kelp"}
    assert found("HARBOUR") == {"Ada", "Bo", "Kelp"}
    assert found("harbour kelp") == {"Ada", "Kelp"}
    assert found("paws kelp") == {"Ada"}
    assert found('"harbour paws"') == {"Ada", "Bo"}
    assert found("'harbour kelp'") == found("nothing") == set()
