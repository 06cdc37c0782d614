"""Role × verb × state of questions and blocks: every cell of question_matrix.txt, by policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.applications.choices import QUESTION_WORDS
from apps.applications.models import Block, Question
from apps.applications.workflows import QUESTIONS
from apps.moderation.models import ReportCase
from apps.organizations.models import Organization
from hearth.kernel.authorization import can
from hearth.kernel.authorization.policy import Policy
from tests import factories
from tests.applications import asked
from tests.cast import Cast
from tests.matrices import EVERYBODY, REFUSED_BY_POLICY, Role, read_matrix, undone
from tests.shares import shares, some

ROLES = {**EVERYBODY, "quinn": Role("quinn", owns=True), "mona-asker": Role("mona", submitted=True)}
MATRIX = read_matrix(Path(__file__).with_name("question_matrix.txt"), list(ROLES))
ABOUT_QUESTIONS = [title for title in MATRIX if "block" not in title]
BODIES: dict[str, dict[str, Any]] = {
    "answer": {"answer": "Yes."},
    "answer_and_publish": {"answer": "Yes."},
    "reject": {"reason": "off_topic"},
    "remove": {"reason": "private"},
    "reveal": {"reason": "support"},
}

pytestmark = pytest.mark.django_db


class Scene:
    """Ana asked about a pet, and somebody does something about that."""

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
        self.owner = cast.person(role.person) if role.owns else cast.remy if self.organization else cast.petra
        self.asker = cast.person(role.person) if role.submitted else cast.ana
        self.reported = "reported" in chapter
        placement = "deceased" if "gone" in chapter else "available"
        self.pet = factories.pet(
            self.owner, organization=self.organization, placement=placement, photo_state=""
        )
        self.client = cast.client(role.person, **role.token_claims())
        self.subject = role.subject(cast)

    def question(self, state: str) -> Question:
        made = asked.question(self.pet, self.asker, status=state)
        if self.reported:
            ReportCase.objects.create(kind="question", target_id=made.pk, owner=self.asker)
        return Question.objects.get(pk=made.pk)

    def promised(self, question: Question, verbs: list[str]) -> dict[str, bool]:
        answer = self.client.get(f"/api/v1/questions/{question.pk}/actions")
        said = {row["action"]: row["allowed"] for row in answer.json()} if answer.status_code == 200 else {}
        return {verb: said[verb] for verb in verbs} if said else {}


def ask(client: Any, verb: str, question: Question) -> Any:
    address = f"/api/v1/questions/{question.pk}"
    if verb == "view":
        return client.get(address)
    if verb == "edit":
        return client.patch(address, {"text": "Another?", "answer": "Another."})
    seen = {"If-Match": f'"{question.version}-seen"'} if verb == "remove" else {}
    return client.post(f"{address}/{verb}", BODIES.get(verb, {}), headers=seen)


def test_leaves_out_no_state_and_no_verb() -> None:
    routed = {verb.name for verb in QUESTIONS.verbs if verb.by_hand} | {"view", "edit", "reveal"}
    for title in ABOUT_QUESTIONS[:2]:
        assert set(MATRIX[title].states) == {word for word, _ in QUESTION_WORDS}
        assert set(MATRIX[title].blocks) == routed
    # `edit` is one of these two, by who it is.
    assert set(Policy.of(Question).actions) - routed == {
        *("create", "reword", "correct", "block", "browse", "view_private", "report")
    }


@pytest.mark.parametrize("title", ABOUT_QUESTIONS)
@pytest.mark.parametrize("name", ROLES)
@shares(3)
def test_matrix(cast: Cast, title: str, name: str, share: int) -> None:
    """Ask the policy in every cell; over HTTP in all of the first chapter, and a share of the others."""
    scene, chapter = Scene(cast, title, ROLES[name]), MATRIX[title]
    questions = {state: scene.question(state) for state in chapter.states}
    cells = [(verb, state) for verb in chapter.blocks for state in chapter.states]
    sent = set(some(cells, f"{title} {name}", 1 if title == ABOUT_QUESTIONS[0] else share))
    wrong = []
    for verb, state in cells:
        expected = chapter.blocks[verb][name][state]
        found = list(by_policy(scene, verb, questions[state], expected))
        if (verb, state) in sent:
            with undone():
                found += over_http(scene, verb, questions[state], expected)
        wrong += [f"{title}: {name} would {verb} while {state}: {words}" for words in found]
    for state, question in some(questions.items(), name, share):
        verbs = [verb for verb in chapter.blocks if verb != "edit"]
        promised = {verb: chapter.blocks[verb][name][state] < 300 for verb in verbs}
        if scene.promised(question, verbs) != (promised if promised["view"] else {}):
            wrong.append(f"{title}: {name} while {state}: …/actions says {scene.promised(question, verbs)}")
    assert not wrong, "\n".join(wrong)


def by_policy(scene: Scene, verb: str, question: Question, expected: int) -> Iterator[str]:
    mine = question.user_id == scene.subject.id
    action = ("reword" if mine else "correct") if verb == "edit" else verb
    decision = can(scene.subject, action, question)
    if decision.allowed is (expected in REFUSED_BY_POLICY):
        yield f"the policy says {decision}"


def over_http(scene: Scene, verb: str, question: Question, expected: int) -> Iterator[str]:
    """Say what is not as expected when the verb is tried."""
    answer = ask(scene.client, verb, question)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content[:300]!r}"
    unchanged = Question.objects.filter(pk=question.pk, version=question.version).exists()
    if unchanged is (expected < 300 and verb not in ("view", "reveal")):
        yield f"{'nothing' if unchanged else 'something'} changed"


@pytest.mark.parametrize("title", [title for title in MATRIX if "block" in title])
@pytest.mark.parametrize("name", ROLES)
def test_matrix_of_blocks(cast: Cast, title: str, name: str) -> None:
    scene = Scene(cast, title, ROLES[name])
    waiting = asked.question(scene.pet, cast.milo if scene.asker == cast.ana else cast.ana)
    block = asked.block(scene.asker, by=scene.owner, organization=scene.organization)
    where = f"organizations/{scene.harbour.pk}/blocks" if scene.organization else "users/me/blocks"
    rows = MATRIX[title].blocks
    with undone():
        answer = scene.client.post(f"/api/v1/{where}", {"question": str(waiting.pk)})
    assert answer.status_code == rows["create"][name]["there"], answer.content
    listed = scene.client.get(f"/api/v1/{where}")
    sees = rows["view"][name]["there"] == 200
    found = [row["id"] for row in listed.json().get("results", [])]
    assert found == ([str(block.pk)] if sees else [])
    assert scene.client.get(f"/api/v1/blocks/{block.pk}").status_code == rows["view"][name]["there"]
    assert scene.client.delete(f"/api/v1/blocks/{block.pk}").status_code == rows["lift"][name]["there"]
    assert Block.objects.filter(pk=block.pk).exists() is (rows["lift"][name]["there"] != 204)
