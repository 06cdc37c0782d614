"""Role × state of reports and appeals: every cell of cases_matrix.txt, through the policies and over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.listings.choices import Moderation
from apps.moderation.models import Appeal, Decision, Report, ReportCase
from apps.organizations.models import Membership
from hearth.kernel.authorization import can
from hearth.kernel.ids import uuid7
from hearth.kernel.models import Reveal
from tests import factories
from tests.cast import Cast
from tests.matrices import EVERYBODY, REFUSED_BY_POLICY, Role, cells_of, every_cell, read_matrix, undone

API = "/api/v1"
ROLES = EVERYBODY
MATRIX = read_matrix(Path(__file__).with_name("cases_matrix.txt"), list(ROLES))
ACTIONS = {
    "read_report": (Report, "view"),
    "read_case": (ReportCase, "view"),
    "reveal": (ReportCase, "reveal"),
    "read": (Decision, "view"),
    "appeal": (Decision, "appeal"),
}
"""The policy behind each verb; whether a thing is somebody's own to report is the service's to ask."""
LEFT = {
    "removed": ("remove", "removed"),
    "rejected": ("reject", "rejected"),
    "approved": ("approve", "approved"),
}

pytestmark = pytest.mark.django_db


class Scene:
    """A chapter's rows in every state, and somebody who looks at them."""

    def __init__(self, cast: Cast, title: str, role: Role) -> None:
        self.cast, self.role, self.title = cast, role, title
        self.harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        factories.membership(self.harbour, cast.remy)
        factories.organization("Second Chance Farm", founder=cast.milo)
        if role.member:
            factories.membership(self.harbour, self.me, role.member)
        if role.suspended:
            User.objects.filter(pk=self.me.pk).update(status="suspended")
        self.ours = None if "petra's own" in title else self.harbour
        usual = cast.petra if self.ours is None else cast.remy
        self.owner = self.me if role.owns else usual
        self.client = cast.client(role.person, **role.token_claims())

    @property
    def me(self) -> User:
        return self.cast.person(self.role.person or "max")

    def row(self, state: str) -> Any:
        if "decision" in self.title:
            return self.decision(state)
        if "report" not in self.title:
            return self.pet(state)
        case = ReportCase.objects.create(
            kind="pet",
            target_id=self.pet("approved").pk,
            state=state,
            owner=self.owner,
            organization=self.ours,
            settled_at=None if state == "open" else timezone.now(),
        )
        return Report.objects.create(case=case, reporter=self.cast.ana, reason="scam", note="Hm.", points=2)

    def pet(self, moderation: str) -> Any:
        return factories.pet(self.owner, moderation=moderation, organization=self.ours, photo_state="")

    def decision(self, state: str) -> Decision:
        action, left = LEFT.get(state, LEFT["removed"])
        pet = self.pet("withdrawn" if state == "moved_on" else left)
        made = Decision.objects.create(
            id=uuid7(),
            kind="pet",
            target_id=pet.pk,
            action=action,
            reason="" if action == "approve" else "scam",
            revision_seen=1,
            reviewer=self.cast.max,
            submitter=self.owner,
            organization=self.ours,
            decided_at=timezone.now() - timedelta(days=21 if state == "late" else 1),
        )
        if state == "appealed":
            Appeal.objects.create(
                decision=made, appellant=self.cast.quinn, first_reviewer=self.cast.max, text="Hm."
            )
        return made

    def ask(self, verb: str, row: Any) -> Any:
        if verb == "report":
            body = {"kind": "pet", "target": str(row.pk), "reason": "scam"}
            return self.client.post(f"{API}/reports", body)
        if verb == "appeal":
            return self.client.post(f"{API}/decisions/{row.pk}/appeal", {"text": "Look again."})
        if verb == "reveal":
            return self.client.post(f"{API}/report-cases/{row.case_id}/reveal", {"reason": "safety"})
        address = {
            "read_report": f"reports/{row.pk}",
            "read_case": f"report-cases/{getattr(row, 'case_id', '')}",
            "read": f"decisions/{row.pk}",
        }[verb]
        return self.client.get(f"{API}/{address}")


def test_leaves_out_no_state() -> None:
    for title, chapter in MATRIX.items():
        if "report" in title and "decision" not in title:
            assert set(chapter.states) == set(ReportCase.State.values)
        elif "decision" not in title:
            assert set(chapter.states) == set(Moderation.values) - {"expired"}


@pytest.mark.parametrize("title", MATRIX)
@pytest.mark.parametrize("name", ROLES)
@every_cell
def test_matrix(cast: Cast, title: str, name: str, every: bool) -> None:
    scene, chapter = Scene(cast, title, ROLES[name]), MATRIX[title]
    rows = {state: scene.row(state) for state in chapter.states}
    wrong = []
    for verb, cells in chapter.blocks.items():
        for state, expected, asks in cells_of(cells[name], every=every):
            with undone():
                found = list(cell(scene, verb, rows[state], expected, asks=asks or verb not in ACTIONS))
            wrong += [f"{title}: {name} would {verb} what is {state}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)


def cell(scene: Scene, verb: str, row: Any, expected: int, *, asks: bool) -> Iterator[str]:
    """Say what is not as expected of the policy, and when the verb is tried."""
    if verb in ACTIONS:
        model, action = ACTIONS[verb]
        about = row.case if model is ReportCase else row
        allowed = can(scene.role.subject(scene.cast), action, about).allowed
        if allowed is (expected in REFUSED_BY_POLICY):
            yield f"the policy says {allowed}"
    if not asks:
        return
    before = Report.objects.count(), Appeal.objects.count(), Reveal.objects.count()
    answer = scene.ask(verb, row)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    made = {"report": (1, 0, 0), "appeal": (0, 1, 0), "reveal": (0, 0, 1)}.get(verb, (0, 0, 0))
    wanted = made if expected < 300 else (0, 0, 0)
    after = Report.objects.count(), Appeal.objects.count(), Reveal.objects.count()
    if tuple(now - then for then, now in zip(before, after, strict=True)) != wanted:
        yield "it wrote something else than it should"


def test_reads_names_only_after_saying_why(cast: Cast) -> None:
    scene = Scene(cast, "ana's report about petra's own pet", ROLES["mona"])
    report = scene.row("open")
    case = f"{API}/report-cases/{report.case_id}"
    before = scene.client.get(case)
    assert [row["reporter"] for row in before.json()["reports"]] == [None]
    assert "Ana" not in before.content.decode()
    opened = scene.client.post(f"{case}/reveal", {"reason": "safety"}).json()
    assert opened["reports"][0]["reporter"] == {"id": str(cast.ana.pk), "name": "Ana Ruiz"}
    assert cast.client("max").get(case).json()["reports"][0]["reporter"] is None
    # What makes her one of them closes it again.
    factories.membership(scene.harbour, cast.mona)
    ReportCase.objects.update(organization=scene.harbour)
    assert scene.client.get(case).status_code == 404
    Membership.objects.filter(user=cast.mona).update(status="left")
    assert scene.client.get(case).status_code == 200
