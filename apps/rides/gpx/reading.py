"""Reads GPX 1.0 and 1.1 from bytes that somebody sent: event by event, and no further than needed.

Document types and entities are refused whatever they say, so nothing is expanded and nothing fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from apps.media.choices import Refusal
from apps.media.reading import RefusedError

MOST_BYTES = 5 * 1024 * 1024
MOST_POINTS = 150_000
"""Two days at a point a second. 5 MB have room for little more than that."""


class Point(NamedTuple):
    """A place in degrees, with its height in metres where the file knows it."""

    latitude: float
    longitude: float
    height: float | None


Run = list[Point]
"""An unbroken stretch: one segment of a track, or one route."""


@dataclass(frozen=True)
class Track:
    """The runs of a file, each of two points at least; between two of them nobody was recorded."""

    runs: list[Run]

    def __len__(self) -> int:
        return sum(map(len, self.runs))

    def __iter__(self) -> Iterator[Point]:
        return (point for run in self.runs for point in run)


def read_gpx(data: bytes) -> Track:
    """Read what one can ride along; raise RefusedError with the reason where there is nothing.

    Planned routes (`rte`) count only where nothing was recorded (`trk`).
    """
    if len(data) > MOST_BYTES:
        raise RefusedError(Refusal.ROUTE_TOO_LARGE)
    if not data.strip(b"\x00 \t\r\n"):
        raise RefusedError(Refusal.NOT_A_ROUTE)
    # Parsing XML takes 20 modules; only who reads a file pays for them.
    from apps.rides.gpx.collecting import collected

    found = collected(data)
    runs = _lines(found["trk"]) or _lines(found["rte"])
    if not runs:
        raise RefusedError(Refusal.NO_TRACK)
    return Track(runs)


def _lines(runs: list[Any]) -> list[Any]:
    return [run for run in runs if len(run) > 1]
