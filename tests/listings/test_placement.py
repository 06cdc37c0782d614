"""Where an animal is: what each verb writes, demands and sets off."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.listings import reservations, services
from apps.listings.choices import Moderation, Placement, Status, status_of
from apps.listings.models import Pet
from apps.listings.services import expire_pets, reserve_pet, start_trial
from apps.moderation.services import decide
from hearth.kernel.authorization import Subject
from hearth.kernel.models import Event
from hearth.kernel.problems import Invalid, WrongState
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SAYS = {
    "available": "approved",
    "in_foster": "approved",
    "on_hold": "on_hold",
    "returned": "on_hold",
    "reserved": "reserved",
    "trial": "reserved",
    "adopted": "adopted",
    "transferred": "withdrawn",
    "reclaimed": "withdrawn",
    "deceased": "withdrawn",
}


@pytest.fixture
def steps() -> Iterator[list[tuple[str, str]]]:
    """What the registered steps were told, as (hook, placement)."""
    told: list[tuple[str, str]] = []
    lists = {
        "release": reservations._on_release,
        "adoption": reservations._on_adoption,
        "leaving": reservations._on_leaving,
    }
    before = {name: list(found) for name, found in lists.items()}
    for name, found in lists.items():
        found[:] = [lambda pet, *, by, name=name: told.append((name, pet.placement))]
    yield told
    for name, found in lists.items():
        found[:] = before[name]


def test_status_is_derived_from_both_axes() -> None:
    assert SAYS.keys() == set(Placement.values)
    for moderation in Moderation.values:
        for placement in Placement.values:
            expected = SAYS[placement] if moderation == "approved" else moderation
            assert status_of(moderation, placement) == Status(expected)
            assert Pet(moderation=moderation, placement=placement).status == expected


def test_an_adoption_from_end_to_end(cast: Cast, steps: list[tuple[str, str]]) -> None:
    pet, petra = factories.pet(cast.petra), cast.client("petra")
    address = f"/api/v1/pets/{pet.pk}"
    reserve_pet(pet, by=cast.subject("petra"))
    assert petra.get(address).json()["status"] == "reserved"
    until = timezone.localdate() + 14 * DAY
    told = petra.post(f"{address}/start_trial", {"until": str(until)}).json()
    assert (told["placement"], told["trial_until"]) == ("trial", str(until))
    told = petra.post(f"{address}/adopt").json()
    assert (told["status"], told["trial_until"]) == ("adopted", None)
    assert told["shown_until"] == str(timezone.localdate() + 30 * DAY)
    assert petra.post(f"{address}/adopt").status_code == 200  # a repeat is harmless
    told = petra.post(f"{address}/return", {"reason": "allergy"}).json()
    assert (told["status"], told["placement_reason"], told["adopted_at"]) == ("on_hold", "allergy", None)
    assert petra.post(f"{address}/make_available").json()["status"] == "approved"
    assert steps == [("adoption", "adopted")]
    names = Event.objects.filter(target_id=pet.pk).order_by("sequence").values_list("name", flat=True)
    assert list(names) == [
        *("pet.reserved", "pet.trial_started", "pet.adopted", "pet.returned", "pet.made_available")
    ]


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("hold", {}, "/reason"),
        ("hold", {"reason": "allergy"}, "/reason"),
        ("hold", {"reason": ["vet_care"]}, "/reason"),
        ("hold", {"reason": "vet_care", "placement": "adopted"}, "/placement"),
        ("release", {"reason": "boredom"}, "/reason"),
        ("return", {"reason": None}, "/reason"),
        ("start_trial", {}, "/until"),
        ("start_trial", {"until": "tomorrow"}, "/until"),
        ("start_trial", {"until": 0}, "/until"),
        ("start_trial", {"until": "+61"}, "/until"),
    ],
)
def test_says_what_a_verb_needs(cast: Cast, verb: str, body: Any, pointer: str) -> None:
    pet = factories.pet(
        cast.petra,
        placement={"hold": "available", "return": "trial"}.get(verb, "reserved"),
    )
    if isinstance(days := body.get("until"), int) or days == "+61":
        body = {"until": str(timezone.localdate() + int(days) * DAY)}
    answer = cast.client("petra").post(f"/api/v1/pets/{pet.pk}/{verb}", body)
    assert answer.status_code == 422, answer.content
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert Pet.objects.get(pk=pet.pk).version == pet.version


def test_services_check_for_themselves(cast: Cast) -> None:
    petra = cast.subject("petra")
    with pytest.raises(Invalid):
        services.hold_pet(factories.pet(cast.petra), by=petra, reason="boredom")
    with pytest.raises(Invalid):
        start_trial(factories.pet(cast.petra, placement="reserved"), by=petra, until=timezone.localdate())


@pytest.mark.parametrize(
    ("verb", "placement", "body", "expected"),
    [
        ("release", "reserved", {"reason": "withdrew"}, [("release", "available")]),
        ("return", "trial", {"reason": "allergy"}, [("release", "returned")]),
        ("return", "adopted", {"reason": "allergy"}, []),
        ("adopt", "trial", {}, [("adoption", "adopted")]),
        ("transfer", "reserved", {}, [("leaving", "transferred")]),
        ("reclaim", "available", {}, [("leaving", "reclaimed")]),
        ("mark_deceased", "trial", {}, [("leaving", "deceased")]),
        ("withdraw", "reserved", {}, [("leaving", "on_hold")]),
        ("withdraw", "adopted", {}, [("leaving", "adopted")]),
        ("hold", "available", {"reason": "away"}, []),
    ],
)
def test_steps_run_with_the_verb(
    cast: Cast, steps: list[tuple[str, str]], verb: str, placement: str, body: Any, expected: Any
) -> None:
    pet = factories.pet(cast.petra, placement=placement)
    assert cast.client("petra").post(f"/api/v1/pets/{pet.pk}/{verb}", body).status_code == 200
    assert steps == expected


def test_a_step_that_fails_undoes_the_verb(cast: Cast, steps: list[tuple[str, str]]) -> None:
    def fails(pet: Pet, *, by: Subject) -> None:
        raise WrongState("Not now.", state="", allowed=[])

    reservations._on_release.append(fails)
    pet = factories.pet(cast.petra, placement="reserved")
    with pytest.raises(WrongState), transaction.atomic():
        services.release_pet(pet, by=cast.subject("petra"), reason="withdrew")
    assert Pet.objects.get(pk=pet.pk).placement == "reserved"
    assert not Event.objects.filter(target_id=pet.pk).exists()


def test_what_is_taken_down_is_promised_to_nobody(cast: Cast, steps: list[tuple[str, str]]) -> None:
    pet = factories.pet(cast.petra, placement="trial")
    decide(pet, by=cast.subject("mona"), action="remove", reason="scam", seen_version=1)
    found = Pet.objects.get(pk=pet.pk)
    assert (found.moderation, found.placement, found.trial_until) == ("removed", "on_hold", None)
    assert steps == [("leaving", "on_hold")]


def test_a_listing_does_not_end_right_after_it_was_promised(cast: Cast) -> None:
    over = timezone.now() - 3 * DAY
    pet = factories.pet(cast.petra, placement="reserved", expires_at=over, reminders=2)
    assert expire_pets(timezone.now()) == 0
    services.release_pet(pet, by=cast.subject("petra"), reason="withdrew")
    assert expire_pets(timezone.now()) == 0
    found = Pet.objects.get(pk=pet.pk)
    assert found.reminders == 0
    assert found.expires_at is not None
    assert found.expires_at > timezone.now() + 13 * DAY


@pytest.mark.parametrize(
    "facts",
    [
        {"placement": "trial", "trial_until": None},
        {"placement": "available", "trial_until": "2026-01-01"},
        {"placement": "adopted", "adopted_at": None},
        {"placement": "adopted", "shown_until": None},
        {"placement": "available", "adopted_at": timezone.now()},
        {"placement": "available", "placement_reason": "allergy"},
        {"placement": "reserved", "happy_ending": "Too early."},
        {"placement": "on_hold", "family_agreed": True},
        {"placement": "lost"},
    ],
)
def test_the_database_holds_every_placement_to_its_facts(cast: Cast, facts: dict[str, Any]) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Pet.objects.filter(pk=pet.pk).update(**{**factories.placed(facts["placement"]), **facts})
