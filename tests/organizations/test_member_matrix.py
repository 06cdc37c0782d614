"""Role × verb × state of memberships: every cell of both matrices, through the policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.organizations.models import Membership, Organization
from apps.organizations.workflows import MEMBERSHIP
from hearth.kernel.authorization import Subject, can
from hearth.kernel.authorization.policy import Policy
from tests import factories
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, Chapter, cells_of, every_cell, read_matrix, undone, undone_if

# Who acts: a person of the cast, and their place in the organisation (role, state), if they have one.
IN_A_RESCUE: dict[str, tuple[str, str, str]] = {
    "nobody": ("", "", ""),
    "stranger": ("ana", "", ""),
    "self": ("petra", "", ""),
    "member": ("remy", "member", "active"),
    "admin": ("remy", "admin", "active"),
    "suspended-admin": ("remy", "admin", "suspended"),
    "former-admin": ("remy", "admin", "removed"),
    "asking": ("remy", "member", "pending"),
    "milo": ("milo", "", ""),
    "mona": ("mona", "", ""),
    "sam": ("sam", "", ""),
    "sam-admin": ("sam", "admin", "active"),
    "quinn": ("quinn", "admin", "active"),
}
IN_A_CLUB = {
    "stranger": ("ana", "", ""),
    "self": ("petra", "", ""),
    "member": ("remy", "member", "active"),
    "leader": ("remy", "ride_leader", "active"),
    "captain": ("remy", "ride_captain", "active"),
    "admin": ("remy", "admin", "active"),
    "owner": ("remy", "owner", "active"),
    "sam": ("sam", "", ""),
}
HERE = Path(__file__).parent
RESCUE = read_matrix(HERE / "members_of_a_rescue.txt", list(IN_A_RESCUE))
CLUB = read_matrix(HERE / "members_of_a_club.txt", list(IN_A_CLUB))
BODIES: dict[str, dict[str, str]] = {
    "reject": {"reason": "full"},
    "suspend": {"reason": "conduct"},
    "remove": {"reason": "inactive"},
    "reveal": {"reason": "support"},
}
CHANGES_NOTHING = {"view", "history", "edit", "reveal"}

pytestmark = pytest.mark.django_db


class Scene:
    """An organisation with Rosa at its head, Petra's place in it, and somebody who acts on that."""

    def __init__(self, cast: Cast, kind: str, title: str, actor: tuple[str, str, str]) -> None:
        name, role, state = actor
        factories.organization("Second Chance Farm", founder=cast.milo)
        self.where = factories.organization("Harbour Paws", founder=cast.rosa, kind=kind)
        self.role = title.split()[-1]
        if role:
            factories.membership(self.where, cast.person(name), role, status=state)
        if "suspended" in title:
            Organization.objects.filter(pk=self.where.pk).update(status="suspended")
        self.cast, self.client = cast, cast.client(name)
        self.is_self = name == "petra"
        self.name = name
        self.subject = Subject()

    def place(self, state: str) -> Membership:
        """Make Petra's place; who acts is read after that, for the place may be theirs."""
        made = factories.membership(self.where, self.cast.petra, self.role, status=state)
        self.subject = self.cast.subject(self.name) if self.name else Subject()
        return Membership.objects.select_related("organization", "user").get(pk=made.pk)

    def ask(self, verb: str, place: Membership) -> Any:
        address = f"/api/v1/memberships/{place.pk}"
        if verb == "view":
            return self.client.get(address)
        if verb == "history":
            return self.client.get(f"{address}/history")
        if verb == "delete":
            return self.client.delete(address)
        if verb == "edit":
            return self.client.put(address, {})
        if verb == "change_role":
            higher = "admin" if self.where.kind == "rescue" else "ride_leader"
            return self.client.post(
                f"{address}/change_role", {"role": higher if self.role == "member" else "member"}
            )
        return self.client.post(f"{address}/{verb}", BODIES.get(verb, {}))

    def promised(self, place: Membership, verbs: set[str]) -> dict[str, bool]:
        answer = self.client.get(f"/api/v1/memberships/{place.pk}/actions")
        said = answer.json() if answer.status_code == 200 else []
        return {row["action"]: row["allowed"] for row in said if row["action"] in verbs}


def action_of(verb: str, scene: Scene, place: Membership) -> str:
    """The policy's name of what a request asks for."""
    if verb == "delete":
        own = "withdraw" if place.status == "pending" else "leave"
        return own if scene.is_self else "remove"
    return "view_private" if verb == "history" else verb


def cell(scene: Scene, verb: str, place: Membership, expected: int, *, asks: bool) -> Iterator[str]:
    """Say what is not as expected of the policy, and when the verb is tried."""
    decision = can(scene.subject, action_of(verb, scene, place), place)
    if decision.allowed is (expected in REFUSED_BY_POLICY):
        yield f"the policy says {decision}"
    if not asks:
        return
    answer = scene.ask(verb, place)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    unchanged = Membership.objects.filter(pk=place.pk, version=place.version, status=place.status).exists()
    if unchanged is (expected < 300 and verb not in CHANGES_NOTHING):
        yield f"{'nothing' if unchanged else 'something'} changed"


def check(
    cast: Cast, kind: str, chapter: Chapter, name: str, actor: tuple[str, str, str], every: bool
) -> None:
    scene = Scene(cast, kind, chapter.title, actor)
    wrong = []
    asked = {
        (verb, state)
        for verb in chapter.blocks
        for state, _, asks in cells_of(chapter, verb, name, every=every)
        if asks
    }
    for state in chapter.states:
        with undone():
            place = scene.place(state)
            for verb, rows in chapter.blocks.items():
                asks = (verb, state) in asked
                with undone_if(asks):
                    found = list(cell(scene, verb, place, rows[name][state], asks=asks))
                wrong += [f"{chapter.title}: {name} would {verb} while {state}: {words}" for words in found]
            verbs = chapter.blocks.keys() - {"view", "history", "delete"}
            promised = {verb: chapter.blocks[verb][name][state] < 300 for verb in verbs}
            seen = chapter.blocks["view"][name][state] == 200
            if (said := scene.promised(place, verbs)) != (promised if seen else {}):
                wrong.append(f"{name} while {state}: …/actions says {said}")
    assert not wrong, "\n".join(wrong)


def test_leaves_out_no_state_and_no_verb() -> None:
    verbs = {verb.name for verb in MEMBERSHIP.verbs if verb.by_hand}
    for chapter in RESCUE.values():
        assert set(chapter.blocks) == verbs | {"view", "history", "edit", "reveal", "delete"}
    for chapter in list(RESCUE.values())[:2]:
        assert set(chapter.states) == set(Membership.Status.values)
    for chapter in CLUB.values():
        assert set(chapter.blocks) == verbs | {"view", "delete"}
    others = {"view", "view_private", "edit", "reveal", "request", "create", "browse"}
    assert set(Policy.of(Membership).actions) == verbs | others


@pytest.mark.parametrize("title", RESCUE)
@pytest.mark.parametrize("name", IN_A_RESCUE)
@every_cell
def test_rescue(cast: Cast, title: str, name: str, every: bool) -> None:
    check(cast, "rescue", RESCUE[title], name, IN_A_RESCUE[name], every)


@pytest.mark.parametrize("title", CLUB)
@pytest.mark.parametrize("name", IN_A_CLUB)
@every_cell
def test_club(cast: Cast, title: str, name: str, every: bool) -> None:
    check(cast, "club", CLUB[title], name, IN_A_CLUB[name], every)
