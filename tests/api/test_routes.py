"""The walk over the routes itself: every one is known, and its good call is good."""

import pytest

from tests.api.routes import ROUTES
from tests.api.stage import CALLS, Stage


def test_knows_a_good_call_of_every_route() -> None:
    assert set(CALLS) == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_good_call_is_good(stage: Stage, route: str) -> None:
    answer = stage.send(route)
    assert answer.status_code == stage.call(route).code, answer.content
