"""Routes are measured once both are there: the file, ready, and the version that counts on it."""

from apps.rides.models import Route, RouteVersion
from apps.rides.services.routes import fill_rides, measure_version
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event


@on("media.ready")
def measure_what_arrived(event: Event) -> None:
    version = RouteVersion.objects.select_related("media").filter(media=event.target_id).first()
    if version is None:
        raise NotNeeded("no route counts on it")
    measure_version(version)


@on("route.version_added")
def measure_what_was_there(event: Event) -> None:
    version = RouteVersion.objects.select_related("media").filter(pk=event.data["version"]).first()
    if version is None or not version.media.is_ready:
        raise NotNeeded("its file is not ready yet")
    measure_version(version)


@on("route.measured")
def fill_rides_to_come(event: Event) -> None:
    route = Route.objects.filter(pk=event.target_id).first()
    if route is None:
        raise NotNeeded("it is gone")
    fill_rides(route)
