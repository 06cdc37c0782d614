"""A club always has its one owner: while it is handed over, they cannot be gone at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.organizations import services as clubs
from apps.organizations.models import Handover, Membership, Organization
from apps.organizations.services import memberships
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Problem
from tests.cast import Cast
from tests.rides.riding import acting, club
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 2
"""Two clubs for each way, two connections for each club: sixteen together."""


class Moment:
    """Olga has offered her club to Lee, who accepts at the moment in which she does something else."""

    def __init__(self, cast: Cast, number: int) -> None:
        self.where = club(cast, f"Wheelers {number}")
        self.olga, self.lee = acting(cast.olga), acting(cast.lee)
        self.offer = clubs.offer_handover(self.where, by=self.olga, user_id=cast.lee.pk)

    def mine(self, who: Subject) -> Membership:
        return Membership.objects.select_related("organization", "user").get(
            organization=self.where, user=who.id
        )

    def accept(self) -> Handover:
        return clubs.accept_handover(self.offer, by=self.lee)

    def other_act(self, way: str) -> Callable[[], Any]:
        hers, his = self.mine(self.olga), self.mine(self.lee)
        return {
            "leaves": lambda: clubs.leave_organization(hers, by=self.olga),
            "steps down": lambda: clubs.change_role(hers, by=self.olga, role="member"),
            "removes him": lambda: clubs.remove_member(his, by=self.olga),
            "takes it back": lambda: clubs.withdraw_handover(self.offer, by=self.olga),
        }[way]


WAYS = ("leaves", "steps down", "removes him", "takes it back")


def owners(where: Organization) -> int:
    return Membership.objects.filter(organization=where, role="owner", status="active").count()


def run(cast: Cast) -> tuple[list[Moment], list[Any]]:
    moments = [Moment(cast, number) for number in range(TIMES * len(WAYS))]
    acts: list[Callable[[], Any]] = []
    for number, moment in enumerate(moments):
        acts += [moment.accept, moment.other_act(WAYS[number % len(WAYS)])]
    return moments, together(*acts)


def test_a_club_that_is_handed_over_at_that_moment_has_one_owner(cast: Cast) -> None:
    moments, found = run(cast)
    odd = [each for each in found if isinstance(each, Exception) and not isinstance(each, Problem)]
    assert not odd, odd
    assert [owners(moment.where) for moment in moments] == [1] * len(moments)
    for number in range(len(moments)):
        done = [not isinstance(each, Exception) for each in found[2 * number : 2 * number + 2]]
        assert any(done), f"nobody got anything done where she {WAYS[number % len(WAYS)]}"


def test_would_notice_a_club_without_an_owner(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without the rule that keeps one, whoever leaves first leaves the club alone."""
    monkeypatch.setattr(memberships, "keep_a_top_role", lambda membership: None)
    moment = Moment(cast, 1)
    moment.other_act("leaves")()
    with pytest.raises(Problem):
        moment.accept()
    assert owners(moment.where) == 0
