"""The routes about clubs and rides as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from apps.rides.services.guest_contacts import guest_link
from tests.api.calls import GoodCall
from tests.rides import club_calls, contact_calls, plan_calls, ride_calls, route_calls
from tests.rides.riding import club, join, ride


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.wheelers = club(cast)
    stage.loop = ride(stage.wheelers, cast.lee, title="Loop")
    stage.anas_place = join(stage.loop, cast.ana)
    stage.open_ride = ride(stage.wheelers, cast.lee, title="Open", audience="public")
    stage.proposal = ride(stage.wheelers, cast.ana, title="Proposal")
    club_calls.set_stage(stage)
    ride_calls.set_stage(stage)
    plan_calls.set_stage(stage)
    route_calls.set_stage(stage)
    contact_calls.set_stage(stage)


CALLS: dict[str, GoodCall] = {
    **contact_calls.CALLS,
    **club_calls.CALLS,
    **ride_calls.CALLS,
    **plan_calls.CALLS,
    **route_calls.CALLS,
}
WRITABLE: dict[str, Any] = {
    **contact_calls.WRITABLE,
    **club_calls.WRITABLE,
    **ride_calls.WRITABLE,
    **plan_calls.WRITABLE,
    **route_calls.WRITABLE,
}
IGNORED: dict[str, Any] = {
    **contact_calls.IGNORED,
    **club_calls.IGNORED,
    **ride_calls.IGNORED,
    **plan_calls.IGNORED,
    **route_calls.IGNORED,
}
SECOND_VALUES: dict[str, Any] = {
    **club_calls.SECOND_VALUES,
    **ride_calls.SECOND_VALUES,
    **plan_calls.SECOND_VALUES,
    **route_calls.SECOND_VALUES,
}
FILTERS: dict[str, Any] = {
    **club_calls.FILTERS,
    **ride_calls.FILTERS,
    **plan_calls.FILTERS,
    **route_calls.FILTERS,
}
VISITS: dict[str, Any] = {
    "clubs/": lambda s: {"slug": s.wheelers},
    "clubs/<slug:slug>/routes/": lambda s: {
        "slug": s.wheelers,
        "id": s.square,
        "number": "1",
        "verb": "archive",
        "media_id": s.sent_route,
    },
    "clubs/<slug:slug>/rides/new/sent/": lambda s: {"slug": s.wheelers, "media_id": s.sent_route},
    "clubs/<slug:slug>/series/": lambda s: {"slug": s.wheelers, "id": s.series, "verb": "end"},
    "clubs/<slug:slug>/templates/": lambda s: {"slug": s.wheelers, "id": s.template, "verb": "rename"},
    "rides/": lambda s: {"id": s.open_ride, "verb": "cancel", "media_id": s.upload},
    "rides/<uuid:id>/edit/sent/": lambda s: {"id": s.open_ride, "media_id": s.sent_route},
    "rides/guests/": lambda s: {"token": guest_link(s.watched_guest).rpartition("/")[2]},
    "rides/<uuid:ride_id>/guests/": lambda s: {"ride_id": s.watched, "id": s.watched_guest},
    "rides/<uuid:ride_id>/files/": lambda s: {"ride_id": s.loop, "id": s.briefing, "verb": "remove"},
    "rides/<uuid:ride_id>/invitations/": lambda s: {
        "ride_id": s.loop,
        "id": s.invitation,
        "verb": "take-back",
    },
    "rides/<uuid:ride_id>/places/": lambda s: {"ride_id": s.loop, "id": s.anas_place, "verb": "withdraw"},
}
