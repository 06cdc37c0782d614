"""Two moderators decide at once: one decision stands, the other learns who was first."""

import threading
from functools import partial
from typing import Any

import pytest

from apps.moderation import services
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import decide_item
from hearth.kernel.models import Event
from hearth.kernel.problems import AlreadyDecided
from hearth.kernel.workflow import Workflow
from tests import factories
from tests.cast import Cast
from tests.together import together


def decide_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    pet = factories.pet(cast.petra, moderation="pending")
    item = ReviewItem.objects.get(target_id=pet.pk)
    plans = [("mona", "approve", ""), ("max", "reject", "selling")]
    subjects = {name: cast.subject(name) for name, *_ in plans}

    # Both stand behind every check in Python before either writes.
    checked = threading.Barrier(2)
    check_reason = services._check_reason

    def check_then_wait(*args: Any) -> None:
        check_reason(*args)
        checked.wait(timeout=10)

    monkeypatch.setattr(services, "_check_reason", check_then_wait)
    return together(
        *[
            partial(decide_item, item, by=subjects[name], action=action, reason=reason)
            for name, action, reason in plans
        ]
    )


@pytest.mark.django_db(transaction=True)
def test_one_decides_and_the_other_learns_who_and_when(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = decide_at_once(cast, monkeypatch)
    decision = Decision.objects.get()
    refusals = [outcome for outcome in outcomes if isinstance(outcome, AlreadyDecided)]
    assert len(refusals) == 1
    assert refusals[0].extra["decided_by"] == str(decision.reviewer)
    assert refusals[0].extra["decided_at"][:19] == decision.decided_at.isoformat()[:19]
    assert refusals[0].extra["action"] == decision.action
    assert Event.objects.filter(name__in=["pet.approved", "pet.rejected"]).count() == 1
    assert ReviewItem.objects.get().state == "decided"


@pytest.mark.django_db(transaction=True)
def test_would_record_two_decisions_without_the_compare_and_set(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a plain save lets both through."""

    def plain_save(self: Workflow, obj: Any, goes_to: str, changes: dict[str, Any]) -> bool:
        for name, value in {self.field: goes_to, "version": obj.version + 1, **changes}.items():
            setattr(obj, name, value)
        obj.save()
        return True

    monkeypatch.setattr(Workflow, "_compare_and_set", plain_save)
    decide_at_once(cast, monkeypatch)
    assert Decision.objects.count() == 2
