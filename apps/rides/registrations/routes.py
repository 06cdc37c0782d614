"""What the worker makes of a route that was sent: a file written anew, or the reason why not."""

from apps.media.choices import ROUTE_TYPE, Purpose
from apps.media.reading import Attachment, register_reader
from apps.organizations.sections import Tab, contribute_tab
from apps.rides.gpx import measure, read_gpx, write_gpx


def read_route(data: bytes) -> Attachment:
    """Keep the line and the heights; raise RefusedError for what nobody can ride."""
    track = read_gpx(data)
    measure(track)
    return Attachment(ROUTE_TYPE, write_gpx(track))


register_reader(Purpose.ROUTE, read_route)
contribute_tab(Tab("series", "Regular rides", "club-series", "participate_rides", order=15, kind="club"))
contribute_tab(Tab("routes", "Routes", "club-routes", "participate_rides", order=20, kind="club"))
