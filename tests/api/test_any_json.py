"""Whatever JSON is sent for the fields of a write route, the answer is a success or a clear refusal."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.routes import TAKES_BODY
from tests.api.stage import Stage, is_problem, row_counts
from tests.api.writable import IGNORED, SECOND_VALUES, WRITABLE
from tests.matrices import undone

pytestmark = pytest.mark.django_db

KNOWN = {str(value) for values in SECOND_VALUES.values() for value in values.values()}
KNOWN |= {"photos", "selling", "scam", "incomplete", "approve", "reject", "remove", "pet_photo", "image/png"}
WORDS = st.sampled_from(sorted(KNOWN))
NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = (
    st.none()
    | st.booleans()
    | NUMBERS
    | WORDS
    | st.text(max_size=40)
    | st.uuids().map(str)
    | st.dates().map(str)
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A write route, and a body of some of its fields or of the good call's with some of them changed."""
    route = draw(st.sampled_from(TAKES_BODY))
    names = sorted({*WRITABLE[route], *IGNORED.get(route, ())}) or ["note"]
    return route, draw(st.dictionaries(st.sampled_from(names), ANYTHING, max_size=6))


@pytest.mark.parametrize("examples", [100, pytest.param(2000, marks=pytest.mark.soak)], ids=["some", "many"])
def test_any_json(stage: Stage, examples: int) -> None:
    before = row_counts()

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(requests())
    def check(request: tuple[str, dict[str, Any]]) -> None:
        route, body = request
        for full in (body, stage.call(route).body | body):
            with undone():
                answer = stage.send(route, json.dumps(full).encode())
                if answer.status_code >= 300:
                    # Half a pair of surrogates, or a NUL, is no JSON that we take; the rest is about a field.
                    assert is_problem(answer, 400, 403, 404, 409, 422), (route, full)
                    assert row_counts() == before, (route, full)

    check()
