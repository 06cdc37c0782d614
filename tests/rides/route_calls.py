"""The routes about routes as the tests that walk every route need them."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from apps.accounts.models import User
from apps.media.choices import ROUTE_TYPE
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from apps.rides.gpx import measure, read_gpx, write_gpx
from apps.rides.models import Ride, Route, RouteVersion
from apps.rides.services.routes import columns_of
from hearth.kernel.ids import uuid7
from tests.api.calls import Call, GoodCall
from tests.rides.tracks import LOOP


def route_file(owner: User, club: Organization) -> MediaFile:
    """A cleaned GPX file that is ready, and lies where it says."""
    pk = uuid7()
    made: MediaFile = MediaFile.objects.create(
        id=pk,
        owner=owner,
        organization=club,
        purpose="route",
        state="ready",
        content_type=ROUTE_TYPE,
        size=len(LOOP),
        key=f"uploads/test/{pk}",
        private_key=f"routes/test/{pk}.gpx",
    )
    storages["private"].save(made.private_key, ContentFile(write_gpx(read_gpx(LOOP))))
    return made


def measured_route(club: Organization, user: User, name: str = "Square", data: bytes = LOOP) -> Route:
    """A route whose one version was measured."""
    route: Route = Route.objects.create(organization=club, user=user, name=name, newest=1, latest=1)
    RouteVersion.objects.create(
        route=route,
        organization=club,
        number=1,
        media=route_file(user, club),
        user=user,
        **columns_of(measure(read_gpx(data))),
    )
    return route


def set_stage(stage: Any) -> None:
    cast, club = stage.cast, stage.wheelers
    stage.square = measured_route(club, cast.ana)
    stage.old_square = measured_route(club, cast.ana, "Old square")
    Route.objects.filter(pk=stage.old_square.pk).update(standing="archived")
    stage.sent_route = route_file(cast.ana, club)
    stage.lees_sent_route = route_file(cast.lee, club)
    for each in (stage.loop, stage.open_ride):
        Ride.objects.filter(pk=each.pk).update(route=stage.square)
        each.refresh_from_db()


CALLS: dict[str, GoodCall] = {
    "GET clubs/{parent}/routes": lambda s: Call("ana", s.wheelers),
    "POST clubs/{parent}/routes": lambda s: Call(
        "ana", s.wheelers, {"name": "Out and back", "media": str(s.sent_route.pk)}, code=201
    ),
    "GET routes/{id}": lambda s: Call("ana", s.square),
    "GET routes/{id}/actions": lambda s: Call("ana", s.square),
    "PATCH routes/{id}": lambda s: Call("ana", s.square, {"name": "Small square"}),
    "POST routes/{id}/archive": lambda s: Call("ana", s.square),
    "POST routes/{id}/unarchive": lambda s: Call("ana", s.old_square),
    "GET routes/{parent}/versions": lambda s: Call("ana", s.square),
    "POST routes/{parent}/versions": lambda s: Call(
        "ana", s.square, {"media": str(s.sent_route.pk)}, code=201
    ),
    "GET routes/{parent}/versions/{number}/download": lambda s: Call(
        "ana", "1", code=302, ids={"parent": s.square}
    ),
    "GET rides/{id}/route": lambda s: Call("", s.open_ride),
    "PUT rides/{id}/route": lambda s: Call("lee", s.loop, {"media": str(s.lees_sent_route.pk)}),
    "GET rides/{id}/route/download": lambda s: Call("ana", s.loop, code=302),
}
WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST clubs/{parent}/routes": {"name": {"name"}, "media": set()},
    "PATCH routes/{id}": {"name": {"name"}},
    "POST routes/{id}/archive": {},
    "POST routes/{id}/unarchive": {},
    "POST routes/{parent}/versions": {"media": {"media_id"}},
    "PUT rides/{id}/route": {"route": {"route_id"}, "media": {"route_id"}},
}
_READ = {
    *(
        "id",
        "club",
        "standing",
        "state",
        "refusal",
        "number",
        "latest",
        "distance_m",
        "gain_m",
        "loss_m",
        "lowest_m",
    ),
    *("highest_m", "points", "bounds", "download", "line", "profile", "created_at", "updated_at", "version"),
}
IGNORED: dict[str, set[str]] = {"POST clubs/{parent}/routes": _READ, "PATCH routes/{id}": _READ}
SECOND_VALUES: dict[str, Any] = {"PATCH routes/{id}": {"name": "Smaller square"}}
FILTERS: dict[str, Any] = {"GET clubs/{parent}/routes": {"standing"}, "GET routes/{parent}/versions": set()}
