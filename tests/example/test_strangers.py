"""The platform's own trials of hostile requests and of repeats, held over the example's routes."""

import pytest

from tests.api import test_replay as replay
from tests.api.routes import TAKES_BODY
from tests.api.stage import Stage, row_counts
from tests.api.test_mass_assignment import complaints
from tests.api.test_repeats import VERBS
from tests.api.test_replay import Trial, _begin_trial, trial
from tests.example.calls import CALLS
from tests.matrices import undone

__all__ = ["_begin_trial", "trial"]
pytestmark = pytest.mark.django_db

PUBLIC = {"GET tools/{id}", "GET tools/{id}/actions", "GET tools/{parent}/loans"}
"""Reads of somebody else's row that anybody has; of its loans strangers find none."""
BORROWS = {"POST tools/{parent}/loans"}
"""What anybody may do with somebody else's tool."""


def test_somebody_elses_request_does_and_tells_nothing(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "PUBLIC_READS", PUBLIC)
    monkeypatch.setattr(replay, "ANYBODY_MAY", BORROWS)
    wrong = [words for who in ("", "wim", "quinn") for route in CALLS for words in trial.wrongs(who, route)]
    assert not wrong, "\n".join(wrong)


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
