"""Reviewers decide at once: one decision stands, and whoever came second learns who was first."""

import threading
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import decide_item, deciding
from hearth.kernel.models import Event
from hearth.kernel.problems import AlreadyDecided
from hearth.kernel.workflow import Workflow
from tests import factories
from tests.cast import Cast
from tests.together import crowd

PLANS = (("mona", "approve", ""), ("max", "reject", "selling"))
DECIDED = ("pet.approved", "pet.rejected")


def decide_at_once(cast: Cast, number: int) -> list[Any]:
    """Let Mona and Max decide differently on each of so many items, through 24 connections."""
    for _ in range(number):
        factories.pet(cast.petra, moderation="pending")
    items, subjects = list(ReviewItem.objects.all()), {name: cast.subject(name) for name, *_ in PLANS}

    def attempt(place: int) -> Decision:
        name, action, reason = PLANS[place % 2]
        return decide_item(items[place // 2], by=subjects[name], action=action, reason=reason)

    return crowd(attempt, 2 * number)


def is_consistent() -> bool:
    """Whether each item has one decision, its target that state, and its event that name."""
    for decision in Decision.objects.select_related("item"):
        wanted = {"approve": "approved", "reject": "rejected"}[decision.action]
        events = Event.objects.filter(target_id=decision.target_id, name__in=DECIDED)
        target = reviewables.of_kind("pet").rows().get(pk=decision.target_id)
        if target.moderation != wanted or [event.to_state for event in events] != [wanted]:
            return False
    return True


@pytest.mark.django_db(transaction=True)
def test_a_hundred_items_get_a_hundred_decisions(cast: Cast) -> None:
    outcomes = decide_at_once(cast, 100)
    kinds = Counter(type(outcome).__name__ for outcome in outcomes)
    assert kinds == {"Decision": 100, "AlreadyDecided": 100}
    assert Decision.objects.values("item").distinct().count() == Decision.objects.count() == 100
    assert not ReviewItem.objects.waiting().exists()
    assert is_consistent()
    for first, second in zip(outcomes[::2], outcomes[1::2], strict=True):
        decision, refusal = (first, second) if isinstance(first, Decision) else (second, first)
        assert isinstance(refusal, AlreadyDecided)
        assert refusal.extra["decided_by"] == str(decision.reviewer)
        assert refusal.extra["decided_at"][:19] == decision.decided_at.isoformat()[:19]
        assert refusal.extra["action"] == decision.action


@pytest.mark.django_db(transaction=True)
def test_would_be_decided_twice_without_the_guards(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: rows are read without a lock and saved as they were read."""
    pairs: dict[Any, threading.Barrier] = {}
    check_reason, first = deciding._check_reason, threading.Lock()

    def read_without_lock(target: Any, kind: str = "") -> Any:
        with first:
            pairs.setdefault(target.pk, threading.Barrier(2))
        target.refresh_from_db()
        seen.pair = pairs[target.pk]
        return target

    def check_then_wait(*args: Any) -> None:
        check_reason(*args)
        with suppress(threading.BrokenBarrierError):
            seen.pair.wait(timeout=2)

    def plain_save(self: Workflow, obj: Any, goes_to: str, changes: dict[str, Any]) -> bool:
        for name, value in {self.field: goes_to, "version": obj.version + 1, **changes}.items():
            setattr(obj, name, value)
        obj.save()
        return True

    seen = threading.local()
    monkeypatch.setattr(reviewables, "lock", read_without_lock)
    monkeypatch.setattr(
        deciding,
        "_locked_items",
        lambda target, verb: list(ReviewItem.objects.waiting().filter(target_id=target.pk)),
    )
    monkeypatch.setattr(deciding, "_check_reason", check_then_wait)
    monkeypatch.setattr(Workflow, "_compare_and_set", plain_save)
    decide_at_once(cast, 12)
    assert Decision.objects.count() > 12
    assert not is_consistent()
