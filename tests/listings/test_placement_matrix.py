"""Role × verb × placement of pets: every cell of placement.txt, through the policy and over HTTP.

What a policy refuses is tried over HTTP once per role, verb and answer, and in the long run in every state.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.listings.choices import Moderation, Placement
from apps.listings.models import Pet
from apps.listings.workflows import BOTH, PET, PLACEMENT
from hearth.kernel.authorization import can
from tests import factories
from tests.cast import Cast
from tests.listings.test_matrix import ROLES, Scene
from tests.matrices import REFUSED_BY_POLICY, cells_of, every_cell, read_matrix, undone_if

ASKED = ("nobody", "ana", "petra", "rosa", "remy", "mona", "sam", "quinn")
MATRIX = read_matrix(Path(__file__).with_name("placement.txt"), list(ASKED))
BODIES: dict[str, Any] = {
    "hold": {"reason": "vet_care"},
    "release": {"reason": "no_answer"},
    "return": {"reason": "allergy"},
    "tell_ending": {"words": "She has the sofa now."},
}

pytestmark = pytest.mark.django_db


class Placed(Scene):
    def pet(self, state: str) -> Pet:
        moderation = state if state in Moderation.values else "approved"
        placement = state if state in Placement.values else "available"
        soon = {"expires_at": timezone.now() + timedelta(days=9)} if moderation == "approved" else {}
        made = factories.pet(
            self.owner, moderation=moderation, placement=placement, organization=self.organization, **soon
        )
        return Pet.objects.get(pk=made.pk)


def test_leaves_out_no_placement_and_no_verb() -> None:
    moved = {verb.name for verb in PLACEMENT.verbs if verb.by_hand}
    for chapter in MATRIX.values():
        assert set(chapter.states) == {*Placement.values, "draft", "expired"}
        assert set(chapter.blocks) == moved | {"view", "renew", "withdraw"}


def test_has_no_verb_for_what_is_not_published() -> None:
    for state in set(Moderation.values) - {"approved"}:
        for placement in Placement.values:
            pet = Pet(moderation=state, placement=placement)
            assert PLACEMENT.allowed(pet) == []
            assert BOTH.allowed(pet) == PET.allowed(pet)


@pytest.mark.parametrize("title", MATRIX)
@pytest.mark.parametrize("name", ASKED)
@every_cell
def test_matrix(cast: Cast, title: str, name: str, every: bool) -> None:
    scene, chapter = Placed(cast, title, ROLES[name]), MATRIX[title]
    pets = {state: scene.pet(state) for state in chapter.states}
    wrong = []
    for verb in chapter.blocks:
        for state, expected, asks in cells_of(chapter, verb, name, every=every):
            with undone_if(asks):
                found = list(cell(scene, verb, pets[state], expected, asks=asks))
            wrong += [f"{title}: {name} would {verb} while {state}: {words}" for words in found]
    for state, pet in pets.items():
        promised = {verb: rows[name][state] < 300 for verb, rows in chapter.blocks.items()}
        if (said := scene.promised(pet, promised)) != (promised if promised["view"] else {}):
            wrong.append(f"{title}: {name} while {state}: …/actions says {said}")
    assert not wrong, "\n".join(wrong)


def cell(scene: Scene, verb: str, pet: Pet, expected: int, *, asks: bool) -> Iterator[str]:
    """Say what is not as expected of the policy, and when the verb is tried."""
    decision = can(scene.subject, verb, pet)
    if decision.allowed is (expected in REFUSED_BY_POLICY):
        yield f"the policy says {decision}"
    if not asks:
        return
    address, body = f"/api/v1/pets/{pet.pk}", BODIES.get(verb, {})
    if verb == "start_trial":
        body = {"until": str(timezone.localdate() + timedelta(days=60))}
    answer = scene.client.get(address) if verb == "view" else scene.client.post(f"{address}/{verb}", body)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    if Pet.objects.filter(pk=pet.pk, version=pet.version).exists() is (expected < 300 and verb != "view"):
        yield "it did not change as it should, or changed as it should not"
