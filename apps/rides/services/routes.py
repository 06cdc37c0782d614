"""Routes of a club: each upload is one version more, measured by the worker once its file is ready."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.media import attachments
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from apps.rides.choices import COMING, State
from apps.rides.gpx import Measures, measure, read_gpx
from apps.rides.lines import RIDES
from apps.rides.models import Ride, Route, RouteVersion
from apps.rides.services.locking import locked_standing, people_in_order
from apps.rides.services.measured import missing_in, newest_of
from apps.rides.services.planning import create_ride, edit_ride
from apps.rides.workflows import RIDE_STATES, ROUTE
from hearth.kernel.authorization import Subject, require, require_for_new, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Invalid, NotAllowed, NotFound
from hearth.kernel.transactions import transactional

VERSIONS_AT_MOST = 100


@transactional
def add_version(
    route: Route | None, organization: Organization, *, media: UUID, by: Subject, name: str = ""
) -> Route:
    """Make one's upload the next version of a route, or the first of a new one; return the route.

    It may still be waiting for the worker: the version that was read before stays until this one is measured.
    Raises Invalid for a file that is nobody's or refused, Conflict for one that is in use.
    """
    locked_standing(organization.pk, by.id)
    by = by.refreshed()
    route = _new_route(organization, name, by) if route is None else _opened(route, by)
    ROUTE.guard(route, "add_version", by=by)
    if route.latest >= VERSIONS_AT_MOST:
        raise Conflict(f"A route has {VERSIONS_AT_MOST} versions at most.", rule="versions_at_most")
    file = _upload(media, route, by)
    version = RouteVersion.objects.create(
        route=route,
        organization_id=route.organization_id,
        number=route.latest + 1,
        media=file,
        user=by.user,
    )
    attachments.use([file.pk])
    data = {"version": str(version.pk), "number": version.number}
    return ROUTE.move(route, "add_version", by=by, data=data, latest=version.number)


@transactional
def rename_route(route: Route, *, by: Subject, name: str) -> Route:
    route = _opened(route, by)
    ROUTE.guard(route, "edit", by=by)
    if route.name == name.strip():
        return route
    route.name = name.strip()
    _check(route)
    return ROUTE.move(route, "edit", by=by, name=route.name)


@transactional
def archive_route(route: Route, *, by: Subject) -> Route:
    """Let no new ride take it; rides, templates and series that have it keep it."""
    return ROUTE.move(_opened(route, by, "archive"), "archive", by=by)


@transactional
def unarchive_route(route: Route, *, by: Subject) -> Route:
    return ROUTE.move(_opened(route, by, "unarchive"), "unarchive", by=by)


@transactional
def plan_along(
    organization: Organization,
    *,
    by: Subject,
    media: UUID,
    title: str,
    pace_groups: Sequence[Mapping[str, Any]] = (),
    **facts: Any,
) -> Ride:
    """Plan a ride along one's upload, which becomes a route of the club, called like it: both or neither."""
    for person in people_in_order(by.id, *(group.get("leader") for group in pace_groups)):
        locked_standing(organization.pk, person)
    facts["route"] = add_version(None, organization, media=media, name=title, by=by).pk
    return create_ride(organization, by=by, pace_groups=pace_groups, title=title, **facts)


@transactional
def choose_route(
    ride: Ride, *, by: Subject, route: UUID | None = None, media: UUID | None = None, seen_version: str = ""
) -> Ride:
    """Give a ride a route of its club, or one's upload as a new one; neither takes the route away.

    Distance and climbing are filled in where the ride says nothing yet, at once or when they are measured.
    """
    require(by, "edit", ride)
    if media is not None:
        route = add_version(None, ride.organization, media=media, name=ride.title, by=by).pk
    return edit_ride(ride, by=by, seen_version=seen_version, route=route)


def link_to_route(version: RouteVersion | None) -> str:
    """An address of the cleaned file that is good for a minute; who may have it is asked before."""
    if version is None or not version.is_measured:
        raise NotFound("The route is not ready.")
    name = version.route.name if version.number == 1 else f"{version.route.name} {version.number}"
    return attachments.link_to(version.media, name)


