"""The waitlist's rules one by one; whatever their order, `test_waitlist_machine.py` holds them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hearth.kernel.authorization import system_subject
from hearth.kernel.problems import Full, WrongState
from hearth.kernel.waitlist import Waitlist, Words, offer_until
from hearth.kernel.workflow import Verb, Workflow
from tests.cast import Cast
from tests.example import lending
from tests.example.sheds import services
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.workflows import LOAN, LOANS, TOOL

NOW = datetime(2030, 5, 1, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("left", "stands"),
    [
        *((None, 48 * HOUR), (60 * DAY, 48 * HOUR), (8 * DAY, 48 * HOUR), (4 * DAY, 24 * HOUR)),
        *((2 * DAY, 12 * HOUR), (25 * HOUR, 6.25 * HOUR), (24 * HOUR, None), (HOUR, None), (-HOUR, None)),
    ],
)
def test_offers_become_shorter_towards_the_start(left: timedelta | None, stands: timedelta | None) -> None:
    begins_at = None if left is None else NOW + left
    until = offer_until(NOW, begins_at, longest=2 * DAY)
    assert until == (None if stands is None else NOW + stands)


def in_transaction(step: Callable[[], Any]) -> Any:
    with transaction.atomic():
        return step()


def states(tool: Tool) -> list[str]:
    return list(Loan.objects.filter(tool=tool).order_by("queued_at", "id").values_list("status", flat=True))


@pytest.fixture
def line(cast: Cast) -> Tool:
    """Two ladders, both lent, and three people who wait."""
    tool = lending.tool(cast.petra, capacity=2)
    for user in lending.neighbors(5):
        lending.borrowed(tool, user)
    return tool


def loans(tool: Tool) -> list[Loan]:
    return list(Loan.objects.filter(tool=tool).order_by("queued_at", "id"))


@pytest.mark.django_db
def test_more_places_are_offered_at_once_and_fewer_take_none_away(line: Tool) -> None:
    system = system_subject()
    services.restock_tool(line, by=system, capacity=4)
    assert states(line) == ["lent", "lent", "offered", "offered", "waiting"]
    with pytest.raises(Full) as refusal:
        services.restock_tool(line, by=system, capacity=3)
    assert refusal.value.extra == {"capacity": 4, "held": 0, "confirmed": 2, "offered": 2}
    services.restock_tool(line, by=system, capacity=None)
    assert states(line) == ["lent", "lent", "offered", "offered", "offered"]


@pytest.mark.django_db
def test_passing_goes_on_to_the_next(line: Tool) -> None:
    system, people = system_subject(), loans(line)
    services.give_back(people[0], by=system)
    for number in (2, 3, 4):
        services.pass_offer(Loan.objects.get(pk=people[number].pk), by=system)
    assert states(line) == ["returned", "lent", "passed", "passed", "passed"]
    assert list(lending.faults(line)) == []


@pytest.mark.django_db
def test_nobody_is_asked_in_the_last_day(cast: Cast) -> None:
    tool = lending.tool(cast.petra, needed_at=NOW + 2 * DAY)
    first, second = (lending.borrowed(tool, user, now=NOW) for user in lending.neighbors(2))
    late = NOW + DAY + HOUR
    in_transaction(lambda: LOANS.move(first, "give_back", by=system_subject(), now=late))
    second.refresh_from_db()
    assert (second.status, second.offer_expires_at) == ("lent", None)


@pytest.mark.django_db
def test_nothing_is_given_after_the_start(cast: Cast) -> None:
    tool = lending.tool(cast.petra, needed_at=NOW + 3 * DAY)
    first, second, third = (lending.borrowed(tool, user, now=NOW) for user in lending.neighbors(3))
    in_transaction(lambda: LOANS.move(first, "give_back", by=system_subject(), now=NOW))
    second.refresh_from_db()
    after = NOW + 4 * DAY
    with pytest.raises(WrongState):
        in_transaction(lambda: LOANS.move(second, "accept", by=system_subject(), now=after))
    assert LOANS.expire_due(now=after) == 1
    third.refresh_from_db()
    assert third.status == "waiting"


@pytest.mark.django_db
def test_line_that_fails_keeps_no_other_one_waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    late = [lending.offered(cast.petra, user).pk for user in lending.neighbors(3)]
    expire, tried = Waitlist._expire, []

    def broken_at_first(self: Any, line_id: Any, now: datetime) -> int:
        tried.append(line_id)
        if len(tried) == 1:
            raise ValueError("broken")
        return expire(self, line_id, now)

    monkeypatch.setattr(Waitlist, "_expire", broken_at_first)
    with pytest.raises(ValueError, match="broken"):
        LOANS.expire_due(now=timezone.now() + 3 * DAY)
    assert Loan.objects.filter(pk__in=late, status="passed").count() == 2


@pytest.mark.django_db
def test_party_that_does_not_fit_keeps_the_line_waiting_unless_it_never_will(cast: Cast) -> None:
    tool = lending.tool(cast.petra, capacity=3)
    people = lending.neighbors(4)
    one, two = lending.borrowed(tool, people[0]), lending.borrowed(tool, people[1], pieces=2)
    lending.borrowed(tool, people[2], pieces=3)
    lending.borrowed(tool, people[3])
    services.give_back(one, by=system_subject())
    assert states(tool) == ["returned", "lent", "waiting", "waiting"], "three do not fit, so one waits too"
    services.restock_tool(tool, by=system_subject(), capacity=3, held=1)
    assert states(tool) == ["returned", "lent", "waiting", "waiting"], "nothing is free"
    services.resize_loan(Loan.objects.get(pk=two.pk), by=system_subject(), pieces=1)
    assert states(tool) == ["returned", "lent", "waiting", "offered"], "three will not fit while one is held"


@pytest.mark.django_db
def test_party_grows_only_into_what_is_free(line: Tool) -> None:
    with pytest.raises(Full):
        services.resize_loan(loans(line)[0], by=system_subject(), pieces=2)


@pytest.mark.django_db
def test_line_that_opens_again_serves_those_who_waited(line: Tool) -> None:
    first = loans(line)[0]
    Tool.objects.filter(pk=line.pk).update(status="removed")
    services.give_back(first, by=system_subject())
    assert states(line) == ["returned", "lent", "waiting", "waiting", "waiting"]
    Tool.objects.filter(pk=line.pk).update(status="approved")
    services.serve_again(line)
    assert states(line) == ["returned", "lent", "offered", "waiting", "waiting"]


@pytest.mark.django_db
def test_demands_the_lock(line: Tool, cast: Cast) -> None:
    unlocked = Tool.objects.get(pk=line.pk)
    with pytest.raises(RuntimeError, match=r"Waitlist\.locked"):
        LOANS.join(unlocked, lending.loan(unlocked, cast.ana), by=system_subject())


@pytest.mark.django_db
def test_each_verb_takes_few_queries(cast: Cast) -> None:
    ana, milo = cast.subject("ana"), cast.subject("milo")
    tool = lending.tool(cast.petra, capacity=1)
    found = {}
    with counted(found, "join"):
        first = services.borrow_tool(tool, by=ana)
    with counted(found, "wait"):
        second = services.borrow_tool(tool, by=milo)
    with counted(found, "give back, and offer"):
        services.give_back(first, by=ana)
    second.refresh_from_db()
    with counted(found, "accept"):
        services.accept_offer(second, by=milo)
    assert found == {"join": 4, "wait": 3, "give back, and offer": 7, "accept": 4}


class counted(CaptureQueriesContext):  # noqa: N801 - reads as a verb
    """Notes the queries of a block under a name, but for savepoints."""

    def __init__(self, found: dict[str, int], name: str) -> None:
        super().__init__(connection)
        self.found, self.name = found, name

    def __exit__(self, *failure: Any) -> None:
        super().__exit__(*failure)
        self.found[self.name] = sum("SAVEPOINT" not in query["sql"] for query in self.captured_queries)


def without(verb: str) -> Workflow:
    """The loans' table with one verb missing; made without telling anybody of it."""
    table = object.__new__(Workflow)
    verbs = {name: each for name, each in LOAN.of.items() if name != verb}
    for name, value in {**vars(LOAN), "of": verbs, "verbs": tuple(verbs.values())}.items():
        object.__setattr__(table, name, value)
    return table


