"""Where the photos of a listing lie once it is not public any more."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from apps.listings import services
from apps.listings.models import Pet, PetPhoto
from apps.media.addresses import forget_old_addresses, readdress
from apps.media.models import MediaFile
from apps.moderation.services import decide
from apps.organizations.models import Organization
from apps.organizations.services import reinstate_organization
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery, Event
from tests import factories
from tests.cast import Cast
from tests.media.test_removal import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(cast: Cast) -> tuple[Pet, MediaFile]:
    photo, pet = published(cast), factories.pet(cast.petra, photo_state="")
    PetPhoto.objects.create(pet=pet, media=photo, position=0)
    return pet, photo


def removed(cast: Cast, pet: Pet) -> None:
    seen = {"If-Match": f'"{pet.version}-seen"'}
    answer = cast.client("mona").post(
        f"/api/v1/pets/{pet.pk}/remove", {"reason": "scam", "note": "Not theirs."}, headers=seen
    )
    assert answer.status_code == 200, answer.json()


def keys_of(photo: MediaFile) -> list[str]:
    return [rendition["key"] for rendition in MediaFile.objects.get(pk=photo.pk).renditions.values()]


def works(keys: list[str]) -> list[bool]:
    return [default_storage.exists(key) for key in keys]


ENDS: dict[str, Any] = {
    "withdrawn": lambda cast, pet: services.withdraw_pet(pet, by=cast.subject("petra")),
    "removed": removed,
    "transferred": lambda cast, pet: services.transfer_pet(pet, by=cast.subject("petra")),
    "reclaimed": lambda cast, pet: services.reclaim_pet(pet, by=cast.subject("petra")),
    "died": lambda cast, pet: services.mark_deceased(pet, by=cast.subject("petra")),
}


@pytest.mark.parametrize("end", ENDS)
def test_addresses_that_everybody_knew_lead_nowhere(
    cast: Cast, shown: tuple[Pet, MediaFile], end: str
) -> None:
    pet, photo = shown
    known = keys_of(photo)
    ENDS[end](cast, pet)
    drain()
    new = keys_of(photo)
    assert (works(known), works(new)) == ([False] * 3, [True] * 3)
    assert not set(known) & set(new)
    assert Event.objects.filter(name="media.hidden", target_id=photo.pk).exists()
    assert not Delivery.objects.exclude(state="done").exists()
    # Its people still see it, and a copy that they kept of the answer is out of date.
    owners = cast.client("petra").get(f"/api/v1/pets/{pet.pk}").json()
    assert new[0] in str(owners["images"])
    assert cast.client("ana").get(f"/api/v1/pets/{pet.pk}").status_code == 404


def test_stay_where_they_are_when_it_is_shown_again_by_then(cast: Cast, shown: tuple[Pet, MediaFile]) -> None:
    """An appeal was granted before anybody came to it."""
    pet, photo = shown
    known = keys_of(photo)
    record("pet.removed", pet, by=system_subject())
    drain()
    assert (keys_of(photo), works(known)) == (known, [True] * 3)


def test_an_attempt_that_came_half_way_is_finished(cast: Cast, shown: tuple[Pet, MediaFile]) -> None:
    """Whichever step did not happen, or happened twice."""
    pet, photo = shown
    known = keys_of(photo)
    services.withdraw_pet(pet, by=cast.subject("petra"))
    after = Event.objects.get(name="pet.withdrawn").pk
    with transaction.atomic():
        assert readdress(MediaFile.objects.get(pk=photo.pk), after=after)
        transaction.set_rollback(True)
    assert (keys_of(photo), works(known)) == (known, [True] * 3)
    drain()
    assert (works(known), works(keys_of(photo))) == ([False] * 3, [True] * 3)
    again = MediaFile.objects.get(pk=photo.pk)
    assert not readdress(again, after=after)
    forget_old_addresses(again, [*known, *keys_of(photo)])
    forget_old_addresses(None, known)
    assert works(keys_of(photo)) == [True] * 3
    folder = default_storage.listdir(f"photos/{photo.pk}")[1]
    assert len(folder) == 3


def test_those_of_a_suspended_organisation_lead_nowhere(cast: Cast) -> None:
    """Its listings' photos and its logo; a listing that is no organisation's keeps its own."""
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    shot, logo, other = (published(cast) for _ in range(3))
    pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
    PetPhoto.objects.create(pet=pet, media=shot, position=0)
    PetPhoto.objects.create(pet=factories.pet(cast.petra, photo_state=""), media=other, position=0)
    Organization.objects.filter(pk=harbour.pk).update(logo=logo)
    known, kept = keys_of(shot) + keys_of(logo), keys_of(other)
    decide(
        harbour,
        action="remove",
        reason="safety",
        note="",
        seen_version=harbour.version,
        by=cast.subject("mona"),
    )
    drain()
    assert not any(works(known))
    assert all(works(keys_of(shot) + keys_of(logo) + kept))
    harbour.refresh_from_db()
    reinstate_organization(harbour, by=cast.subject("sam"))
    answer = cast.client().get(f"/api/v1/pets/{pet.pk}")
    assert keys_of(shot)[0] in answer.content.decode()
