"""The waitlist under random steps on PostgreSQL: whatever they are, its promises hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Full, WrongState
from hearth.kernel.waitlist import Waitlist
from tests.cast import Cast
from tests.example import lending
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.workflows import LOANS

START = datetime(2030, 5, 1, 8, tzinfo=UTC)
WHO = st.integers(0, 6)
PIECES = st.sampled_from([1, 1, 1, 2, 3])
CAPACITY = st.sampled_from([None, 0, 1, 2, 3, 4])
VERBS = st.sampled_from(["accept", "pass", "leave", "give_back", "take_back"])


class Line(RuleBasedStateMachine):
    """One tool and seven neighbours; `clock` is the only time there is."""

    people: ClassVar[list[Subject]]
    owner: ClassVar[Subject]

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()
        self.clock = START

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.mark)

    @initialize(capacity=CAPACITY, days=st.sampled_from([None, 2, 12]))
    def list_it(self, capacity: int | None, days: int | None) -> None:
        needed_at = None if days is None else START + timedelta(days=days)
        self.tool = lending.tool(self.owner.user, capacity=capacity, needed_at=needed_at)

    @rule(who=WHO, pieces=PIECES, takes_it=st.booleans())
    def join(self, who: int, pieces: int, takes_it: bool) -> None:
        person = self.people[who]
        if Loan.objects.filter(tool=self.tool, user=person.user, status__in=LOANS.words.live).exists():
            return

        def step() -> None:
            line = LOANS.locked(self.tool.pk)
            loan = lending.loan(line, person.user, pieces=pieces, takes_it=takes_it)
            LOANS.join(line, loan, by=person, now=self.clock)

        self.act(step)

    @rule(verb=VERBS, nth=st.integers(0, 6))
    def answer(self, verb: str, nth: int) -> None:
        if (loan := self.pick(LOANS.places.of[verb].from_, nth)) is not None:
            self.act(lambda: LOANS.move(loan, verb, by=self.owner, now=self.clock))

    @rule(pieces=PIECES, nth=st.integers(0, 6))
    def change_the_number_borrowed(self, pieces: int, nth: int) -> None:
        if (loan := self.pick(LOANS.places.of["resize"].from_, nth)) is not None:
            self.act(lambda: LOANS.move(loan, "resize", by=self.owner, now=self.clock, pieces=pieces))

    @rule(capacity=CAPACITY, held=st.integers(0, 2))
    def restock(self, capacity: int | None, held: int) -> None:
        def step() -> None:
            line = LOANS.locked(self.tool.pk)
            LOANS.resize(line, by=self.owner, capacity=capacity, held=held, now=self.clock)

        self.act(step)

    @rule(hours=st.sampled_from([1, 7, 50]))
    def wait(self, hours: int) -> None:
        self.clock += timedelta(hours=hours)

    @rule(times=st.sampled_from([1, 2]))
    def expire(self, times: int) -> None:
        for _ in range(times):
            self.act(lambda: LOANS.expire_due(now=self.clock))
        assert not Loan.objects.filter(status="offered", offer_expires_at__lte=self.clock).exists()

    def pick(self, states: Any, nth: int) -> Loan | None:
        rows = list(Loan.objects.filter(tool=self.tool, status__in=states).order_by("queued_at", "id"))
        return rows[nth % len(rows)] if rows else None

    def act(self, step: Callable[[], Any]) -> None:
        """Take a step; a refused one changes nothing, and nobody is served before those ahead of them."""
        before = {row.pk: row for row in Loan.objects.filter(tool=self.tool)}
        line = [row.pk for row in LOANS.in_line(self.tool)]
        try:
            with transaction.atomic():
                step()
        except (Full, WrongState):
            assert before == {row.pk: row for row in Loan.objects.filter(tool=self.tool)}
            return
        after = {row.pk: row for row in Loan.objects.filter(tool=self.tool)}
        room = Tool.objects.get(pk=self.tool.pk).room
        served = [pk for pk in line if after[pk].status in ("offered", "lent")]
        passed_over = [
            pk for pk in line if after[pk].status == "waiting" and (room is None or after[pk].pieces <= room)
        ]
        if served and passed_over:
            assert line.index(served[-1]) < line.index(passed_over[0]), "somebody jumped the line"
        new = [pk for pk in after.keys() - before.keys() if after[pk].status == "lent"]
        assert not (new and passed_over), "a newcomer got what others wait for"

    @invariant()
    def promises_hold(self) -> None:
        if hasattr(self, "tool"):
            assert list(lending.faults(self.tool, now=self.clock)) == []

    @invariant()
    def offers_end_before_it_starts(self) -> None:
        if hasattr(self, "tool") and self.tool.needed_at is not None:
            late = Loan.objects.filter(tool=self.tool, offer_expires_at__gt=self.tool.needed_at)
            assert not late.exists()


def run(examples: int, steps: int, *, shrinks: bool = False) -> None:
    run_state_machine_as_test(
        Line,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not shrinks,
            phases=list(Phase) if shrinks else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(autouse=True)
def _people(cast: Cast) -> None:
    Line.people = [lending.acting(user) for user in lending.neighbors(7)]
    Line.owner = lending.acting(cast.petra)


@pytest.mark.django_db
def test_promises_hold_after_any_steps() -> None:
    run(20, 20)


@pytest.mark.soak
@pytest.mark.django_db
def test_promises_hold_after_very_many_steps() -> None:
    run(1500, 60, shrinks=True)


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["forgets to offer", "forgets to count", "lets people jump the line"])
def test_would_notice_a_waitlist_that(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "forgets to offer":
        monkeypatch.setattr(Waitlist, "_fill", lambda self, line, now: None)
    elif broken == "forgets to count":
        monkeypatch.setattr(Waitlist, "_count", lambda self, line, place, sign: None)
    else:
        backwards = lambda self, line: self.in_line(line).order_by("-queued_at", "-id")  # noqa: E731
        monkeypatch.setattr(Waitlist, "_served", backwards)
    with pytest.raises(AssertionError):
        run(25, 30)
