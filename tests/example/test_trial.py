"""The platform's own trial of strangers, held over the example's routes; its stage stands for the module."""

import pytest

from tests.api import test_replay as replay
from tests.api.test_replay import Trial, _begin_trial, trial
from tests.example.calls import CALLS

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
