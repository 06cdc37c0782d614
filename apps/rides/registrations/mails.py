"""What people are told about rides."""

from typing import Any

from apps.notifications.kinds import Kind, register
from apps.rides.choices import CancelReason, RemovalReason

_TOLD = {
    "ride_title": "Lighthouse loop",
    "club": "Harbour Wheelers",
    "starts_at": "2030-05-04T20:30:00+00:00",
    "meeting_point": "Fountain at Ferry Square",
    "path": "/rides/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e",
}
_WHO, _CAPTAIN = {"person": "Ana Ruiz"}, {"captain": "Lee Whitmore"}
_UNTIL = {"until": "2030-05-02T08:00:00+00:00"}
_WEATHER = {"reason": str(CancelReason.WEATHER.label), "reason_code": CancelReason.WEATHER.value}
_LEVEL = {"reason": str(RemovalReason.LEVEL.label), "reason_code": RemovalReason.LEVEL.value}
_SEVERAL = {
    "path": "/clubs/harbour-wheelers",
    "count": 3,
    "more": 1,
    "rides": [
        {name: _TOLD[name] for name in ("ride_title", "starts_at", "path")},
        {
            "ride_title": "Coffee and cake",
            "starts_at": "2030-05-06T21:00:00+00:00",
            "path": "/rides/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3f",
        },
    ],
}
_NOBODY = {"reason": str(CancelReason.NO_CAPTAIN.label), "reason_code": CancelReason.NO_CAPTAIN.value}
_RULES = {"reason": "It broke the rules of the platform", "reason_code": "rules", "note": "It is an advert."}

_KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ride.drafted": ("Somebody proposes a ride", "drafted", _WHO),
    "ride.series_drafted": ("Regular rides of your club have nobody who leads them", "series_drafted", {}),
    "ride.published": ("A ride that you proposed is published", "published", _CAPTAIN),
    "ride.invited": ("You are invited to a ride", "invited", _WHO),
    "ride.changed": ("A ride of yours has another time or place", "changed", {}),
    "ride.postponed": ("A ride of yours is postponed", "postponed", _WEATHER),
    "ride.several_postponed": (
        "Several rides of yours are postponed",
        "several_postponed",
        {**_SEVERAL, **_NOBODY, "path": "/rides/mine"},
    ),
    "ride.cancelled": ("A ride of yours is cancelled", "cancelled", _WEATHER),
    "ride.captain_changed": ("A ride of yours has another captain", "captain_changed", _CAPTAIN),
    "ride.lost_captain": ("Nobody captains a ride of your club", "lost_captain", {}),
    "ride.captains_lost": ("Nobody captains several rides of your club", "captains_lost", _SEVERAL),
    "ride.removed": ("A ride of yours was taken down", "taken_down", _RULES),
    "ride.hidden": ("A ride in which you have a place was taken down", "hidden", {"path": "/rides/mine"}),
    "ride.restored": ("A ride of yours is shown again", "shown_again", {}),
    "participation.offered": ("A place in a ride is kept for you", "offered", _UNTIL),
    "participation.confirmed": ("You have a place in a ride", "confirmed", {}),
    "participation.expired": ("A place that was kept for you went on", "expired", {}),
    "participation.closed": ("No place came free in a ride", "closed", {}),
    "participation.removed": ("You were taken off a ride’s list", "removed_rider", _LEVEL),
    "participation.made_captain": ("You are the captain of a ride", "made_captain", {}),
    "participation.made_leader": ("You are a leader of a ride", "made_leader", {}),
    "participation.marked": ("You were missed on a ride", "no_show", {}),
    "participation.disputed": ("Somebody says that they came", "disputed", _WHO),
    "participation.settled": ("What you said about a roll-call was looked at", "settled", {}),
}
_MUST_KNOW = {
    "ride.changed",
    "ride.postponed",
    "ride.several_postponed",
    "ride.cancelled",
    "participation.offered",
    "ride.removed",
    "ride.hidden",
}
register(
    *(
        Kind(
            name=name,
            label=label,
            group="Rides",
            template=f"rides/mail/{template}",
            mandatory=name in _MUST_KNOW,
            sample={**_TOLD, **facts},
        )
        for name, (label, template, facts) in _KINDS.items()
    )
)
