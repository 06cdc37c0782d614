"""Tries one thing at every door, without beginning and ending a test for each."""

import inspect
import pickle
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from tests.matrices import undone

Check = Callable[..., None]


def at_every(doors: Iterable[str]) -> Callable[[Check], Check]:
    """Make a test of a function that takes the stage and a door, the first two of its arguments.

    Each door sees the stage as it was set, and the test tells what is wrong at all of them.
    """

    def decorate(check: Check) -> Check:
        @wraps(check)
        def test(stage: Any, **given: Any) -> None:
            kept, wrong = pickle.dumps(stage), []
            for door in doors:
                try:
                    with undone():
                        check(pickle.loads(kept), door, **given)
                except AssertionError as error:
                    wrong.append(f"{door}: {error}")
            assert not wrong, "\n".join(wrong)

        signature = inspect.signature(check)
        stage, _, *others = signature.parameters.values()
        vars(test)["__signature__"] = signature.replace(parameters=[stage, *others])
        return test

    return decorate
