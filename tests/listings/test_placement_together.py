"""Two people say at one moment where an animal is: one of them is believed."""

from typing import Any

import pytest

from apps.listings.models import Pet
from apps.listings.services import hold_pet, reserve_pet
from hearth.kernel.models import Event
from hearth.kernel.problems import Problem
from hearth.kernel.workflow import Workflow
from tests import factories
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

PETS = 8


def promise_and_hold(cast: Cast) -> list[int]:
    """Reserve each of some pets and put it on hold at once; return how often each was moved."""
    pets = [factories.pet(cast.petra, photo_state="") for _ in range(PETS)]
    petra = cast.subject("petra")

    def both(pk: Any) -> list[Any]:
        one, other = Pet.objects.get(pk=pk), Pet.objects.get(pk=pk)
        return [lambda: reserve_pet(one, by=petra), lambda: hold_pet(other, by=petra, reason="away")]

    found = together(*[work for pet in pets for work in both(pet.pk)])
    assert all(isinstance(outcome, Pet | Problem) for outcome in found), found
    return [Event.objects.filter(target_id=pet.pk).count() for pet in pets]


def test_one_of_two_is_believed(cast: Cast) -> None:
    assert promise_and_hold(cast) == [1] * PETS


def test_without_comparing_both_would_be(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def set_only(self: Workflow, obj: Any, goes_to: str, changes: dict[str, Any]) -> bool:
        return bool(Pet.objects.filter(pk=obj.pk).update(**{self.field: goes_to, **changes}))

    monkeypatch.setattr(Workflow, "_compare_and_set", set_only)
    assert max(promise_and_hold(cast)) == 2
