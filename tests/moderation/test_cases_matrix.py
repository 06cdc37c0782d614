"""Role × state of reports and appeals: every cell of cases_matrix.txt, through the policies and over HTTP."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.listings.choices import Moderation
from apps.moderation.models import Appeal, Decision, Report, ReportCase
from apps.organizations.models import Membership
from hearth.kernel.authorization import Subject, can
from hearth.kernel.ids import uuid7
from hearth.kernel.models import Reveal
from tests import factories
from tests.cast import Cast
from tests.fixtures.stage import for_all_roles
from tests.matrices import (
    EVERYBODY,
    REFUSED_BY_POLICY,
    Role,
    cells_of,
    every_cell,
    read_matrix,
    undone_if,
)

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
PROMISED = {
    "reports": ("read_report",),
    "report-cases": ("read_case", "reveal"),
    "decisions": ("read", "appeal"),
}
"""Where `…/actions` tells of verbs: of the one that reads, and of the others."""
COUNTED = ", ".join(f"(SELECT count(*) FROM {each._meta.db_table})" for each in (Report, Appeal, Reveal))
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
        self.harbour = factories.organization("Harbour Paws", founder=cast.rosa, slug=str(uuid4()))
        factories.membership(self.harbour, cast.remy)
        factories.organization("Second Chance Farm", founder=cast.milo, slug=str(uuid4()))
        self.ours = None if "petra's own" in title else self.harbour
        usual = cast.petra if self.ours is None else cast.remy
        self.owner = self.me if role.owns else usual
        self.rows: dict[str, Any] = {}
        """One row in each state, once `fill` made them."""
        self.come_in()

    def come_in(self) -> None:
        if self.role.member:
            factories.membership(self.harbour, self.me, self.role.member)
        if self.role.suspended:
            User.objects.filter(pk=self.me.pk).update(status="suspended")
        self.client = self.cast.client(self.role.person, **self.role.token_claims())

    def fill(self) -> Self:
        self.rows = {state: self.row(state) for state in MATRIX[self.title].states}
        return self

    def seen_by(self, role: Role) -> "Scene":
        """The same rows with somebody else in front of them; those that they own are made for them."""
        if role.owns:
            return Scene(self.cast, self.title, role).fill()
        other = deepcopy(self)
        other.role = role
        other.__dict__.pop("me", None)
        other.come_in()
        return other

    @cached_property
    def me(self) -> User:
        return self.cast.person(self.role.person or "max")

    @cached_property
    def subject(self) -> Subject:
        """Who looks, as they are once everything stands there."""
        return self.role.subject(self.cast)

    @cached_property
    def written(self) -> tuple[int, ...]:
        """How many reports, appeals and reveals there are before anybody does anything."""
        return count()

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
        if verb in ("appeal", "reveal"):
            body = {"text": "Look again."} if verb == "appeal" else {"reason": "safety"}
            return self.client.post(f"{API}/{address_of(verb, row)}/{verb}", body)
        return self.client.get(f"{API}/{address_of(verb, row)}")

    def promised(self, verb: str, row: Any) -> dict[str, bool]:
        """What `GET …/actions` says where a verb reads a row; nothing when it is not there for them."""
        answer = self.client.get(f"{API}/{address_of(verb, row)}/actions")
        return {row["action"]: row["allowed"] for row in answer.json()} if answer.status_code == 200 else {}


def address_of(verb: str, row: Any) -> str:
    where = next(where for where, verbs in PROMISED.items() if verb in verbs)
    return f"{where}/{row.case_id if where == 'report-cases' else row.pk}"


def count() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COUNTED}")
        return tuple(cursor.fetchone())


def test_leaves_out_no_state() -> None:
    for title, chapter in MATRIX.items():
        if "report" in title and "decision" not in title:
            assert set(chapter.states) == set(ReportCase.State.values)
        elif "decision" not in title:
            assert set(chapter.states) == set(Moderation.values) - {"expired"}


ready = for_all_roles(lambda title: Scene(Cast(), title, Role()).fill())


@every_cell
@pytest.mark.parametrize("ready", MATRIX, indirect=True)
@pytest.mark.parametrize("name", ROLES)
def test_matrix(cast: Cast, ready: Scene, name: str, every: bool) -> None:
    """Ask the policies in every cell, try the verb over HTTP, and hold `…/actions` against the cells."""
    scene, chapter = ready.seen_by(ROLES[name]), MATRIX[ready.title]
    blocks, wrong = chapter.blocks, []
    for verb in blocks:
        for state, expected, over_http in cells_of(chapter, verb, name, every=every):
            # Of reports no policy says more than who may write at all: the service looks at the state.
            over_http = over_http or (verb not in ACTIONS and may_write(ROLES[name]))
            with undone_if(over_http and expected not in REFUSED_BY_POLICY):
                found = list(cell(scene, verb, scene.rows[state], expected, over_http=over_http))
            wrong += [f"{name} would {verb} what is {state}: {words}" for words in found]
    for state, row in scene.rows.items():
        for reads, *others in (verbs for verbs in PROMISED.values() if verbs[0] in blocks):
            allowed = {ACTIONS[verb][1]: blocks[verb][name][state] < 300 for verb in (reads, *others)}
            said = scene.promised(reads, row)
            if {action: said[action] for action in allowed if said} != (allowed if allowed["view"] else {}):
                wrong.append(f"{name} while {state}: …/actions says {said}")
    assert not wrong, "\n".join([ready.title, *wrong])
    assert count() == scene.written, "something was written all the same"


def may_write(role: Role) -> bool:
    return bool(role.person) and not role.suspended and role.person != "quinn"


def cell(scene: Scene, verb: str, row: Any, expected: int, *, over_http: bool) -> Iterator[str]:
    """Say what is not as expected of the policy, and when the verb is tried."""
    if verb in ACTIONS:
        model, action = ACTIONS[verb]
        about = row.case if model is ReportCase else row
        allowed = can(scene.subject, action, about).allowed
        if allowed is (expected in REFUSED_BY_POLICY):
            yield f"the policy says {allowed}"
    if not over_http:
        return
    before = scene.written
    answer = scene.ask(verb, row)
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}: {answer.content!r}"
    if expected in REFUSED_BY_POLICY:
        return
    made = {"report": (1, 0, 0), "appeal": (0, 1, 0), "reveal": (0, 0, 1)}.get(verb, (0, 0, 0))
    wanted = made if expected < 300 else (0, 0, 0)
    if tuple(now - then for now, then in zip(count(), before, strict=True)) != wanted:
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
