"""The routes about applications and questions as the tests that walk every route need them."""

from typing import Any

from tests.applications import question_calls


def set_stage(stage: Any) -> None:
    question_calls.set_stage(stage)


CALLS = {**question_calls.CALLS}
WRITABLE = {**question_calls.WRITABLE}
IGNORED = {**question_calls.IGNORED}
SECOND_VALUES = {**question_calls.SECOND_VALUES}
FILTERS = {**question_calls.FILTERS}
VISITS = {**question_calls.VISITS}
