"""Doing again what one has just done is harmless: 200 (or 204) and no second event."""

import pytest

from hearth.kernel.models import Event
from tests.api.routes import ROUTES
from tests.api.stage import Stage, is_problem, row_counts
from tests.cast import Cast

pytestmark = pytest.mark.django_db

AGAIN = ("/reveal", "/resend")
"""What happens each time anew: a look is written down, a mail goes out."""
VERBS = [
    name
    for name, route in ROUTES.items()
    if name.startswith("POST ") and "{id}/" in route.path and not name.endswith(AGAIN)
]


@pytest.mark.parametrize("route", [*VERBS, "DELETE pets/{id}"])
def test_second_time_changes_nothing(stage: Stage, route: str) -> None:
    assert stage.send(route).status_code == stage.call(route).code
    done = row_counts()
    again = stage.send(route)
    assert again.status_code == stage.call(route).code, again.content
    assert row_counts() == done


@pytest.mark.parametrize("route", ["POST pets/{id}/approve", "POST review/items/{id}/decide"])
def test_somebody_elses_repeat_is_a_conflict(stage: Stage, cast: Cast, route: str) -> None:
    stage.send(route)
    late = stage.send(route, client=cast.client("max"))
    assert is_problem(late, 409)
    assert b"Mona Keita" in late.content


def test_second_thoughts_are_a_conflict(stage: Stage) -> None:
    stage.send("POST review/items/{id}/decide")
    changed = {"action": "reject", "reason": "selling"}
    assert is_problem(stage.send("POST review/items/{id}/decide", changed), 409)


def test_second_delete_of_a_draft_finds_nothing(stage: Stage, cast: Cast) -> None:
    address = f"/api/v1/pets/{stage.draft.pk}"
    assert [cast.client("petra").delete(address).status_code for _ in range(2)] == [204, 404]
    assert Event.objects.filter(target_id=stage.draft.pk).count() == 1
