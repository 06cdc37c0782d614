"""Role × verb × state of the review queue: every cell of matrix.txt, through the policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.organizations.models import Membership
from tests.cast import Cast
from tests.fixtures.stage import for_all_roles
from tests.matrices import (
    EVERYBODY,
    REFUSED_BY_POLICY,
    Role,
    cells_of,
    every_cell,
    read_matrix,
    undone,
    undone_if,
)
from tests.moderation.scenes import CHAPTERS, STATES, Scene

ROLES = {**EVERYBODY, "mona-submitter": Role("mona", submitted=True)}
MATRIX = read_matrix(Path(__file__).with_name("matrix.txt"), list(ROLES))
"""Who decides on what of whose; reviewed."""
NO_DECISIONS = {"list", "retrieve", "claim", "release"}

pytestmark = pytest.mark.django_db


def test_leaves_out_no_state_no_kind_and_no_action() -> None:
    assert set(MATRIX) == set(CHAPTERS)
    for title, chapter in MATRIX.items():
        actions = reviewables.of_kind(CHAPTERS[title].kind).verbs
        assert set(chapter.states) == set(STATES)
        assert set(chapter.blocks) == {*NO_DECISIONS, *actions, "teleport"}
    assert set(STATES.values()) == set(ReviewItem.State.values)
    assert {chapter.kind for chapter in CHAPTERS.values()} == set(reviewables.kinds())


ready = for_all_roles(lambda title: Scene(Cast(), title, Role()).fill())


@every_cell
@pytest.mark.parametrize("ready", MATRIX, indirect=True)
@pytest.mark.parametrize("name", ROLES)
def test_matrix(cast: Cast, ready: Scene, name: str, every: bool) -> None:
    """Ask the policies in every cell, try the verb over HTTP, and hold `…/actions` against the cells."""
    scene, chapter = ready.seen_by(ROLES[name]), MATRIX[ready.title]
    wrong = []
    for verb in chapter.blocks:
        for state, expected, over_http in cells_of(chapter, verb, name, every=every):
            with undone_if(was_let_through(expected)):
                found = list(cell(scene, verb, scene.items[state], expected, over_http=over_http))
            wrong += [f"{name} would {verb} what is {state}: {words}" for words in found]
    for state, item in scene.items.items():
        codes = {verb: rows[name][state] for verb, rows in chapter.blocks.items()}
        promised = {
            "view": True,
            "claim": codes["claim"] == 200,
            "release": codes["release"] == 200,
            # What no kind can be decided with is refused last.
            "decide": codes["teleport"] == 422,
        }
        if (said := scene.promised(item)) != (promised if codes["retrieve"] == 200 else {}):
            wrong.append(f"{name} while {state}: …/actions says {said}")
    assert not wrong, "\n".join([ready.title, *wrong])
    assert not Decision.objects.exclude(reviewer=scene.max).exists(), "something was decided all the same"


def was_let_through(expected: int) -> bool:
    """Whether the policies have nothing against it: only then may a cell leave something behind."""
    return expected not in REFUSED_BY_POLICY | {0}


def cell(
    scene: Scene, verb: str, item: ReviewItem, expected: int, *, over_http: bool = True
) -> Iterator[str]:
    """Say what is not as expected of the policies, and when the verb is tried."""
    by_item, by_target = policies_say(scene, verb, item)
    if was_let_through(expected) is not (by_item and by_target):
        yield f"the policies say {by_item} and {by_target}"
    if not over_http:
        return
    answer = scene.ask(verb, item)
    code: int = answer.status_code
    if verb == "list" and code == 200:
        code = [row["id"] for row in answer.json()["results"]].count(str(item.pk))
    if code != expected:
        yield f"{code} instead of {expected}: {answer.content!r}"
    if was_let_through(expected) and verb not in ("list", "retrieve"):
        decided = Decision.objects.filter(item=item).exclude(reviewer=scene.max)
        wanted = [verb] if verb in Decision.Action and expected == 200 else []
        if [made.action for made in decided] != wanted:
            yield "the wrong decisions are on record"
    if code == 200 and verb == "retrieve" and answer.json()["actions"] != possible(scene, item):
        yield f"it says that it can be decided with {answer.json()['actions']}"
    if code == 200 and verb in ("claim", "release"):
        holder = answer.json()["claimed_by"]
        if holder != (str(scene.me.pk) if verb == "claim" else None):
            yield f"{holder} holds it"


def possible(scene: Scene, item: ReviewItem) -> list[str]:
    """The actions that somebody could decide with: those that Sam can, where nobody holds it."""
    blocks, verbs = MATRIX[scene.title].blocks, reviewables.of_kind(item.kind).verbs
    return [verb for verb in verbs if item.state == "open" and blocks[verb]["sam"]["open"] == 200]


def policies_say(scene: Scene, verb: str, item: ReviewItem) -> tuple[bool, bool]:
    """Claiming and deciding must be allowed by the item's policy, and one of its verbs by the target's."""
    target = scene.targets[item.pk]
    if verb in ("list", "retrieve", "release"):
        return scene.allows("release" if verb == "release" else "view", item), True
    verbs = reviewables.of_kind(item.kind).verbs
    own = [verbs[verb]] if verb in verbs else verbs.values()
    by_item = scene.allows("claim" if verb == "claim" else "decide", item)
    return by_item, any(scene.allows(name, target) for name in own)


@pytest.mark.parametrize("title", MATRIX)
def test_needs_the_version_that_was_seen(cast: Cast, title: str) -> None:
    scene = Scene(cast, title, ROLES["mona"])
    item, closed = scene.item("open"), scene.item("decided")
    for action in (*reviewables.of_kind(item.kind).verbs, "teleport"):
        address = f"/api/v1/review/items/{item.pk}/decide"
        assert scene.client.post(address, {"action": action}).status_code == 428
        assert scene.ask(action, item, **{"If-Match": '"7-seen"'}).status_code == 412
        assert scene.ask(action, item, **{"If-Match": "no tag at all"}).status_code == 412
        assert scene.ask(action, item, **{"If-Match": "*"}).status_code == 412
        late = scene.ask(action, closed, **{"If-Match": '"7-seen"'})
        assert (late.status_code, late.json()["decided_by"]) == (409, "Max Brandt")
    assert not Decision.objects.filter(reviewer=cast.mona).exists()


@pytest.mark.parametrize("title", MATRIX)
def test_action_that_the_kind_lacks_points_at_itself(cast: Cast, title: str) -> None:
    scene = Scene(cast, title, ROLES["mona"])
    item = scene.item("open")
    for action in {*Decision.Action.values, "teleport"} - set(reviewables.of_kind(item.kind).verbs):
        answer = scene.ask(action, item)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/action"]


@pytest.mark.parametrize("title", [title for title, chapter in CHAPTERS.items() if chapter.route])
def test_target_s_own_route_refuses_what_the_queue_refuses(cast: Cast, title: str) -> None:
    """The queue is not the only way to a decision: `POST /pets/{id}/approve` is the same service."""
    reviewable = reviewables.of_kind(CHAPTERS[title].kind)
    action, verb = next(iter(reviewable.verbs.items()))
    for name in ("mona-owner", "mona-submitter", "mona-member"):
        expected = MATRIX[title].blocks[action][name]["open"]
        if expected != 403:
            continue
        with undone():
            scene = Scene(cast, title, ROLES[name])
            for item in (scene.item("open"), scene.item("held")):
                target = scene.targets[item.pk]
                answer = scene.client.post(
                    f"/api/v1/{CHAPTERS[title].route}/{target.pk}/{verb}",
                    {"reason": CHAPTERS[title].reasons.get(action, "")} if action != "approve" else {},
                    headers={"If-Match": f'"{target.version}-seen"'},
                )
                assert answer.status_code == 403, (name, answer.content)
                assert answer.json().get("code") == "not_allowed", (name, answer.content)
                item.refresh_from_db()
                assert item.state == "open"
            assert not Decision.objects.filter(reviewer=scene.me).exists()


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("reports about a pet of Harbour Paws", "You reported it yourself: somebody else decides."),
        ("an appeal of Harbour Paws", "You made the first decision: somebody else decides about the appeal."),
    ],
)
def test_whoever_is_involved_neither_claims_nor_decides(cast: Cast, title: str, why: str) -> None:
    scene = Scene(cast, title, Role("mona", involved=True))
    for column in STATES:
        item = scene.item(column)
        for verb in ("claim", "teleport", *reviewables.of_kind(item.kind).verbs):
            assert list(cell(scene, verb, item, 403)) == []
            assert scene.ask(verb, item).json()["detail"] == why
    told = scene.client.get(f"/api/v1/review/items/{scene.item('open').pk}/actions").json()
    allowed = {row["action"]: row["allowed"] for row in told}
    assert (allowed["claim"], allowed["decide"], allowed["view"]) == (False, False, True)


def test_membership_that_ended_frees_a_moderator(cast: Cast) -> None:
    scene = Scene(cast, "a pet of Harbour Paws", ROLES["mona-member"])
    item = scene.item("open")
    assert scene.ask("approve", item).status_code == 403
    Membership.objects.filter(user=cast.mona).update(status="removed")
    assert scene.ask("approve", item).status_code == 200
