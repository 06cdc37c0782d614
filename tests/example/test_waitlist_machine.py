"""The waitlist under random steps on PostgreSQL: whatever they are, its promises hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hearth.kernel.authorization import Subject, system_subject
from hearth.kernel.problems import Full, WrongState
from hearth.kernel.waitlist import Waitlist
from hearth.kernel.waitlist.counting import counting
from hearth.kernel.waitlist.offers import renewed_until
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
        self.asked: dict[Any, datetime] = {}
        """Since when each offer could be accepted: made then, or the line has been open since then."""

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

    @rule()
    def take_it_out_of_the_list_or_put_it_back(self) -> None:
        goes_out = Tool.objects.filter(pk=self.tool.pk, status="approved").update(status="removed")
        if goes_out:
            return
        Tool.objects.filter(pk=self.tool.pk).update(status="approved")
        self.asked = dict.fromkeys(self.asked, self.clock)
        self.act(lambda: LOANS.fill(LOANS.locked(self.tool.pk), now=self.clock))

    @rule(hours=st.sampled_from([7, 50]), times=st.sampled_from([0, 1]))
    def be_out_of_the_list_for_a_while(self, hours: int, times: int) -> None:
        if (lent := self.pick({"lent"}, 0)) is not None and Tool.objects.get(
            pk=self.tool.pk
        ).status == "approved":
            self.act(lambda: LOANS.move(lent, "give_back", by=self.owner, now=self.clock))
        self.take_it_out_of_the_list_or_put_it_back()
        self.clock += timedelta(hours=hours)
        self.expire(times)
        self.take_it_out_of_the_list_or_put_it_back()
        self.expire(1)

    @rule(hours=st.sampled_from([1, 7, 50]))
    def wait(self, hours: int) -> None:
        self.clock += timedelta(hours=hours)

    @rule(times=st.sampled_from([1, 2]))
    def expire(self, times: int) -> None:
        for _ in range(times):
            before = set(Loan.objects.filter(tool=self.tool, status="offered").values_list("pk", flat=True))
            self.act(lambda: LOANS.expire_due(now=self.clock))
            self.check_fair_ends(before)
        assert not Loan.objects.filter(status="offered", offer_expires_at__lte=self.clock).exists()

    def check_fair_ends(self, offers: set[Any]) -> None:
        """Whoever lost an offer could have accepted it all the time that an offer has."""
        tool = Tool.objects.get(pk=self.tool.pk)
        for loan in Loan.objects.filter(pk__in=offers, status="passed"):
            since = self.asked[loan.pk]
            had = renewed_until(since, tool.begins_at, longest=tool.longest_offer)
            assert not tool.pauses, "somebody lost their turn while nobody could answer"
            assert had <= self.clock, "somebody lost their turn too early"

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
        for pk, row in after.items():
            if row.status == "offered":
                self.asked.setdefault(pk, self.clock)
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
            assert not late.exclude(tool__status="removed").exists()


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


def expire_all_the_same(loans: Any, line_id: Any, now: datetime) -> int:
    """End offers as if the line gave places, whether it does or not."""
    tool = loans.locked(line_id)
    with counting(tool):
        for loan in loans._due(now).filter(tool=tool):
            loans._step(tool, loan, "expire", by=system_subject(), now=now)
        loans._fill(tool, now)
    return 0


BROKEN = (
    *("forgets to offer", "forgets to count", "lets people jump the line"),
    *("lets offers run out while it is closed", "goes on where it stopped"),
)


@pytest.mark.django_db
@pytest.mark.parametrize("broken", [*BROKEN])
def test_would_notice_a_waitlist_that(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "forgets to offer":
        monkeypatch.setattr(Waitlist, "_fill", lambda self, line, now: None)
    elif broken == "forgets to count":
        monkeypatch.setattr(Waitlist, "_count", lambda self, line, place, sign: None)
    elif broken == "lets offers run out while it is closed":
        monkeypatch.setattr(Waitlist, "_expire", expire_all_the_same)
    elif broken == "goes on where it stopped":
        monkeypatch.setattr(Waitlist, "renew", lambda self, line, now: None)
    else:
        backwards = lambda self, line: self.in_line(line).order_by("-queued_at", "-id")  # noqa: E731
        monkeypatch.setattr(Waitlist, "_served", backwards)
    with pytest.raises(AssertionError):
        run(25, 30)
