"""Role × verb × state of loans: every cell of matrix.txt, through the policy and over HTTP."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from hearth.kernel.authorization import can
from tests.cast import Cast
from tests.example import lending
from tests.example.sheds.choices import LoanStatus
from tests.example.sheds.models import Loan
from tests.example.sheds.workflows import LOAN
from tests.matrices import REFUSED_BY_POLICY, Role, read_matrix, undone

ROLES = {"nobody": Role(), **{name: Role(name) for name in ("ana", "petra", "milo", "mona")}}
ROLES["quinn"] = Role("quinn", owns=True)
CHAPTER = read_matrix(Path(__file__).with_name("matrix.txt"), list(ROLES))["petra's tool"]

pytestmark = pytest.mark.django_db


def test_leaves_out_no_state_and_no_verb() -> None:
    assert set(CHAPTER.states) == set(LoanStatus.values)
    assert set(CHAPTER.blocks) == {verb.name for verb in LOAN.verbs if verb.by_hand} | {"view"}


@pytest.mark.parametrize("name", ROLES)
def test_matrix(cast: Cast, name: str) -> None:
    role, wrong = ROLES[name], []
    borrower = cast.person(role.person if role.owns else "ana")
    client, subject = cast.client(role.person), role.subject(cast)
    for state in CHAPTER.states:
        loan = in_state(cast, borrower, state)
        for verb, rows in CHAPTER.blocks.items():
            expected = rows[name][state]
            with undone():
                address = f"/api/v1/loans/{loan.pk}"
                body = {"pieces": 1} if verb == "resize" else {}
                answer = client.get(address) if verb == "view" else client.post(f"{address}/{verb}", body)
            if answer.status_code != expected:
                wrong.append(f"{name} would {verb} while {state}: {answer.status_code}, not {expected}")
            if can(subject, verb, loan).allowed is (expected in REFUSED_BY_POLICY):
                wrong.append(f"{name} would {verb} while {state}: the policy disagrees")
    assert not wrong, "\n".join(wrong)


def in_state(cast: Cast, borrower: lending.User, state: str) -> Loan:
    ends = {"offer_expires_at": timezone.now() + timedelta(days=1)} if state == "offered" else {}
    counted = {"lent": {"confirmed_count": 1}, "offered": {"offered_count": 1}}.get(state, {})
    tool = lending.tool(cast.petra, capacity=1, **counted)
    loan = lending.loan(tool, borrower, status=state, **ends)
    loan.save(force_insert=True)
    return loan
