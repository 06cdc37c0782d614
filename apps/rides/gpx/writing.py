"""Writes a route anew as GPX 1.1: its line and its heights, and nothing that tells of a person.

Times, names, devices, heart rates and waypoints of the file that came are left behind.
"""

from collections.abc import Iterator

from apps.rides.gpx.reading import Point, Track

BEGINS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="Hearth" xmlns="http://www.topografix.com/GPX/1/1">\n<trk>\n'
)
ENDS = "</trk>\n</gpx>\n"


def write_gpx(track: Track) -> bytes:
    """One track with the runs as its segments; a centimetre is as fine as it gets."""
    return "".join(_parts(track)).encode()


def _parts(track: Track) -> Iterator[str]:
    yield BEGINS
    for run in track.runs:
        yield "<trkseg>\n"
        yield from map(_point, run)
        yield "</trkseg>\n"
    yield ENDS


def _point(point: Point) -> str:
    place = f'<trkpt lat="{_short(point.latitude, 7)}" lon="{_short(point.longitude, 7)}"'
    return (
        f"{place}/>\n" if point.height is None else f"{place}><ele>{_short(point.height, 2)}</ele></trkpt>\n"
    )


def _short(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
