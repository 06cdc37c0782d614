"""Where apps say what an erasure means to them: they may refuse it, and they change their own things.

    @before_erasure
    def keeps_an_admin(person: User) -> None:
        \"\"\"Raise Conflict(…, organizations=[…]) while somebody else must take over first.\"\"\"

    @on_erasure
    def forget_private_listings(person: User) -> None: ...

Both run inside the erasure's transaction, registered from an app's `registrations`. What is refused is asked
first, so that organisations are locked (by id) before anything else. After the steps every personal column
of the rows about the person takes its erased value by itself; a step is for what has rules of its own.
"""

from collections.abc import Callable

from django.db import transaction

from apps.accounts.models import User
from hearth.kernel.problems import Problem

Hook = Callable[[User], None]

_checks: list[Hook] = []
_steps: list[Hook] = []


def before_erasure(check: Hook) -> Hook:
    """Register a check that raises a Problem (409) while the person cannot go. It may lock organisations."""
    _checks.append(check)
    return check


def on_erasure(step: Hook) -> Hook:
    """Register what an app does, through its services, when a person is erased."""
    _steps.append(step)
    return step


def check_erasure(person: User) -> None:
    """Raise what the first app refuses with."""
    for check in _checks:
        check(person)


def take_steps(person: User) -> None:
    for step in _steps:
        step(person)


def obstacles(person: User) -> list[Problem]:
    """Everything that speaks against erasing the person now, for the page that says so beforehand."""
    found = []
    for check in _checks:
        try:
            with transaction.atomic():
                check(person)
        except Problem as problem:
            found.append(problem)
    return found