def spoiled() -> Iterator[Any]:
    facts = {"line": Tool, "place": Loan, "of": "tool", "lines": TOOL, "places": LOAN, "words": LOANS.words}
    yield pytest.param({**facts, "places": without("expire")}, "needs a verb expire", id="no way out")
    yield pytest.param({**facts, "words": replace(LOANS.words, resize="grow")}, "verb grow", id="no resize")
    yield pytest.param({**facts, "words": Words()}, "needs a verb join", id="other words")
    astray = Verb(name="x", from_={"lent"}, to="offered", event="x", label="x", explains="x")
    table = without("pass")
    object.__setattr__(table, "verbs", (*table.verbs, astray))
    yield pytest.param({**facts, "places": table}, "offers of its own", id="offers without an end")


@pytest.mark.parametrize(("facts", "words"), list(spoiled()))
def test_does_not_start_with_tables_that_cannot_hold_it(facts: dict[str, Any], words: str) -> None:
    with pytest.raises(LookupError, match=words):
        Waitlist(**facts)


def test_does_not_start_without_the_constraint(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [each for each in Tool._meta.constraints if each.name != "tool_within_capacity"]
    monkeypatch.setattr(Tool._meta, "constraints", kept)
    with pytest.raises(LookupError, match="no constraint tool_within_capacity"):
        Waitlist(line=Tool, place=Loan, of="tool", lines=TOOL, places=LOAN, words=LOANS.words)
