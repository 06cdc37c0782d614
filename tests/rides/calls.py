"""The routes about clubs and rides as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from tests.api.calls import GoodCall
from tests.rides.riding import club, join, ride


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.wheelers = club(cast)
    stage.loop = ride(stage.wheelers, cast.lee, title="Loop")
    stage.anas_place = join(stage.loop, cast.ana)
    stage.open_ride = ride(stage.wheelers, cast.lee, title="Open", audience="public")
    stage.proposal = ride(stage.wheelers, cast.ana, title="Proposal")


CALLS: dict[str, GoodCall] = {}
WRITABLE: dict[str, Any] = {}
IGNORED: dict[str, Any] = {}
SECOND_VALUES: dict[str, Any] = {}
FILTERS: dict[str, Any] = {}
VISITS: dict[str, Any] = {}
