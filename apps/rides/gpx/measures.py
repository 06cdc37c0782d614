"""What a track amounts to: how far, how high, where, and what is drawn of it."""

from dataclasses import dataclass

from apps.media.choices import Refusal
from apps.media.reading import RefusedError
from apps.rides.gpx import heights
from apps.rides.gpx.geometry import arc, metres_between
from apps.rides.gpx.reading import Track
from apps.rides.gpx.simplifying import simplified

SHORTEST_M = 10.0
LONGEST_M = 5_000_000.0


@dataclass(frozen=True)
class Measures:
    """Metres and degrees; heights are None where the file knows too few."""

    distance: float
    gain: float | None
    loss: float | None
    lowest: float | None
    highest: float | None
    points: int
    south: float
    west: float
    north: float
    east: float
    line: list[list[list[float]]]
    profile: list[list[float]]


def measure(track: Track) -> Measures:
    """Measure a track; raise RefusedError for one too short or too long to be ridden."""
    along, gaps = _along(track)
    distance = along[-1]
    if distance < SHORTEST_M:
        raise RefusedError(Refusal.NO_TRACK)
    if distance > LONGEST_M:
        raise RefusedError(Refusal.ROUTE_TOO_LONG)
    latitudes = [point.latitude for point in track]
    west, east = arc(point.longitude for point in track)
    even = heights.evened(along, [point.height for point in track], gaps)
    up, down = _climbed(even, gaps) if even else (None, None)
    return Measures(
        distance=distance,
        gain=up,
        loss=down,
        lowest=min(even) if even else None,
        highest=max(even) if even else None,
        points=len(track),
        south=min(latitudes),
        west=west,
        north=max(latitudes),
        east=east,
        line=simplified(track),
        profile=heights.profile(along, even) if even else [],
    )


def _along(track: Track) -> tuple[list[float], list[int]]:
    """The way from the start to each point, and where runs end: between two runs nothing is added."""
    along, gaps, total = [], [], 0.0
    for run in track.runs:
        before = run[0]
        for point in run:
            total += metres_between(before, point)
            along.append(total)
            before = point
        gaps.append(len(along))
    return along, gaps


def _climbed(even: list[float], gaps: list[int]) -> tuple[float, float]:
    up = down = 0.0
    for first, last in zip([0, *gaps], gaps, strict=False):
        more_up, more_down = heights.climbed(even[first:last])
        up, down = up + more_up, down + more_down
    return up, down
