"""What other apps do when a reservation ends: they register steps, and listings know none of them.

    @on_release
    def let_the_next_one_have_it(pet: Pet, *, by: Subject) -> None: ...

A step runs in the transaction of the verb, after the pet was moved: its row is locked, and a step locks only
what comes after it (the line, then applications).
"""

from collections.abc import Callable
from typing import Any

from apps.listings.models import Pet
from hearth.kernel.authorization import Subject

Step = Callable[..., Any]
"""Called as `step(pet, by=subject)`."""

_on_release: list[Step] = []
_on_adoption: list[Step] = []
_on_leaving: list[Step] = []


def on_release(step: Step) -> Step:
    """Register what happens when a reservation, or a trial, ends without an adoption."""
    _on_release.append(step)
    return step


def on_adoption(step: Step) -> Step:
    """Register what happens when the animal is adopted by whom it was reserved for."""
    _on_adoption.append(step)
    return step


def on_leaving(step: Step) -> Step:
    """Register what happens when nobody can have the animal here any more."""
    _on_leaving.append(step)
    return step


def released(pet: Pet, *, by: Subject) -> None:
    _run(_on_release, pet, by)


def adopted(pet: Pet, *, by: Subject) -> None:
    _run(_on_adoption, pet, by)


def left(pet: Pet, *, by: Subject) -> None:
    _run(_on_leaving, pet, by)


def _run(steps: list[Step], pet: Pet, by: Subject) -> None:
    for step in steps:
        step(pet, by=by)
