"""The routes about applications and questions as the tests that walk every route need them."""

from typing import Any

from tests.applications import application_calls, page_visits, question_calls


def set_stage(stage: Any) -> None:
    question_calls.set_stage(stage)
    application_calls.set_stage(stage)


CALLS = {**application_calls.CALLS, **question_calls.CALLS}
WRITABLE = {**application_calls.WRITABLE, **question_calls.WRITABLE}
IGNORED = {**application_calls.IGNORED, **question_calls.IGNORED}
SECOND_VALUES = {**application_calls.SECOND_VALUES, **question_calls.SECOND_VALUES}
FILTERS = {**application_calls.FILTERS, **question_calls.FILTERS}
VISITS = {**page_visits.VISITS, **question_calls.VISITS}
