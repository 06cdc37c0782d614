"""What communities do when a member may do less than before, or an organisation is open again.

They register steps, and none is known here. A step runs in the transaction of the verb, after it moved the
membership or the organisation: the organisation is locked, and a step locks only what comes after it.
"""

from collections.abc import Callable
from typing import Any

from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import Subject

Step = Callable[..., Any]
"""Called as `step(membership, by=subject)`."""
Return = Callable[[Organization], Any]

_steps: list[Step] = []
_returns: list[Return] = []


def on_fall(step: Step) -> Step:
    """Register what follows a suspension, a removal, somebody's leaving and another role."""
    _steps.append(step)
    return step


def fell(membership: Membership, *, by: Subject) -> None:
    for step in _steps:
        step(membership, by=by)


def on_return(step: Return) -> Return:
    """Register what follows when an organisation that was suspended or archived is open again."""
    _returns.append(step)
    return step


def returned(organization: Organization) -> None:
    for step in _returns:
        step(organization)
