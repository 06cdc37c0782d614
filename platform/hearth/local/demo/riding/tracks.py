"""Draws the tracks of the demo's routes, so that nobody's own ride is needed.

The same way always gives the same bytes: between its turning points the road bends, climbs and dips.
"""

import math
from collections.abc import Iterator
from random import Random

from hearth.local.demo.riding.clubs import Stop, Way

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<gpx version="1.1" creator="Hearth demo" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
)
FOOT = "</trkseg></trk></gpx>"
POINTS_EACH = 60
"""Between two turning points."""


def gpx_of(way: Way) -> bytes:
    points = (
        f'<trkpt lat="{latitude:.5f}" lon="{longitude:.5f}"><ele>{height:.1f}</ele></trkpt>'
        for latitude, longitude, height in _ridden(way)
    )
    return f"{HEAD}{''.join(points)}{FOOT}".encode()


def _ridden(way: Way) -> Iterator[Stop]:
    chance, stops = Random(f"way {way.name}"), way.stops
    last = len(stops) - 1
    for leg in range(last):
        around = [stops[min(max(index, 0), last)] for index in range(leg - 1, leg + 3)]
        bends = [(chance.uniform(-1, 1), number * math.pi) for number in (1, 2, 3, 5)]
        steep = max(abs(around[2][2] - around[1][2]) * 0.06, 2.5)
        for step in range(POINTS_EACH):
            share = step / POINTS_EACH
            latitude, longitude, height = (_between(share, *values) for values in zip(*around, strict=True))
            bend = sum(size * math.sin(share * turns) / turns for size, turns in bends)
            yield latitude + bend * 0.012, longitude - bend * 0.012, max(height + bend * steep, 1.0)
    yield stops[-1]


def _between(share: float, before: float, start: float, end: float, after: float) -> float:
    """A smooth curve through the stops (Catmull and Rom)."""
    return 0.5 * (
        2 * start
        + (end - before) * share
        + (2 * before - 5 * start + 4 * end - after) * share**2
        + (3 * start - before - 3 * end + after) * share**3
    )
