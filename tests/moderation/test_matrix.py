"""Role × verb × state of the review queue: every cell of matrix.txt, through the policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.listings.models import Pet
from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import can
from hearth.kernel.ids import uuid7
from tests import factories
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, Role, read_matrix, undone

QUEUE = "/api/v1/review/items"
ROLES = {
    "nobody": Role(),
    "ana": Role("ana"),
    "petra": Role("petra"),
    "rosa": Role("rosa"),
    "remy": Role("remy"),
    "milo": Role("milo"),
    "mona": Role("mona"),
    "mona-owner": Role("mona", owns=True),
    "mona-submitter": Role("mona", submitted=True),
    "mona-member": Role("mona", member="member"),
    "mona-off-duty": Role("mona", groups=False),
    "sam": Role("sam"),
    "sam-suspended": Role("sam", suspended=True),
    "quinn": Role("quinn"),
}
MATRIX = read_matrix(Path(__file__).with_name("matrix.txt"), list(ROLES))
REASONS = {
    ("pet", "request_changes"): "photos",
    ("pet", "reject"): "selling",
    ("pet", "remove"): "scam",
    ("organization", "reject"): "incomplete",
    ("organization", "remove"): "safety",
    ("organization_without_admin", "remove"): "no_admin",
}
KINDS = {
    "petra's own pet": "pet",
    "a pet of Harbour Paws": "pet",
    "Harbour Paws itself": "organization",
    "Harbour Paws without an admin": "organization_without_admin",
}
TARGET_STATES = {
    "pet": {"open": "pending", "decided": "approved", "withdrawn": "withdrawn"},
    "organization": {"open": "pending", "decided": "approved", "withdrawn": "rejected"},
    "organization_without_admin": {"open": "approved", "decided": "suspended", "withdrawn": "approved"},
}

pytestmark = pytest.mark.django_db


class Scene:
    """Items of a chapter in every state, and somebody who looks at them."""

    def __init__(self, cast: Cast, chapter: str, role: Role) -> None:
        self.cast, self.role = cast, role
        self.kind = KINDS[chapter]
        private = chapter == "petra's own pet"
        self.harbour = self.rescue("Harbour Paws")
        self.sender = cast.petra if private else cast.rosa
        self.organization = None if private else self.harbour
        factories.organization("Second Chance Farm", founder=cast.milo)
        if role.suspended:
            User.objects.filter(pk=cast.person(role.person).pk).update(status="suspended")
        self.client = cast.client(role.person, **role.token_claims())

    def rescue(self, name: str, status: str = "approved") -> Organization:
        """Rosa runs it, Remy helps; a role that founded it has left."""
        made = factories.organization(name, founder=self.cast.rosa, status=status)
        factories.membership(made, self.cast.remy)
        if self.role.owns:
            Organization.objects.filter(pk=made.pk).update(created_by=self.cast.person(self.role.person))
        if self.role.member:
            factories.membership(made, self.cast.person(self.role.person), self.role.member)
        return made

    def item(self, state: str) -> ReviewItem:
        target: Any
        status = TARGET_STATES[self.kind][state]
        if self.kind != "pet":
            target = self.rescue(f"Harbour Paws {state}", status)
        else:
            owner = self.cast.person(self.role.person) if self.role.owns else self.sender
            target = factories.pet(owner, moderation=status, organization=self.organization)
        ReviewItem.objects.filter(target_id=target.pk).delete()
        submitter = self.cast.person(self.role.person) if self.role.submitted else self.sender
        item = factories.review_item(target, kind=self.kind, submitter=submitter, state=state)
        if state == "decided":
            facts = {"kind": self.kind, "target_id": target.pk, "revision_seen": 1, "action": "approve"}
            Decision.objects.create(
                id=uuid7(), item=item, reviewer=self.cast.person("max"), submitter=submitter, **facts
            )
        return item

    def ask(self, verb: str, item: ReviewItem, **headers: str) -> Any:
        if verb == "list":
            return self.client.get(QUEUE, {"state": item.state, "limit": 100})
        if verb == "retrieve":
            return self.client.get(f"{QUEUE}/{item.pk}")
        given = {"action": verb, "reason": REASONS.get((item.kind, verb), "")}
        seen = headers or {"If-Match": f'"{item.version}-seen"'}
        return self.client.post(f"{QUEUE}/{item.pk}/decide", given, headers=seen)


def test_leaves_out_no_state_no_kind_and_no_action() -> None:
    for chapter in MATRIX.values():
        assert set(chapter.states) == set(ReviewItem.State.values)
        assert set(chapter.blocks) == {"list", "retrieve", "teleport", *Decision.Action.values}
    assert set(reviewables.kinds()) == set(TARGET_STATES)


@pytest.mark.parametrize("title", MATRIX)
@pytest.mark.parametrize("name", ROLES)
def test_matrix(cast: Cast, title: str, name: str) -> None:
    scene, chapter = Scene(cast, title, ROLES[name]), MATRIX[title]
    items = {state: scene.item(state) for state in chapter.states}
    wrong = []
    for verb, rows in chapter.blocks.items():
        for state, expected in rows[name].items():
            with undone():
                found = list(cell(scene, verb, items[state], expected))
            wrong += [f"{title}: {name} would {verb} what is {state}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)


def cell(scene: Scene, verb: str, item: ReviewItem, expected: int) -> Iterator[str]:
    """Say what is not as expected when the verb is tried."""
    by_item, by_target = policies_say(scene, verb, item)
    refused = expected in REFUSED_BY_POLICY | {0}
    # The target's own policy is asked only when the item is open and the action is one of the kind's.
    if refused is (by_item and (by_target or expected in (409, 422))):
        yield f"the policies say {by_item} and {by_target}"
    answer = scene.ask(verb, item)
    code: int = answer.status_code
    if verb == "list" and code == 200:
        code = [row["id"] for row in answer.json()["results"]].count(str(item.pk))
    if code != expected:
        yield f"{code} instead of {expected}: {answer.content!r}"
    decided = Decision.objects.filter(target_id=item.target_id).exclude(reviewer__display_name="Max Brandt")
    is_verb = verb not in ("list", "retrieve")
    if list(decided.values_list("action", flat=True)) != ([verb] if is_verb and expected == 200 else []):
        yield "the wrong decisions are on record"


def policies_say(scene: Scene, verb: str, item: ReviewItem) -> tuple[bool, bool]:
    """A decision must be allowed by the item's policy, and by the target's for its own verb."""
    subject = scene.role.subject(scene.cast)
    if verb in ("list", "retrieve"):
        return can(subject, "view", item).allowed, True
    target = (Pet if item.kind == "pet" else Organization).objects.get(pk=item.target_id)
    own_verb = reviewables.of_kind(item.kind).verbs.get(verb, "unknown")
    return can(subject, "decide", item).allowed, can(subject, own_verb, target).allowed


@pytest.mark.parametrize("title", MATRIX)
@pytest.mark.parametrize("action", [*Decision.Action.values, "teleport"])
def test_needs_the_version_that_was_seen(cast: Cast, title: str, action: str) -> None:
    scene = Scene(cast, title, ROLES["mona"])
    item = scene.item("open")
    assert scene.client.post(f"{QUEUE}/{item.pk}/decide", {"action": action}).status_code == 428
    assert scene.ask(action, item, **{"If-Match": '"7-seen"'}).status_code == 412
    assert scene.ask(action, item, **{"If-Match": "no tag at all"}).status_code == 412
    assert not Decision.objects.exists()
    closed = scene.item("decided")
    late = scene.ask(action, closed, **{"If-Match": '"7-seen"'})
    assert (late.status_code, late.json()["decided_by"]) == (409, "Max Brandt")


@pytest.mark.parametrize("title", MATRIX)
def test_unknown_action_points_at_itself(cast: Cast, title: str) -> None:
    scene = Scene(cast, title, ROLES["mona"])
    answer = scene.ask("teleport", scene.item("open"))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/action"]


@pytest.mark.parametrize(
    ("title", "position"),
    [
        (title, name)
        for title, chapter in MATRIX.items()
        for name in ("mona-owner", "mona-submitter", "mona-member")
        if chapter.blocks["approve"][name]["open"] == 403 and chapter.blocks["approve"]["mona"]["open"] == 200
    ],
)
def test_refuses_the_own_through_the_targets_route_too(cast: Cast, title: str, position: str) -> None:
    """The queue is not the only way to a decision: `POST /pets/{id}/approve` is the same service."""
    scene = Scene(cast, title, ROLES[position])
    item = scene.item("open")
    things = "pets" if item.kind == "pet" else "organizations"
    address = f"/api/v1/{things}/{item.target_id}/approve"
    answer = scene.client.post(address, headers={"If-Match": '"1-seen"'})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not Decision.objects.exists()
    item.refresh_from_db()
    assert item.state == "open"


def test_membership_that_ended_frees_a_moderator(cast: Cast) -> None:
    scene = Scene(cast, "a pet of Harbour Paws", ROLES["mona-member"])
    item = scene.item("open")
    assert scene.ask("approve", item).status_code == 403
    Membership.objects.filter(user=cast.mona).update(status="removed")
    assert scene.ask("approve", item).status_code == 200
