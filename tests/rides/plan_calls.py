"""The routes of series, templates and calendars of clubs."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from apps.rides import services
from tests.api.calls import Call, GoodCall
from tests.rides.ride_calls import PLACE
from tests.rides.riding import FACTS, acting

WORDS: dict[str, Any] = {
    "title": "Saturday coffee",
    "description": "Slowly.",
    "kind": "training",
    "difficulty": "easy",
    "duration_minutes": 90,
    "meeting_point": "The old crane",
    "latitude": "-33.85000",
    "longitude": "151.20000",
    "distance_km": "40.0",
    "elevation_m": 300,
    "pace": "25 km/h",
    "drop_policy": "regroup",
    "stops": "Bakery",
    "equipment": "Lights",
    "audience": "public",
    "capacity": 12,
    "route": None,
}


def set_stage(stage: Any) -> None:
    lee, club = acting(stage.cast.lee), stage.wheelers
    # Later than rides are made ahead: the walk changes the series itself, and none of its rides.
    when: dict[str, Any] = {"first_date": _in(200), "local_time": time(7), "rrule": "FREQ=MONTHLY;INTERVAL=6"}
    stage.series = services.create_series(club, by=lee, **when, **FACTS)
    facts = {**FACTS, **PLACE, "route": stage.known_route.pk}
    stage.template = services.create_template(club, by=lee, **facts)


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _series() -> dict[str, Any]:
    when = {"first_date": _in(220).isoformat(), "local_time": "07:30:00", "rrule": "FREQ=WEEKLY"}
    return {**WORDS, **when}


CALLS: dict[str, GoodCall] = {
    "GET clubs/{parent}/calendar.ics": lambda s: Call("", s.wheelers),
    "GET clubs/{parent}/series": lambda s: Call("ana", s.wheelers),
    "POST clubs/{parent}/series": lambda s: Call("lee", s.wheelers, _series(), code=201),
    "GET series/{id}": lambda s: Call("ana", s.series),
    "PATCH series/{id}": lambda s: Call("lee", s.series, {"title": "Dawn"}),
    "GET series/{id}/actions": lambda s: Call("ana", s.series),
    "POST series/{id}/end": lambda s: Call("lee", s.series, {"reason": "weather", "cancel": "all"}),
    "GET clubs/{parent}/ride-templates": lambda s: Call("ana", s.wheelers),
    "POST clubs/{parent}/ride-templates": lambda s: Call("lee", s.wheelers, WORDS, code=201),
    "GET ride-templates/{id}": lambda s: Call("ana", s.template),
    "PATCH ride-templates/{id}": lambda s: Call("lee", s.template, {"title": "Dawn"}),
    "DELETE ride-templates/{id}": lambda s: Call("lee", s.template, code=204),
    "GET ride-templates/{id}/actions": lambda s: Call("lee", s.template),
}

_FACTS: dict[str, set[str]] = {**{name: {name} for name in WORDS}, "route": {"route_id"}}
_WHEN: dict[str, set[str]] = {
    **{name: {name} for name in ("first_date", "local_time", "rrule")},
    "captain": {"captain_id"},
}
WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST clubs/{parent}/series": {**_FACTS, **_WHEN},
    "PATCH series/{id}": {**_FACTS, **_WHEN, "from": set()},
    "POST series/{id}/end": {"reason": set(), "cancel": set()},
    "POST clubs/{parent}/ride-templates": {**_FACTS, "ride": set()},
    "PATCH ride-templates/{id}": _FACTS,
    "DELETE ride-templates/{id}": {},
}

_READ = {"id", "club", "created_at", "updated_at", "version"}
_OF_SERIES = {*_READ, "timezone", "state", "ends_before", "continues"}
IGNORED: dict[str, set[str]] = {
    "POST clubs/{parent}/series": _OF_SERIES,
    "PATCH series/{id}": _OF_SERIES,
    "POST clubs/{parent}/ride-templates": _READ,
    "PATCH ride-templates/{id}": _READ,
}

SECOND_VALUES: dict[str, Any] = {"PATCH ride-templates/{id}": WORDS}
FILTERS: dict[str, set[str]] = {
    "GET clubs/{parent}/series": {"state"},
    "GET clubs/{parent}/ride-templates": set(),
}
