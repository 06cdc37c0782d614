"""Twenty-four connections at one line: nobody gets a place that somebody else has, and nobody is forgotten.

The negative controls take away one protection, then both.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from hearth.kernel.problems import Problem
from hearth.kernel.transactions import in_transaction
from hearth.kernel.waitlist import Waitlist
from tests.cast import Cast
from tests.example import lending
from tests.example.sheds import services
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.workflows import LOANS
from tests.together import crowd, together
from tests.unguarded import unlocked_until_all_have_looked, without_constraints

pytestmark = pytest.mark.django_db(transaction=True)
CONNECTIONS = 24
CAPACITY = 5


def join(tool: Tool, user: User) -> Callable[[], Any]:
    return lambda: in_transaction(lambda: lending.borrowed(tool, user))


def without_constraint() -> AbstractContextManager[None]:
    return without_constraints(
        Tool, names=("tool_within_capacity",), tidy=lambda: Tool.objects.update(capacity=None)
    )


def at_once(cast: Cast) -> tuple[Tool, list[Any]]:
    """Everybody wants one of five at the same moment."""
    tool = lending.tool(cast.petra, capacity=CAPACITY)
    found = together(*(join(tool, user) for user in lending.neighbors(CONNECTIONS)))
    return tool, found


def lent(tool: Tool) -> int:
    return Loan.objects.filter(tool=tool, status="lent").count()


def test_sells_each_place_once_and_keeps_everybody_else_in_line(cast: Cast) -> None:
    tool, found = at_once(cast)
    assert not [outcome for outcome in found if isinstance(outcome, Exception)]
    assert (lent(tool), LOANS.in_line(tool).count()) == (CAPACITY, CONNECTIONS - CAPACITY)
    assert list(lending.faults(tool)) == []


def test_without_the_lock_the_constraint_still_refuses(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Waitlist, "locked", unlocked_until_all_have_looked(CONNECTIONS))
    tool, found = at_once(cast)
    assert lent(tool) <= CAPACITY
    refused = [str(outcome) for outcome in found if isinstance(outcome, Exception)]
    assert refused, "nobody met anybody: without the lock somebody must"
    assert all("tool_within_capacity" in words for words in refused), refused


def test_would_oversell_without_lock_and_constraint(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Waitlist, "locked", unlocked_until_all_have_looked(CONNECTIONS))
    with without_constraint():
        tool, _ = at_once(cast)
        assert lent(tool) > CAPACITY
        assert any(words.startswith("oversold") for words in lending.faults(tool))


def muddle(cast: Cast, rounds: int) -> Tool:
    """Joins, answers, returns, expiries, and a lender who changes the number, all at once."""
    tool = lending.tool(cast.petra, capacity=CAPACITY)
    people = lending.neighbors(CONNECTIONS)
    acting = [lending.acting(user) for user in people]
    owner = lending.acting(cast.petra)
    verbs = {
        "lent": services.give_back,
        "offered": services.accept_offer,
        "waiting": services.leave_line,
    }

    def step(number: int) -> None:
        person = acting[number % CONNECTIONS]
        mine = Loan.objects.filter(tool=tool, user=person.user, status__in=LOANS.words.live).first()
        if number % 11 == 0:
            LOANS.expire_due(now=timezone.now() + timedelta(days=3))
        elif number % 17 == 0:
            services.restock_tool(tool, by=owner, capacity=3 + number % 5)
        elif mine is None:
            services.borrow_tool(tool, by=person, takes_it=number % 3 == 0)
        else:
            verbs[mine.status](mine, by=person)

    found = crowd(step, rounds, connections=CONNECTIONS)
    # Somebody was quicker, or the same person came twice at once. Nothing else is refused.
    odd = [repr(outcome) for outcome in found if outcome is not None and not isinstance(outcome, Problem)]
    assert all("loan_once" in words for words in odd), odd
    assert any(outcome is None for outcome in found)
    return tool


def test_keeps_every_promise_in_a_muddle(cast: Cast) -> None:
    assert list(lending.faults(muddle(cast, 240))) == []


@pytest.mark.soak
def test_keeps_every_promise_in_a_long_muddle(cast: Cast) -> None:
    assert list(lending.faults(muddle(cast, 10_000))) == []
