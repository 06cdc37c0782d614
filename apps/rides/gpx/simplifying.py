"""The line as it is drawn: few points that look like all of them (Douglas and Peucker, best point first)."""

import heapq
import math

from apps.rides.gpx.geometry import off_line, unrolled
from apps.rides.gpx.reading import Run, Track

MOST_DRAWN = 500
MOST_RUNS = 100
"""Of a file in more pieces the longest are drawn."""
LOOKED_AT = 6000
"""So many points the exact look is affordable for, whatever the file; evenly chosen from more."""
METRES_PER_DEGREE = 111_319.5
NEAR_ENOUGH_M = 1.0
DIGITS = 5
Flat = list[tuple[float, float]]


def simplified(track: Track) -> list[list[list[float]]]:
    """Runs of `[longitude, latitude]` with 500 points at most altogether, ends and far corners kept."""
    longest = sorted(range(len(track.runs)), key=lambda index: -len(track.runs[index]))[:MOST_RUNS]
    runs = [track.runs[index] for index in sorted(longest)]
    step = max(1, math.ceil(sum(map(len, runs)) / LOOKED_AT))
    runs = [[*run[:-1:step], run[-1]] for run in runs]
    kept = _kept([_flat(run) for run in runs])
    return [
        [
            [round(run[index].longitude, DIGITS), round(run[index].latitude, DIGITS)]
            for index in sorted(chosen)
        ]
        for run, chosen in zip(runs, kept, strict=True)
    ]


def _flat(run: Run) -> Flat:
    """Metres east and north, well enough for the look of a ride."""
    middle = math.cos(math.radians(sum(point.latitude for point in run) / len(run)))
    east = unrolled(point.longitude for point in run)
    return [
        (longitude * middle * METRES_PER_DEGREE, point.latitude * METRES_PER_DEGREE)
        for longitude, point in zip(east, run, strict=True)
    ]


def _kept(runs: list[Flat]) -> list[set[int]]:
    """The indexes that stay, of each run: always where the line is furthest from the points."""
    kept = [{0, len(run) - 1} for run in runs]
    waiting: list[tuple[float, int, int, int, int]] = []
    for number, run in enumerate(runs):
        _look(waiting, number, run, 0, len(run) - 1)
    left = MOST_DRAWN - sum(map(len, kept))
    while waiting and left > 0:
        _, number, first, furthest, last = heapq.heappop(waiting)
        kept[number].add(furthest)
        left -= 1
        _look(waiting, number, runs[number], first, furthest)
        _look(waiting, number, runs[number], furthest, last)
    return kept


def _look(
    waiting: list[tuple[float, int, int, int, int]], number: int, run: Flat, first: int, last: int
) -> None:
    if last - first < 2:
        return
    away, furthest = max(
        (off_line(*run[index], run[first], run[last]), index) for index in range(first + 1, last)
    )
    if away > NEAR_ENOUGH_M**2:
        heapq.heappush(waiting, (-away, number, first, furthest, last))
