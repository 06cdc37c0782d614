"""Role × verb × state of invitations: every cell of invitations.txt, through the policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.organizations.models import Invitation, Organization
from apps.organizations.workflows import INVITATION
from hearth.kernel.authorization import Subject, can
from hearth.kernel.authorization.policy import Policy
from tests import factories
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, cells_of, every_cell, read_matrix, undone

# Who acts, and their place in the rescue (role, state), if they have one besides being what they are.
ACTORS: dict[str, tuple[str, str, str]] = {
    "nobody": ("", "", ""),
    "ana": ("ana", "", ""),
    "ana-unconfirmed": ("ana", "", ""),
    "petra": ("petra", "", ""),
    "rosa": ("rosa", "", ""),
    "admin": ("remy", "admin", "active"),
    "member": ("remy", "member", "active"),
    "suspended": ("remy", "admin", "suspended"),
    "milo": ("milo", "", ""),
    "mona": ("mona", "", ""),
    "sam": ("sam", "", ""),
    "quinn": ("quinn", "admin", "active"),
}
MATRIX = read_matrix(Path(__file__).with_name("invitations.txt"), list(ACTORS))
CHANGES_NOTHING = {"view", "reveal"}

pytestmark = pytest.mark.django_db


class Scene:
    """Harbour Paws, which invited Ana, and somebody who acts on that."""

    def __init__(self, cast: Cast, title: str, actor: str) -> None:
        name, role, state = ACTORS[actor]
        factories.organization("Second Chance Farm", founder=cast.milo)
        self.rescue = factories.organization("Harbour Paws", founder=cast.rosa)
        if role:
            factories.membership(self.rescue, cast.person(name), role, status=state)
        if "suspended" in title:
            Organization.objects.filter(pk=self.rescue.pk).update(status="suspended")
        self.unconfirmed = actor == "ana-unconfirmed"
        if self.unconfirmed:
            User.objects.filter(pk=cast.ana.pk).update(email_verified=False)
        claims = {"email": None, "email_verified": None} if self.unconfirmed else {}
        self.cast, self.client = cast, cast.client(name, **claims)
        self.subject = cast.subject(name) if name else Subject()

    def invitation(self, state: str) -> Invitation:
        facts: dict[str, Any] = {"expired": True} if state == "due" else {"status": state}
        made = factories.invitation(self.rescue, self.cast.rosa, email="ana@hearth.example", **facts)
        return Invitation.objects.get(pk=made.pk)

    def ask(self, verb: str, invitation: Invitation) -> Any:
        address = f"/api/v1/invitations/{invitation.pk}"
        if verb == "view":
            return self.client.get(address)
        return self.client.post(f"{address}/{verb}", {"reason": "support"} if verb == "reveal" else {})

    def promised(self, invitation: Invitation, verbs: set[str]) -> dict[str, bool]:
        answer = self.client.get(f"/api/v1/invitations/{invitation.pk}/actions")
        said = answer.json() if answer.status_code == 200 else []
        return {row["action"]: row["allowed"] for row in said if row["action"] in verbs}


def cell(scene: Scene, verb: str, state: str, expected: int, *, over_http: bool) -> Iterator[str]:
    """Say what is not as expected when the verb is tried."""
    invitation = scene.invitation(state)
    decision = can(scene.subject, verb, invitation)
    if decision.allowed is (expected in REFUSED_BY_POLICY or scene.unconfirmed):
        yield f"the policy says {decision}"
    if not over_http:
        return
    answer = scene.ask(verb, invitation)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    if scene.unconfirmed and expected == 409 and answer.json()["code"] != "email_unknown":
        yield f"{answer.content!r} does not say what is missing"
    unchanged = Invitation.objects.filter(pk=invitation.pk, version=invitation.version).exists()
    # A verb that comes too late writes down that the time ran out.
    if unchanged is (expected < 300 and verb not in CHANGES_NOTHING) and state != "due":
        yield f"{'nothing' if unchanged else 'something'} changed"


def test_leaves_out_no_state_and_no_verb() -> None:
    verbs = {verb.name for verb in INVITATION.verbs if verb.by_hand} | {"view", "reveal"}
    for chapter in MATRIX.values():
        assert set(chapter.states) == {*Invitation.Status.values, "due"}
        assert set(chapter.blocks) == verbs
    assert set(Policy.of(Invitation).actions) - verbs == {"view_private", "create", "browse"}


@every_cell
@pytest.mark.parametrize("title", MATRIX)
@pytest.mark.parametrize("name", ACTORS)
def test_matrix(cast: Cast, title: str, name: str, every: bool) -> None:
    scene, chapter = Scene(cast, title, name), MATRIX[title]
    wrong = []
    for verb in chapter.blocks:
        for state, expected, over_http in cells_of(chapter, verb, name, every=every):
            with undone():
                found = list(cell(scene, verb, state, expected, over_http=over_http))
            wrong += [f"{title}: {name} would {verb} while {state}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["ana", "rosa", "sam"])
def test_actions_promise_what_is_kept(cast: Cast, name: str) -> None:
    chapter = next(iter(MATRIX.values()))
    scene = Scene(cast, chapter.title, name)
    # In a suspended rescue `accept` is promised by nobody but tried in vain: its state is not the row's.
    for state in chapter.states:
        with undone():
            expected = {verb: rows[name][state] < 300 for verb, rows in chapter.blocks.items()}
            assert scene.promised(scene.invitation(state), set(expected)) == expected, state
