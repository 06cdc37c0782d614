"""List ≡ check: in worlds that Hypothesis makes up, each list is its documented base set ∩ `can(view)`."""

from collections import Counter
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from apps.applications.querysets import ApplicationQuerySet
from apps.organizations.querysets import MembershipQuerySet
from apps.rides.querysets import RideQuerySet
from hearth.kernel.authorization import Subject, can
from tests.api.routes import ROUTES
from tests.cast import Cast
from tests.matrices import undone
from tests.worlds import adopters
from tests.worlds.build import World, build
from tests.worlds.lists import List, lists
from tests.worlds.plan import PEOPLE, Plan, plans

FILTERS_PER_READER = 3


class Run:
    """Counts what a whole run has looked at, and takes the filters in turn."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for who in PEOPLE:
            cast.person(who)
        adopters.set_stage()
        self.worlds: dict[Plan, int] = {}
        """The number of each: one that is shown again, because something failed, is looked at as before."""
        self.filters = Counter[tuple[str, str]]()
        self.rows: dict[str, int] = {}
        self.refusals: dict[str, set[int]] = {}

    def look(self, plan: Plan) -> None:
        with undone():
            world = build(plan, self.cast)
            # A third of the lists are asked, by one reader each; which and by whom changes with the world.
            first, turns = self.worlds.setdefault(plan, len(self.worlds)), 3 * len(plan.askers)
            turn = count(first * len(plan.askers) * FILTERS_PER_READER)
            for reader, who in enumerate(plan.askers, start=first):
                subject, client = world.subject(who), self.cast.client(who)
                for found in list(lists(world, subject))[reader % turns :: turns]:
                    self.compare(world, found, subject, client)
                chosen = [(each, name) for each in lists(world, subject) for name in each.filters]
                for _ in range(FILTERS_PER_READER):
                    each, name = chosen[next(turn) % len(chosen)]
                    self.compare(world, each, subject, client, name)

    def compare(self, world: World, each: List, subject: Subject, client: Any, by: str = "") -> None:
        query: dict[str, Any] = {"limit": 100}
        base, value = each.base, ""
        if by:
            chosen = each.filters[by]
            value = chosen.values[self.filters[each.name, by] % len(chosen.values)]
            query |= {by: value, **chosen.also}
            base = chosen.replaces_base or base
            self.filters[each.name, by] += 1
        answer = client.get(f"/api/v1/{each.path}", query)
        refused = each.refused(subject)
        assert answer.status_code == (refused or 200), f"{each.path} {query}: {answer.content!r}"
        if refused:
            self.refusals.setdefault(each.name, set()).add(refused)
            return
        expected = {
            str(row.pk)
            for row in each.model._default_manager.all()
            if base(row, subject) and (not by or each.filters[by].matches(row, value))
            if can(subject, "view", row).allowed
        }
        ids = [row["id"] for row in answer.json()["results"]]
        assert len(ids) == len(set(ids))
        assert set(ids) == expected, f"{each.path} {query} for {subject.user} in {world.plan}"
        self.rows[each.name] = self.rows.get(each.name, 0) + len(ids)


def look_at(cast: Cast, worlds: int) -> Run:
    run = Run(cast)

    @settings(
        max_examples=worlds,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(plans)
    def in_any_world(plan: Plan) -> None:
        run.look(plan)

    in_any_world()
    return run


def every_list() -> set[str]:
    """The routes whose answer is a page of rows."""
    return {name for name, route in ROUTES.items() if route.is_list}


def check(run: Run) -> None:
    """The run has looked at every list, found rows in each, and used each of its filters."""
    assert set(run.rows) == every_list()
    assert not [name for name, rows in run.rows.items() if not rows]
    known = {
        (name, each)
        for name in run.rows
        for each in getattr(getattr(ROUTES[name].view, "filterset_class", None), "base_filters", {})
    }
    assert set(run.filters) == known, set(run.filters) ^ known
    assert {401, 403} <= run.refusals["GET users"]
    assert 404 in run.refusals["GET organizations/{parent}/memberships"]


@pytest.mark.django_db
def test_each_list_is_its_base_set_and_what_one_may_see(cast: Cast) -> None:
    check(look_at(cast, 200))


@pytest.mark.soak
@pytest.mark.django_db
def test_each_list_is_its_base_set_and_what_one_may_see_for_long(cast: Cast) -> None:
    check(look_at(cast, 5000))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (MembershipQuerySet, "memberships"),
        (ApplicationQuerySet, "applications"),
        (RideQuerySet, "rides"),
    ],
)
def test_would_notice_a_list_that_shows_too_much(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, rows: type[Any], word: str
) -> None:
    """Negative control: lists of one model, and what lies below its rows, forget who asks."""
    monkeypatch.setattr(rows, "visible_to", lambda rows, subject, action="view": rows)
    with pytest.raises(AssertionError, match=rf"\b{word}[ /]"):
        look_at(cast, 25)
