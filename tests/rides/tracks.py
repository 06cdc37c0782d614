"""GPX files as tests need them: small ones made by hand, and rides as if a device had recorded them."""

import math
import random
from pathlib import Path

FILES = Path(__file__).parent / "files"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<gpx version="1.1" creator="Device" xmlns="http://www.topografix.com/GPX/1/1">'
)


def gpx(body: str) -> bytes:
    return f"{HEAD}{body}</gpx>".encode()


def segment(points: str) -> str:
    return f"<trk><trkseg>{points}</trkseg></trk>"


def points(*places: tuple[float, ...]) -> str:
    """Track points of `(latitude, longitude)` or `(latitude, longitude, height)`."""
    return "".join(
        f'<trkpt lat="{latitude}" lon="{longitude}">'
        + "".join(f"<ele>{height}</ele>" for height in heights)
        + "</trkpt>"
        for latitude, longitude, *heights in places
    )


def track(*places: tuple[float, ...]) -> bytes:
    return gpx(segment(points(*places)))


LOOP = track((0, 0, 10), (0, 0.01, 60), (0.01, 0.01, 30), (0.01, 0, 10))
"""Three sides of a square at the equator, each a little over a kilometre."""


def recorded(seed: int, *, latitude: float, longitude: float, count: int = 1500) -> bytes:
    """A ride of a point a second: it winds, climbs and falls, and the device is a metre or two off."""
    chance = random.Random(seed)
    heading, height, found = chance.uniform(0, 6), chance.uniform(20, 300), []
    for second in range(count):
        heading += chance.gauss(0, 0.05)
        speed = 6 + 2 * math.sin(second / 90)
        latitude += speed * math.cos(heading) / 111_320
        longitude += speed * math.sin(heading) / (111_320 * math.cos(math.radians(latitude)))
        height += 0.4 * math.sin(second / 120)
        noise = 1e-5
        found.append(
            (
                round(latitude + chance.gauss(0, noise), 7),
                round(longitude + chance.gauss(0, noise), 7),
                round(height + chance.gauss(0, 0.8), 1),
            )
        )
    return track(*found)
