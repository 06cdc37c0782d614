"""Role × verb × state of organisations: every cell of matrix.txt, through the policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.organizations.services.changes import propose_change
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import can
from hearth.kernel.authorization.policy import Policy
from tests import factories
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, Role, cells_of, every_cell, read_matrix, undone

ROLES = {
    "nobody": Role(),
    "ana": Role("ana"),
    "rosa": Role("rosa"),
    "remy": Role("remy", member="member"),
    "milo": Role("milo"),
    "mona": Role("mona"),
    "mona-founder": Role("mona", owns=True),
    "mona-member": Role("mona", member="member"),
    "mona-admin": Role("mona", member="admin"),
    "mona-off-duty": Role("mona", groups=False),
    "sam": Role("sam"),
    "sam-member": Role("sam", member="member"),
    "sam-suspended": Role("sam", suspended=True),
    "quinn": Role("quinn", member="admin"),
}
MATRIX = read_matrix(Path(__file__).with_name("matrix.txt"), list(ROLES))["Harbour Paws"]
DECISIONS: dict[str, Any] = {
    "approve": {},
    "reject": {"reason": "incomplete"},
    "suspend": {"reason": "safety", "note": "Two complaints in a week."},
    "approve_change": {},
    "reject_change": {"reason": "misleading"},
    "verify": {"evidence": "visit"},
}
"""Verbs that name the version that was seen, with what they say."""
WORDS: dict[str, Any] = {
    **DECISIONS,
    "unverify": {"reason": "mistake"},
    "archive": {"reason": "closed"},
    "change_slug": {"slug": "harbour-tails"},
}

pytestmark = pytest.mark.django_db


class Scene:
    """Harbour Paws in every state, and somebody who acts on it."""

    def __init__(self, cast: Cast, role: Role) -> None:
        self.cast, self.role = cast, role
        factories.organization("Second Chance Farm", founder=cast.milo)
        if role.suspended:
            User.objects.filter(pk=cast.person(role.person).pk).update(status="suspended")
        self.rescues = {state: self.rescue(state) for state in MATRIX.states}
        self.client = cast.client(role.person, **role.token_claims())
        self.subject = role.subject(cast)

    def rescue(self, state: str) -> Organization:
        made = factories.organization(
            "Harbour Paws", founder=self.cast.rosa, status=state, slug=f"{state}-paws", verified=True
        )
        if self.role.owns:
            Organization.objects.filter(pk=made.pk).update(created_by=self.cast.person(self.role.person))
        if self.role.member:
            factories.membership(made, self.cast.person(self.role.person), self.role.member)
        if state == "pending":
            factories.review_item(made, kind="organization", submitter=self.cast.rosa)
        if state == "approved":
            propose_change(made, {"description": "By the sea."}, by=self.cast.subject("rosa"))
        return Organization.objects.get(pk=made.pk)

    def ask(self, verb: str, rescue: Organization) -> Any:
        address = f"/api/v1/organizations/{rescue.pk}"
        if verb == "view":
            return self.client.get(address)
        if verb == "edit":
            return self.client.patch(address, {"description": "We take in what the sea leaves."})
        if verb == "change_settings":
            return self.client.patch(f"{address}/settings", {"join_policy": "open"})
        if verb == "see_evidence":
            return self.client.get(f"{address}/verifications")
        seen = {"If-Match": f'"{rescue.version}-seen"'} if verb in DECISIONS else {}
        return self.client.post(f"{address}/{verb}", WORDS.get(verb, {}), headers=seen)

    def promised(self, rescue: Organization) -> dict[str, bool]:
        answer = self.client.get(f"/api/v1/organizations/{rescue.slug}/actions")
        said = answer.json() if answer.status_code == 200 else []
        return {row["action"]: row["allowed"] for row in said if row["action"] in MATRIX.blocks}


def test_leaves_out_no_state_and_no_verb() -> None:
    by_the_platform = {"propose_change", "publish_change", "reopen_change", "reopen", "restore"}
    routed = {verb.name for verb in ORGANIZATION.verbs} - by_the_platform | {"view", "see_evidence"}
    assert set(MATRIX.states) == set(Organization.Status.values)
    assert set(MATRIX.blocks) == routed | {"teleport"}
    assert set(Policy.of(Organization).actions) - routed == {"create", "found", "browse", "see_change"}


@every_cell
@pytest.mark.parametrize("name", ROLES)
def test_matrix(cast: Cast, name: str, every: bool) -> None:
    scene = Scene(cast, ROLES[name])
    wrong = []
    for verb in MATRIX.blocks:
        for state, expected, over_http in cells_of(MATRIX, verb, name, every=every):
            with undone():
                found = list(cell(scene, verb, scene.rescues[state], expected, over_http=over_http))
            wrong += [f"{name} would {verb} while {state}: {words}" for words in found]
    for state, rescue in scene.rescues.items():
        promised = {verb: rows[name][state] < 300 for verb, rows in MATRIX.blocks.items()}
        del promised["teleport"]
        if scene.promised(rescue) != (promised if promised["view"] else {}):
            wrong.append(f"{name} while {state}: …/actions says {scene.promised(rescue)}")
    assert not wrong, "\n".join(wrong)


def cell(scene: Scene, verb: str, rescue: Organization, expected: int, *, over_http: bool) -> Iterator[str]:
    """Say what is not as expected when the verb is tried."""
    decision = can(scene.subject, verb, rescue)
    if decision.allowed is (expected in REFUSED_BY_POLICY):
        yield f"the policy says {decision}"
    if not over_http:
        return
    answer = scene.ask(verb, rescue)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    unchanged = Organization.objects.filter(
        pk=rescue.pk, version=rescue.version, status=rescue.status
    ).exists()
    if unchanged is (expected < 300 and verb not in ("view", "see_evidence")):
        yield f"{'nothing' if unchanged else 'something'} changed"
