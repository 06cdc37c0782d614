"""Role × verb × state of people: every cell of matrix.txt, through the policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.accounts.services.people import sub_of_nobody
from apps.accounts.workflows import USER
from hearth.kernel.authorization import Subject
from hearth.kernel.authorization.policy import Policy
from tests.accounts.people import another_site_admin
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, Role, read_matrix, undone

ROLES = {
    "nobody": Role(),
    "self": Role("ana", owns=True),
    "self-admin": Role("sam", owns=True),
    "petra": Role("petra"),
    "mona": Role("mona"),
    "sam": Role("sam"),
    "sam-off-duty": Role("sam", groups=False),
    "sam-suspended": Role("sam", suspended=True),
}
MATRIX = read_matrix(Path(__file__).with_name("matrix.txt"), list(ROLES))["Ana's account"]
BODIES: dict[str, Any] = {
    "edit": {"phone": "5550 0123"},
    "replace": {"display_name": "A. R.", "phone": "", "locale": "de", "timezone": "Europe/Berlin"},
    "grant_role": {"role": "SiteAdmin"},
    "revoke_role": {"reason": "left"},
    "suspend": {"reason": "spam"},
}
ACTION = {"list": "browse", "replace": "edit"}
"""What the policy calls a verb, where that is another word."""
READS = {"view", "list", "export"}

pytestmark = pytest.mark.django_db


class Scene:
    """An account in every state, and somebody who acts on it."""

    def __init__(self, cast: Cast, role: Role) -> None:
        self.cast, self.role = cast, role
        another_site_admin()
        if role.suspended:
            User.objects.filter(pk=cast.person(role.person).pk).update(status="suspended")
        person = cast.person(role.person) if role.owns else cast.ana
        if not role.owns:
            # So that there is something to take back.
            User.objects.filter(pk=person.pk).update(system_role="moderator")
        self.person = User.objects.get(pk=person.pk)
        self.client = cast.client(role.person, **role.token_claims())

    def bring_to(self, state: str) -> User:
        gone = {"cognito_sub": sub_of_nobody(self.person.cognito_sub), "email": None, "email_verified": False}
        User.objects.filter(pk=self.person.pk).update(status=state, **(gone if state == "erased" else {}))
        return User.objects.get(pk=self.person.pk)

    def subject(self, person: User) -> Subject:
        """Who acts, as the policy sees them; the erased are nobody any more."""
        if self.role.owns and person.status == "erased":
            return Subject()
        return self.role.subject(self.cast)

    def ask(self, verb: str, person: User) -> Any:
        address = f"/api/v1/users/{person.pk}"
        if verb == "view":
            return self.client.get(address)
        if verb == "list":
            return self.client.get("/api/v1/users")
        if verb == "export":
            return self.client.get(f"{address}/export")
        if verb in ("edit", "replace"):
            send = self.client.patch if verb == "edit" else self.client.put
            return send(address, BODIES[verb])
        return self.client.post(f"{address}/{verb}", BODIES.get(verb, {}))

    def promised(self, person: User) -> dict[str, bool]:
        answer = self.client.get(f"/api/v1/users/{person.pk}/actions")
        said = answer.json() if answer.status_code == 200 else []
        return {row["action"]: row["allowed"] for row in said}


def test_leaves_out_no_state_and_no_verb() -> None:
    routed = {verb.name for verb in USER.verbs} | {"view", "list", "edit", "replace", "export"}
    assert set(MATRIX.states) == set(User.Status.values)
    assert set(MATRIX.blocks) == routed | {"teleport"}
    # What only the admin has is tried in test_people_in_admin.py.
    assert set(Policy.of(User).actions) == {ACTION.get(verb, verb) for verb in routed} | {"export_for"}


@pytest.mark.parametrize("name", ROLES)
def test_matrix(cast: Cast, name: str) -> None:
    scene = Scene(cast, ROLES[name])
    wrong = []
    for state in MATRIX.states:
        for verb, rows in MATRIX.blocks.items():
            with undone():
                found = list(cell(scene, verb, scene.bring_to(state), rows[name][state]))
            wrong += [f"{name} would {verb} while {state}: {words}" for words in found]
        with undone():
            said = scene.promised(scene.bring_to(state))
        codes = {verb: rows[name][state] for verb, rows in MATRIX.blocks.items() if verb != "teleport"}
        promised = {ACTION.get(verb, verb): code < 300 for verb, code in codes.items() if verb != "list"}
        said.pop("export_for", None)
        if said != (promised if promised["view"] else {}):
            wrong.append(f"{name} while {state}: …/actions says {said}")
    assert not wrong, "\n".join(wrong)


def cell(scene: Scene, verb: str, person: User, expected: int) -> Iterator[str]:
    """Say what is not as expected when the verb is tried."""
    decision = Policy.of(User).decide(scene.subject(person), ACTION.get(verb, verb), person)
    if decision.allowed is (expected in REFUSED_BY_POLICY):
        yield f"the policy says {decision}"
    answer = scene.ask(verb, person)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    unchanged = User.objects.filter(pk=person.pk, version=person.version, status=person.status).exists()
    if unchanged is (expected < 300 and verb not in READS):
        yield f"{'nothing' if unchanged else 'something'} changed"