def measure_version(version: RouteVersion) -> None:
    """Measure a version whose file is ready, in the worker, and let its route be read by it.

    Reading and measuring come before anything is locked; doing it again writes the same.
    """
    if version.is_measured or not version.media.is_ready:
        return
    found = measure(read_gpx(attachments.read(version.media)))
    _keep(version, columns_of(found))


@transactional
def _keep(version: RouteVersion, columns: Mapping[str, Any]) -> None:
    route: Route = Route.objects.select_for_update(no_key=True).get(pk=version.route_id)
    if RouteVersion.objects.filter(pk=version.pk, distance_m__isnull=False).exists():
        return
    now = timezone.now()
    RouteVersion.objects.filter(pk=version.pk).update(**columns, updated_at=now, version=version.version + 1)
    _save(route, newest=max(route.newest, version.number))
    data = {"version": str(version.pk), "number": version.number}
    record("route.measured", route, by=system_subject(), data=data)


def fill_rides(route: Route) -> None:
    """Tell the rides to come that took the route before it was measured how far and high it is."""
    version = newest_of(route.pk)
    if version is None:
        return
    waiting = Ride.objects.filter(route=route, state__in=[State.DRAFT, *COMING], distance_km__isnull=True)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        ride = RIDES.locked(pk)
        facts = missing_in(ride, version)
        if facts and ride.route_id == route.pk and ride.state in (State.DRAFT, *COMING):
            data = {"fields": sorted(facts), "asks_again": False}
            RIDE_STATES.move(ride, "edit", by=system_subject(), data=data, **facts)


def columns_of(found: Measures) -> dict[str, Any]:
    """A measured track as the columns of a version."""

    def whole(metres: float | None) -> int | None:
        return None if metres is None else round(metres)

    return {
        "distance_m": round(found.distance),
        "gain_m": whole(found.gain),
        "loss_m": whole(found.loss),
        "lowest_m": whole(found.lowest),
        "highest_m": whole(found.highest),
        "points": found.points,
        **{name: round(Decimal(getattr(found, name)), 5) for name in ("south", "west", "north", "east")},
        "line": found.line,
        "profile": found.profile,
    }


def _new_route(organization: Organization, name: str, by: Subject) -> Route:
    require_for_new(by, "create", Route)
    if organization.kind != "club" or "participate_rides" not in by.capabilities_in(organization.pk):
        raise NotAllowed("Only members add routes to a club.", rule="needs_participate_rides")
    route = Route(organization=organization, user=by.user, name=name.strip())
    _check(route)
    route.save(force_insert=True)
    record("route.created", route, by=by)
    return route


def _opened(route: Route, by: Subject, verb: str = "edit") -> Route:
    require(by, verb, route)
    fresh: Route = Route.objects.select_for_update(no_key=True).get(pk=route.pk)
    require(by, verb, fresh)
    return fresh


def _upload(media: UUID, route: Route, by: Subject) -> MediaFile:
    """Somebody's upload for the club of a route, locked so that it becomes part of one thing only."""
    uploads = MediaFile.objects.filter(
        owner=by.id, purpose=MediaFile.Purpose.ROUTE, organization=route.organization_id
    )
    file: MediaFile | None = uploads.select_for_update(no_key=True).filter(pk=media).first()
    if file is not None and file.is_refused:
        raise Invalid([("/media", file.refusal, file.refusal_message)])
    if file is None or not file.has_arrived:
        words = "There is no such file of yours: upload it as a `route` for this club first."
        raise Invalid([("/media", "does_not_exist", words)])
    if file.used_at is not None:
        raise Conflict("This file belongs to a route already: upload it again.", rule="file_in_use")
    return file


def _check(route: Route) -> None:
    route.full_clean(exclude=["organization", "user"], validate_unique=False, validate_constraints=False)


def _save(route: Route, **changes: Any) -> None:
    """Write columns of a locked route, as a new version of its row."""
    values = {**changes, "version": route.version + 1, "updated_at": timezone.now()}
    for name, value in values.items():
        setattr(route, name, value)
    route.save(update_fields=list(values))
