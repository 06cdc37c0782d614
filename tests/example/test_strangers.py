"""The platform's own trials of hostile bodies and of repeats, held over the example's routes."""

import pytest

from tests.api.routes import TAKES_BODY
from tests.api.stage import Stage, row_counts
from tests.api.test_mass_assignment import complaints
from tests.api.test_repeats import VERBS
from tests.example.calls import CALLS
from tests.matrices import undone

pytestmark = pytest.mark.django_db


def test_bodies_change_only_what_is_writable(stage: Stage) -> None:
    routes = [route for route in TAKES_BODY if route in CALLS and stage.call(route).body]
    assert len(routes) > 5
    wrong = [f"{route}: {words}" for route in routes for words in complaints(stage, route)]
    assert not wrong, "\n".join(wrong)


def test_second_time_changes_nothing(stage: Stage) -> None:
    for route in VERBS:
        if route in CALLS:
            with undone():
                stage.send(route)
                done = row_counts()
                assert stage.send(route).status_code == stage.call(route).code, route
                assert row_counts() == done, route
