"""The routes of calendars as the tests that walk every route need them."""

from typing import Any

from apps.calendars.services import make_feed
from tests.api.calls import Call, GoodCall
from tests.rides.riding import acting


def set_stage(stage: Any) -> None:
    stage.calendar_feed, address = make_feed(by=acting(stage.cast.ana))
    stage.calendar_token = address.rpartition("/")[2].removesuffix(".ics")


CALLS: dict[str, GoodCall] = {
    "GET users/me/calendar-feed": lambda s: Call("ana"),
    "POST users/me/calendar-feed": lambda s: Call("ana"),
    "DELETE users/me/calendar-feed": lambda s: Call("ana", code=204),
}
WRITABLE: dict[str, Any] = {"POST users/me/calendar-feed": {}, "DELETE users/me/calendar-feed": {}}
VISITS = {"calendars/": lambda s: {"token": s.calendar_token}}
