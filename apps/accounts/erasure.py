"""Where apps say what an erasure means to them: they may refuse it, and they change their own things.

    @before_erasure
    def somebody_stays_to_lead(person: User) -> None: ...  # raises Conflict(…, organizations=[…])

    @on_erasure
    def forget_listings_of(person: User) -> None: ...

Both run inside the erasure's transaction, registered from an app's `registrations`. What is refused is asked
first, so that organisations are locked (by id) before anything else. After the steps every personal column
of the rows about the person takes its erased value by itself; a step is for what has rules of its own.
"""

from collections.abc import Callable

from apps.accounts.models import User

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


def checks() -> list[Hook]:
    return list(_checks)


def steps() -> list[Hook]:
    return list(_steps)
