"""What communities do when a member may do less than before: they register steps, and none is known here.

A step runs in the transaction of the verb, after the membership was moved: the organisation is locked, and
a step locks only what comes after it.
"""

from collections.abc import Callable
from typing import Any

from apps.organizations.models import Membership
from hearth.kernel.authorization import Subject

Step = Callable[..., Any]
"""Called as `step(membership, by=subject)`."""

_steps: list[Step] = []


def on_fall(step: Step) -> Step:
    """Register what follows a suspension, a removal, somebody's leaving and another role."""
    _steps.append(step)
    return step


def fell(membership: Membership, *, by: Subject) -> None:
    for step in _steps:
        step(membership, by=by)
