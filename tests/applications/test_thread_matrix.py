"""Role × verb × state of messages and notes: every cell of thread_matrix.txt, by policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.applications.choices import Standing
from apps.applications.models import Message, Note
from apps.listings.models import RescueProfile
from apps.moderation.models import Report, ReportCase, ReviewItem
from hearth.kernel.authorization import can
from hearth.kernel.authorization.policy import Policy
from tests import factories
from tests.applications import applying
from tests.cast import Cast
from tests.matrices import EVERYBODY, Role, read_matrix, undone

API = "/api/v1"
LOOKED = "sam-with-reason"
"""Sam, who has said why he must see it."""
ROLES = {
    **{name: role for name, role in EVERYBODY.items() if name != "mona-owner"},
    "mona-applicant": Role("mona", owns=True),
    "quinn": Role("quinn", owns=True),
    LOOKED: Role("sam"),
}
MATRIX = read_matrix(Path(__file__).with_name("thread_matrix.txt"), list(ROLES))
THREADS = [title for title in MATRIX if "thread" in title]
SIDES = ("asked", "answered")
READS, READS_NOTICE = 1, 0
REASONS = {"remove": "scam", "reject": "no_breach"}
"""Why a report on a message is upheld, and dismissed."""

pytestmark = pytest.mark.django_db


class Scene:
    """Somebody applied, both sides wrote twice, and of each side one message was taken down."""

    def __init__(self, cast: Cast, title: str, name: str) -> None:
        self.cast, self.name, role = cast, name, ROLES[name]
        harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        factories.membership(harbour, cast.remy)
        factories.organization("Second Chance Farm", founder=cast.milo)
        if "do not decide" in title:
            RescueProfile.objects.create(organization=harbour, members_decide_applications=False)
        if role.member:
            factories.membership(harbour, cast.person(role.person), role.member)
        if role.suspended:
            User.objects.filter(pk=cast.person(role.person).pk).update(status="suspended")
        self.other_side = cast.petra if "petra" in title else cast.rosa
        organization = None if "petra" in title else harbour
        pet = factories.pet(self.other_side, organization=organization, photo_state="")
        applicant = cast.person(role.person) if role.owns else cast.ana
        self.application = applying.application(pet, applicant, status="under_review")
        self.client = cast.client(role.person, **role.token_claims())
        if name == LOOKED:
            self.client.post(f"{API}/applications/{self.application.pk}/reveal", {"reason": "safety"})
        self.subject = role.subject(cast)

    def message(self, state: str) -> Message:
        side, _, gone = state.partition("-")
        author = self.application.user if side == SIDES[0] else self.other_side
        facts = {"moderation": "removed", "removed_at": timezone.now()} if gone else {}
        return applying.message(self.application, author, text=f"What {side}.", **facts)

    def case_about(self, message: Message) -> ReviewItem:
        """What waits once Max has reported a message; nobody here is him."""
        about = {"kind": "message", "target_id": message.pk, "organization": message.organization}
        case = ReportCase.objects.create(owner=message.user, **about)
        Report.objects.create(case=case, reporter=self.cast.max, reason="scam", points=1)
        return factories.review_item(case, kind="report", submitter=message.user)

    def listed(self, what: str) -> Any:
        return self.client.get(f"{API}/applications/{self.application.pk}/{what}")

    def read(self, message: Message) -> int:
        """Which words stand there for them, or the code of what came instead."""
        answer = self.listed("messages")
        if answer.status_code != 200:
            return int(answer.status_code)
        words = {row["id"]: row["text"] for row in answer.json()["results"]}[str(message.pk)]
        assert words in (message.text, "This message was taken down.")
        return READS if words == message.text else READS_NOTICE

    def ask(self, verb: str, message: Message) -> int:
        if verb == "read":
            return self.read(message)
        if verb == "report":
            body = {"kind": "message", "target": str(message.pk), "reason": "scam"}
            return int(self.client.post(f"{API}/reports", body).status_code)
        item = self.case_about(message)
        address, seen = f"{API}/review/items/{item.pk}/decide", {"If-Match": f'"{item.version}-seen"'}
        body = {"action": verb, "reason": REASONS[verb]}
        return int(self.client.post(address, body, headers=seen).status_code)


def test_leaves_out_no_state_and_no_verb() -> None:
    for title in THREADS:
        assert set(MATRIX[title].states) == {*SIDES, *(f"{side}-gone" for side in SIDES)}
        assert set(MATRIX[title].blocks) == {"read", "report", *REASONS}
    assert set(Standing.values) == {"shown", "removed"}
    assert set(Policy.of(Message).actions) == {"view", "report", "remove", "browse"}
    assert set(Policy.of(Note).actions) == {"view", "browse"}


@pytest.mark.parametrize("title", THREADS)
@pytest.mark.parametrize("name", ROLES)
def test_matrix(cast: Cast, title: str, name: str) -> None:
    scene, chapter = Scene(cast, title, name), MATRIX[title]
    messages = {state: scene.message(state) for state in chapter.states}
    wrong = []
    for verb, rows in chapter.blocks.items():
        for state, expected in rows[name].items():
            with undone():
                found = list(cell(scene, verb, messages[state], expected))
            wrong += [f"{title}: {name} would {verb} what is {state}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)


def cell(scene: Scene, verb: str, message: Message, expected: int) -> Iterator[str]:
    """Say what is not as expected of the policy, and when the verb is tried."""
    # Who may not take a message down may not say either that nothing is wrong with it.
    asked = {"read": "view", "reject": "remove"}.get(verb, verb)
    allowed = can(scene.subject, asked, message).allowed
    may = {"read": {READS, READS_NOTICE}, "report": {201}, "remove": {200}, "reject": {200}}[verb]
    # Having said why opens the thread without the policy; whose words these are, and whether they are still
    # there, the services ask.
    asks_more = {"read": scene.name == LOOKED, "report": expected == 403, "remove": expected == 409}.get(verb)
    if allowed is (expected not in may) and not asks_more:
        yield f"the policy says {allowed}"
    code = scene.ask(verb, message)
    if code != expected:
        yield f"{code} instead of {expected}"
    stays = Message.objects.filter(pk=message.pk, removed_at=message.removed_at).exists()
    if stays is (verb == "remove" and expected == 200):
        yield "it is still there" if stays else "it was taken down"


@pytest.mark.parametrize("title", [title for title in MATRIX if title not in THREADS])
@pytest.mark.parametrize("name", ROLES)
def test_matrix_of_notes(cast: Cast, title: str, name: str) -> None:
    scene, expected = Scene(cast, title, name), MATRIX[title].blocks["read"][name]["there"]
    note = applying.note(scene.application, scene.other_side, text="A kind voice.")
    answer = scene.listed("notes")
    rows = answer.json().get("results", [])
    assert (len(rows) if answer.status_code == 200 else answer.status_code) == expected
    assert can(scene.subject, "view", note).allowed is (expected == READS and name != LOOKED)
