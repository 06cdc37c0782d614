"""Role × verb × state of pets: every cell of matrix.txt, through the policy and over HTTP."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.listings.choices import Moderation
from apps.listings.models import Pet
from apps.listings.workflows import PET, PLACEMENT
from apps.organizations.models import Organization
from hearth.kernel.authorization import can
from hearth.kernel.authorization.policy import Policy
from tests import factories
from tests.cast import Cast
from tests.matrices import EVERYBODY, REFUSED_BY_POLICY, Role, cells_of, every_cell, read_matrix, undone_if

ROLES = {**EVERYBODY, "quinn": Role("quinn", owns=True)}
MATRIX = read_matrix(Path(__file__).with_name("matrix.txt"), list(ROLES))
DECISIONS: dict[str, Any] = {
    "approve": {},
    "request_changes": {"reason": "photos"},
    "reject": {"reason": "selling"},
    "remove": {"reason": "scam", "note": "The same photos stand elsewhere."},
    "approve_change": {},
    "reject_change": {"reason": "contact_details"},
}

pytestmark = pytest.mark.django_db


class Scene:
    """A pet as a chapter has it, and somebody who acts on it."""

    def __init__(self, cast: Cast, chapter: str, role: Role) -> None:
        self.cast, self.role = cast, role
        self.harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        factories.membership(self.harbour, cast.remy)
        factories.organization("Second Chance Farm", founder=cast.milo)
        if role.member:
            factories.membership(self.harbour, cast.person(role.person), role.member)
        if role.suspended:
            User.objects.filter(pk=cast.person(role.person).pk).update(status="suspended")
        if "suspended" in chapter:
            Organization.objects.filter(pk=self.harbour.pk).update(status="suspended")
        self.organization = self.harbour if "Harbour Paws" in chapter else None
        listed_by = "remy" if self.organization else "petra"
        self.owner = cast.person(role.person if role.owns else listed_by)
        self.client = cast.client(role.person, **role.token_claims())
        self.subject = role.subject(cast)

    def pet(self, state: str) -> Pet:
        placement = "adopted" if state == "adopted" else "available"
        moderation = "approved" if state in ("adopted", "changed") else state
        soon = {"expires_at": timezone.now() + timedelta(days=9)} if moderation == "approved" else {}
        made = factories.pet(
            self.owner, moderation=moderation, placement=placement, organization=self.organization, **soon
        )
        if state == "changed":
            factories.change(made, adoption_fee="80.00")
        return Pet.objects.get(pk=made.pk)

    def promised(self, pet: Pet, verbs: Iterable[str]) -> dict[str, bool]:
        """What `GET …/actions` says of these verbs; nothing when the pet is not there for them."""
        answer = self.client.get(f"/api/v1/pets/{pet.pk}/actions")
        said = {row["action"]: row["allowed"] for row in answer.json()} if answer.status_code == 200 else {}
        return {verb: said.get(verb, False) for verb in verbs} if said else {}


def ask(client: APIClient, verb: str, pet: Pet) -> Any:
    address = f"/api/v1/pets/{pet.pk}"
    if verb == "view":
        return client.get(address)
    if verb == "edit":
        return client.patch(address, {"story": "She hums along to the kettle."})
    if verb == "delete":
        return client.delete(address)
    seen = {"If-Match": f'"{pet.version}-seen"'} if verb in DECISIONS else {}
    return client.post(f"{address}/{verb}", DECISIONS.get(verb, {}), headers=seen)


def test_leaves_out_no_state_and_no_verb() -> None:
    routed = {verb.name for verb in PET.verbs if verb.by_hand} | {"view", "edit", "delete"}
    for chapter in list(MATRIX.values())[:2]:
        assert set(chapter.states) == {*Moderation.values, "adopted", "changed"}
        assert set(chapter.blocks) == routed | {"teleport"}
    # What else the policy names is in placement.txt, or belongs to other screens and has no route of a pet.
    moves = {verb.name for verb in PLACEMENT.verbs if verb.by_hand}
    assert set(Policy.of(Pet).actions) - routed - moves == {"view_private", "create", "feature", "browse"}


@pytest.mark.parametrize("title", MATRIX)
@pytest.mark.parametrize("name", ROLES)
@every_cell
def test_matrix(cast: Cast, title: str, name: str, every: bool) -> None:
    scene, chapter = Scene(cast, title, ROLES[name]), MATRIX[title]
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
    answer = ask(scene.client, verb, pet)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    unchanged = Pet.objects.filter(pk=pet.pk, version=pet.version, moderation=pet.moderation).exists()
    if unchanged is (expected < 300 and verb != "view"):
        yield f"{'nothing' if unchanged else 'something'} changed"
