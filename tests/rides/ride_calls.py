"""The routes about rides and places in them as the tests that walk every route need them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.rides import services
from apps.rides.models import Participation, Ride, RideAttachment, RideInvitation, Route
from tests.api.calls import Call, GoodCall, decision
from tests.applications.application_calls import attachment
from tests.rides.riding import acting, join, place_of, ride

PLACE = {"latitude": "-33.86000", "longitude": "151.21000"}


def set_stage(stage: Any) -> None:
    cast, club = stage.cast, stage.wheelers
    for name in ("postponed", "soon", "ridden", "done", "full", "asked", "taken"):
        setattr(stage, f"{name}_ride", ride(club, cast.lee, title=f"It is {name}"))
    stage.known_route = Route.objects.create(organization=club, user=cast.lee, name="Water", newest=1)
    Ride.objects.filter(pk=stage.proposal.pk).update(**PLACE, route=stage.known_route)
    stage.proposal.refresh_from_db()
    stage.quick = services.add_group(stage.loop, by=acting(cast.lee), name="Quick", leader=cast.lee.pk)
    stage.invitation = RideInvitation.objects.create(
        ride=stage.loop, organization=club, user=cast.ana, invited_by=cast.lee
    )
    stage.upload = attachment(cast.lee)
    stage.upload.used_at = None
    stage.upload.save()
    stage.briefing = RideAttachment.objects.create(
        ride=stage.loop, organization=club, media=attachment(cast.lee), name="Briefing", user=cast.lee
    )
    services.postpone_ride(stage.postponed_ride, by=acting(cast.lee))
    stage.olgas_place = join(stage.taken_ride, cast.olga)
    stage.anas_doubt = join(stage.done_ride, cast.ana)
    stage.anas_wait = _in_line(stage.full_ride, cast.ana)
    stage.anas_offer = _in_line(stage.asked_ride, cast.ana)
    _offer(stage.asked_ride, stage.anas_offer)
    stage.anas_ride = join(stage.ridden_ride, cast.ana)
    _begins_soon(stage.soon_ride, "published")
    _begins_soon(stage.ridden_ride, "active")
    _begins_soon(stage.done_ride, "completed")
    stage.home_ride = ride(club, cast.lee, title="Everybody is home")
    Participation.objects.filter(ride=stage.home_ride).update(attendance="attended")
    _begins_soon(stage.home_ride, "active")
    Ride.objects.filter(pk=stage.home_ride.pk).update(starts_at=timezone.now())
    Participation.objects.filter(ride=stage.done_ride).update(attendance="no_show")
    stage.lees_doubt = place_of(stage.done_ride, cast.lee)
    Participation.objects.filter(pk=stage.lees_doubt.pk).update(
        dispute="I was there.", disputed_at=timezone.now()
    )
    for row in (stage.anas_doubt, stage.lees_doubt, stage.soon_ride, stage.ridden_ride, stage.done_ride):
        row.refresh_from_db()


def _in_line(of: Ride, user: Any) -> Participation:
    """Let somebody wait for a ride that is full."""
    services.resize_ride(Ride.objects.get(pk=of.pk), by=acting(of.captain), capacity=1)
    return join(of, user)


def _offer(of: Ride, place: Participation) -> None:
    services.resize_ride(Ride.objects.get(pk=of.pk), by=acting(of.captain), capacity=2)
    place.refresh_from_db()
    assert place.status == "offered"


def _begins_soon(of: Ride, state: str) -> None:
    Ride.objects.filter(pk=of.pk).update(state=state, starts_at=timezone.now() + timedelta(minutes=30))
    of.refresh_from_db()


def _plan() -> dict[str, Any]:
    return {
        "title": "Dawn",
        "starts_at": f"{timezone.localdate() + timedelta(days=9)}T20:30:00Z",
        "meeting_point": "Fountain",
    }


CALLS: dict[str, GoodCall] = {
    "GET rides": lambda s: Call(""),
    "GET clubs/{parent}/rides": lambda s: Call("", s.wheelers),
    "POST clubs/{parent}/rides": lambda s: Call("lee", s.wheelers, _plan(), code=201),
    "GET users/me/rides": lambda s: Call("ana"),
    "GET rides/{id}": lambda s: Call("", s.open_ride),
    "GET rides/{id}/actions": lambda s: Call("ana", s.loop),
    "PUT rides/{id}": lambda s: Call("ana", s.proposal, _plan()),
    "PATCH rides/{id}": lambda s: Call("ana", s.proposal, {"title": "Dawn"}),
    "POST rides/{id}/publish": lambda s: Call("lee", s.proposal),
    "POST rides/{id}/postpone": lambda s: Call("lee", s.loop, {"reason": "weather"}),
    "POST rides/{id}/reschedule": lambda s: Call(
        "lee", s.postponed_ride, {"starts_at": _plan()["starts_at"]}
    ),
    "POST rides/{id}/start": lambda s: Call("lee", s.soon_ride),
    "POST rides/{id}/complete": lambda s: Call("lee", s.home_ride),
    "POST rides/{id}/cancel": lambda s: Call("lee", s.loop, {"reason": "weather"}),
    "POST rides/{id}/resize": lambda s: Call("lee", s.loop, {"capacity": 12}),
    "POST rides/{id}/remove": decision("mona", "open_ride", reason="danger"),
    "POST rides/{id}/call_roll": lambda s: Call(
        "lee", s.ridden_ride, {"outcomes": {str(s.anas_ride.pk): "attended"}}
    ),
    "GET rides/{parent}/participations": lambda s: Call("ana", s.loop),
    "POST rides/{parent}/participations": lambda s: Call("ana", s.open_ride, code=201),
    "GET participations/{id}": lambda s: Call("ana", s.anas_place),
    "GET participations/{id}/actions": lambda s: Call("ana", s.anas_place),
    "PUT participations/{id}": lambda s: Call("ana", s.anas_place, {"status": "withdrawn"}),
    "DELETE participations/{id}": lambda s: Call("ana", s.anas_place, code=204),
    "POST participations/{id}/reveal": lambda s: Call("sam", s.anas_place, {"reason": "support"}),
    "POST participations/{id}/accept": lambda s: Call("ana", s.anas_offer),
    "POST participations/{id}/pass": lambda s: Call("ana", s.anas_offer),
    "POST participations/{id}/withdraw": lambda s: Call("ana", s.anas_place),
    "POST participations/{id}/remove": lambda s: Call("lee", s.anas_place, {"reason": "asked"}),
    "POST participations/{id}/still_coming": lambda s: Call("ana", s.anas_place),
    "POST participations/{id}/take_it_for_me": lambda s: Call("ana", s.anas_wait),
    "POST participations/{id}/ask_me_first": lambda s: Call("ana", s.anas_wait),
    "POST participations/{id}/change_group": lambda s: Call(
        "ana", s.anas_place, {"pace_group": str(s.quick.pk)}
    ),
    "POST participations/{id}/make_captain": lambda s: Call("olga", s.olgas_place),
    "POST participations/{id}/make_leader": lambda s: Call("lee", s.olgas_place),
    "POST participations/{id}/step_down": lambda s: Call("ana", s.anas_place),
    "POST participations/{id}/mark": lambda s: Call("lee", s.anas_ride, {"attendance": "excused"}),
    "POST participations/{id}/dispute": lambda s: Call("ana", s.anas_doubt, {"text": "I was there."}),
    "POST participations/{id}/settle": lambda s: Call("olga", s.lees_doubt, {"answer": "So you were."}),
    "GET rides/{parent}/pace-groups": lambda s: Call("", s.open_ride),
    "POST rides/{parent}/pace-groups": lambda s: Call("lee", s.loop, {"name": "Slow"}, code=201),
    "GET pace-groups/{id}": lambda s: Call("ana", s.quick),
    "GET pace-groups/{id}/actions": lambda s: Call("lee", s.quick),
    "PATCH pace-groups/{id}": lambda s: Call("lee", s.quick, {"name": "Quicker"}),
    "DELETE pace-groups/{id}": lambda s: Call("lee", s.quick, code=204),
    "GET rides/{parent}/invitations": lambda s: Call("lee", s.loop),
    "POST rides/{parent}/invitations": lambda s: Call("lee", s.loop, {"user": str(s.cast.olga.pk)}, code=201),
    "GET ride-invitations/{id}": lambda s: Call("ana", s.invitation),
    "GET ride-invitations/{id}/actions": lambda s: Call("lee", s.invitation),
    "DELETE ride-invitations/{id}": lambda s: Call("lee", s.invitation, code=204),
    "GET rides/{parent}/attachments": lambda s: Call("ana", s.loop),
    "POST rides/{parent}/attachments": lambda s: Call(
        "lee", s.loop, {"media": str(s.upload.pk), "name": "Permit"}, code=201
    ),
    "GET attachments/{id}": lambda s: Call("ana", s.briefing),
    "GET attachments/{id}/actions": lambda s: Call("lee", s.briefing),
    "GET attachments/{id}/file": lambda s: Call("ana", s.briefing, code=302),
    "DELETE attachments/{id}": lambda s: Call("lee", s.briefing, code=204),
}

_WORDS: dict[str, set[str]] = {
    name: {name}
    for name in (
        *("title", "description", "kind", "difficulty", "starts_at", "duration_minutes", "meeting_point"),
        *("latitude", "longitude", "distance_km", "elevation_m", "pace", "drop_policy", "stops"),
        *("equipment", "audience", "capacity"),
    )
} | {"route": {"route_id"}}
_GROUP = {name: {name} for name in ("name", "slowest_kmh", "fastest_kmh", "capacity")} | {
    "leader": {"leader_id"}
}
_BARE = ("accept", "pass", "withdraw", "still_coming", "take_it_for_me", "ask_me_first", "make_captain")
WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST clubs/{parent}/rides": {**_WORDS, "pace_groups": set(), "publish": set(), "template": set()},
    "PUT rides/{id}": _WORDS,
    "PATCH rides/{id}": _WORDS,
    "POST rides/{id}/publish": {"captain": {"captain_id"}},
    "POST rides/{id}/postpone": {"reason": {"why"}},
    "POST rides/{id}/reschedule": {"starts_at": {"starts_at"}},
    "POST rides/{id}/start": {},
    "POST rides/{id}/complete": {},
    "POST rides/{id}/cancel": {"reason": {"why"}},
    "POST rides/{id}/resize": {"capacity": {"capacity"}, "held": {"held_count"}},
    "POST rides/{id}/remove": {"reason": set(), "note": set()},
    "POST rides/{id}/call_roll": {"outcomes": set()},
    "POST rides/{parent}/participations": {
        "takes_it": {"takes_it"},
        "pace_group": {"pace_group_id"},
        "guest_name": {"guest_name"},
        "shares_contact": set(),
    },
    "PUT participations/{id}": {
        "role": {"role"},
        "status": {"status"},
        "attendance": {"attendance"},
        "reason": {"why"},
    },
    "DELETE participations/{id}": {},
    "POST participations/{id}/reveal": {"reason": set(), "note": set()},
    **{f"POST participations/{{id}}/{verb}": {} for verb in (*_BARE, "make_leader", "step_down")},
    "POST participations/{id}/remove": {"reason": {"why"}},
    "POST participations/{id}/change_group": {"pace_group": {"pace_group_id"}},
    "POST participations/{id}/mark": {"attendance": {"attendance"}},
    "POST participations/{id}/dispute": {"text": {"dispute"}},
    "POST participations/{id}/settle": {"attendance": {"attendance"}, "answer": {"settlement"}},
    "POST rides/{parent}/pace-groups": _GROUP,
    "PATCH pace-groups/{id}": _GROUP,
    "DELETE pace-groups/{id}": {},
    "POST rides/{parent}/invitations": {"user": {"user_id"}},
    "DELETE ride-invitations/{id}": {},
    "POST rides/{parent}/attachments": {"media": {"media_id"}, "name": {"name"}},
    "DELETE attachments/{id}": {},
}

_READ = {
    *("id", "club", "timezone", "ends_at", "confirmed_count", "places_left", "waiting_count"),
    *("offered_count", "held_count", "state", "reason", "moderation", "captain", "leaders", "my_place"),
    *("planned_by", "series", "recurrence_id", "published_at", "created_at", "updated_at", "version"),
}
_GROUP_READ = {"id", "taken_count", "created_at", "updated_at", "version"}
IGNORED: dict[str, set[str]] = {
    "POST clubs/{parent}/rides": _READ,
    "PUT rides/{id}": {*_READ, "pace_groups"},
    "PATCH rides/{id}": {*_READ, "pace_groups"},
    "PUT participations/{id}": {
        *("id", "ride", "user", "brought_by", "guest_name", "pace_group", "position", "queued_at"),
        *("offer_expires_at", "takes_it", "asked_again", "dispute", "disputed_at", "settlement"),
        *("settled_at", "created_at", "updated_at", "version"),
    },
    "POST rides/{parent}/pace-groups": _GROUP_READ,
    "PATCH pace-groups/{id}": _GROUP_READ,
    "POST rides/{parent}/invitations": {"id", "ride", "invited_by", "created_at", "version"},
    "POST rides/{parent}/attachments": {
        *("id", "ride", "content_type", "size", "ready", "url", "attached_by", "created_at", "version"),
    },
}

SECOND_VALUES: dict[str, dict[str, Any]] = {
    "PATCH rides/{id}": {
        "title": "Dusk",
        "description": "Hills.",
        "kind": "training",
        "difficulty": "hard",
        "starts_at": "2027-05-01T07:00:00Z",
        "duration_minutes": 90,
        "meeting_point": "Quay",
        "latitude": "-33.90000",
        "longitude": "151.10000",
        "distance_km": "42.5",
        "elevation_m": 300,
        "pace": "24 km/h",
        "drop_policy": "drop",
        "stops": "Café",
        "equipment": "Lights",
        "audience": "public",
        "capacity": 9,
        "route": None,
    },
    "PATCH pace-groups/{id}": {
        "name": "Slower",
        "slowest_kmh": 18,
        "fastest_kmh": 22,
        "leader": None,
        "capacity": 4,
    },
}

_CHOICE = {"q", "kind", "difficulty", "after", "before"}
FILTERS: dict[str, set[str]] = {
    "GET rides": _CHOICE | {"region", "club"},
    "GET clubs/{parent}/rides": _CHOICE | {"state", "series"},
    "GET users/me/rides": _CHOICE | {"state", "when", "part"},
    "GET rides/{parent}/participations": {"status", "role"},
    "GET rides/{parent}/pace-groups": set(),
    "GET rides/{parent}/invitations": set(),
    "GET rides/{parent}/attachments": set(),
}
