"""Pets that belong together: on both, seen by everybody, and remembered when one is promised."""

from typing import Any

import pytest

from apps.listings.models import Pet
from apps.listings.services import reserve_pet
from apps.notifications.models import Mail
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PETS = "/api/v1/pets"


def bond(cast: Cast, pet: Pet, *others: Pet, by: str = "petra") -> Any:
    body = {"bonded_with": [str(other.pk) for other in others]}
    return cast.client(by).patch(f"{PETS}/{pet.pk}", body)


@pytest.fixture
def two(cast: Cast) -> tuple[Pet, Pet]:
    one, other = factories.pet(cast.petra, name="Biscuit"), factories.pet(cast.petra, name="Luna")
    assert bond(cast, one, other).status_code == 200
    return one, other


def test_stands_on_both(cast: Cast, two: tuple[Pet, Pet]) -> None:
    one, other = two
    for pet, mate in ((one, other), (other, one)):
        for client in (cast.client(), cast.client("ana"), cast.client("petra")):
            assert client.get(f"{PETS}/{pet.pk}").json()["bonded_with"] == [str(mate.pk)]
        page = cast.browser().get(f"/pets/{pet.pk}").content.decode()
        listed = cast.browser().get("/pets").content.decode()
        assert f'{pet.name} with <a href="/pets/{mate.pk}">{mate.name}</a>' in listed
        assert f'href="/pets/{mate.pk}"' in page
    assert {row["id"]: row["bonded_with"] for row in cast.client().get(PETS).json()["results"]} == {
        str(one.pk): [str(other.pk)],
        str(other.pk): [str(one.pk)],
    }


def test_both_get_a_new_version_and_tag(cast: Cast) -> None:
    one, other = factories.pet(cast.petra), factories.pet(cast.petra)
    tags = [cast.client().get(f"{PETS}/{pet.pk}")["ETag"] for pet in (one, other)]
    bond(cast, one, other)
    assert [Pet.objects.get(pk=pet.pk).version for pet in (one, other)] == [2, 2]
    assert not set(tags) & {cast.client().get(f"{PETS}/{pet.pk}")["ETag"] for pet in (one, other)}
    bond(cast, one, other)
    assert Pet.objects.get(pk=other.pk).version == 2
    bond(cast, one)
    assert not Pet.objects.get(pk=other.pk).bonded_with.exists()


def test_strangers_read_only_of_those_they_may_see(cast: Cast, two: tuple[Pet, Pet]) -> None:
    one, other = two
    tag = cast.client().get(f"{PETS}/{one.pk}")["ETag"]
    for hidden in ({"moderation": "draft"}, {"moderation": "approved", "placement": "deceased"}):
        Pet.objects.filter(pk=other.pk).update(**hidden)
        answer = cast.client().get(f"{PETS}/{one.pk}", headers={"If-None-Match": tag})
        assert answer.json()["bonded_with"] == []
        assert "Luna" not in cast.browser().get(f"/pets/{one.pk}").content.decode()
        assert cast.client("petra").get(f"{PETS}/{one.pk}").json()["bonded_with"] == [str(other.pk)]


def test_only_pets_of_the_same_people(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    theirs, own = factories.pet(cast.rosa, organization=harbour), factories.pet(cast.rosa)
    for pet, other in ((theirs, own), (own, theirs), (own, own), (own, factories.pet(cast.petra))):
        answer = bond(cast, pet, other, by="rosa")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/bonded_with/0")
    colleague = factories.pet(cast.remy, organization=harbour)
    assert bond(cast, theirs, colleague, by="rosa").status_code == 200


def test_who_promises_one_is_reminded_of_the_other(cast: Cast, two: tuple[Pet, Pet]) -> None:
    one, other = (Pet.objects.get(pk=pet.pk) for pet in two)
    reserve_pet(one, by=cast.subject("petra"))
    drain()
    (mail,) = Mail.objects.filter(kind="pet.companion_waits")
    assert (mail.user, mail.context["companions"]) == (cast.petra, ["Luna"])
    reserve_pet(other, by=cast.subject("petra"))
    drain()
    assert Mail.objects.filter(kind="pet.companion_waits").count() == 1


def test_owner_ticks_them_in_the_form(cast: Cast) -> None:
    one, other = factories.pet(cast.petra, name="Biscuit"), factories.pet(cast.petra, name="Luna")
    factories.pet(cast.rosa, name="Stranger")
    petra, address = cast.browser("petra"), f"/my/listings/{one.pk}/edit"
    page = petra.get(address).content.decode()
    assert "Luna" in page
    assert "Stranger" not in page
    form = petra.get(address).context["form"]
    given = {name: value for name, value in form.initial.items() if value not in (None, False)}
    answer = petra.post(address, {**given, "bonded_with": [str(other.pk)]})
    assert answer.status_code == 302, answer.content
    assert list(Pet.objects.get(pk=other.pk).bonded_with.all()) == [one]


def test_feeds_and_embedded_lists_say_so(cast: Cast, two: tuple[Pet, Pet]) -> None:
    words = "Biscuit goes together with Luna, to the same home."
    feeds = {
        form: cast.browser().get(f"/pets/feed.{form}").content.decode() for form in ("rss", "atom", "json")
    }
    assert {form: words in feed for form, feed in feeds.items()} == dict.fromkeys(feeds, True)
    shown = cast.browser().get("/embed/pets").content.decode()
    assert f'/pets/{two[1].pk}" target="_blank" rel="noopener">Luna' in shown
    # The feed is another one once the companion is not shown any more.
    tag = cast.browser().get("/pets/feed.json")["ETag"]
    Pet.objects.filter(pk=two[1].pk).update(moderation="removed")
    again = cast.browser().get("/pets/feed.json", headers={"If-None-Match": tag})
    assert (again.status_code, words in again.content.decode()) == (200, False)
