"""Takes a GPX file apart, event by event, and no further than its points."""

import math
import re
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from apps.media.choices import Refusal
from apps.media.reading import RefusedError
from apps.rides.gpx.reading import MOST_POINTS, Point, Run

DEEPEST = 40
LONGEST_NUMBER = 40
HEIGHTS = (-1000.0, 9000.0)
"""What is lower or higher is a fault of the device, and is left out."""
CHUNK = 64 * 1024
NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,3})?", re.ASCII)
FOLLOWED = {"trkpt": "trk", "rtept": "rte"}
"""The points that one rides along, and what they belong to; waypoints only stand beside."""


def collected(data: bytes) -> dict[str, list[Run]]:
    """Return what was recorded (`trk`) and what was planned (`rte`)."""
    found, parser = _Collector(), make_parser()
    parser.forbid_dtd = parser.forbid_entities = parser.forbid_external = True
    parser.setContentHandler(found)
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
        parser.close()
    except DefusedXmlException:
        raise RefusedError(Refusal.UNSAFE_FILE) from None
    except (SAXException, ValueError, LookupError):
        # Broken XML, or a character set that is none: the root tells whether it was meant to be GPX.
        raise RefusedError(Refusal.DAMAGED if found.is_gpx else Refusal.NOT_A_ROUTE) from None
    return found.runs


class _Collector(ContentHandler):
    """Keeps the points of tracks and routes, and of everything else only how deep it is."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.runs: dict[str, list[Run]] = {"trk": [], "rte": []}
        self.is_gpx = False
        self.count = 0
        self.place: tuple[float, float] | None = None
        self.height: list[str] | None = None
        self.height_found: float | None = None

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        name = name.rpartition(":")[2]
        if not self.path:
            if name != "gpx":
                raise RefusedError(Refusal.NOT_A_ROUTE)
            self.is_gpx = True
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise RefusedError(Refusal.DAMAGED)
        if name == "trkseg":
            self.runs["trk"].append([])
        elif name == "rte":
            self.runs["rte"].append([])
        elif name in FOLLOWED:
            self._begin_point(attrs)
        elif name == "ele" and self.path[-2] in FOLLOWED:
            self.height = []

    def characters(self, content: str) -> None:
        if self.height is not None and len(self.height) < LONGEST_NUMBER:
            self.height.append(content[:LONGEST_NUMBER])

    def endElement(self, name: str) -> None:  # noqa: N802
        name = self.path.pop()
        if name == "ele" and self.height is not None:
            self.height_found, self.height = _height("".join(self.height)), None
        elif name in FOLLOWED and self.place is not None:
            runs = self.runs[FOLLOWED[name]]
            if not runs:  # a point outside any segment
                runs.append([])
            runs[-1].append(Point(*self.place, self.height_found))
            self.place = None

    def _begin_point(self, attrs: Any) -> None:
        self.count += 1
        if self.count > MOST_POINTS:
            raise RefusedError(Refusal.TOO_MANY_POINTS)
        self.place = (_degrees(attrs.get("lat"), 90), _degrees(attrs.get("lon"), 180))
        self.height_found = None


def _degrees(text: str | None, most: float) -> float:
    value = _number(text or "")
    if value is None or not -most <= value <= most:
        raise RefusedError(Refusal.NOT_ON_EARTH)
    return value


def _height(text: str) -> float | None:
    value = _number(text)
    return value if value is not None and HEIGHTS[0] <= value <= HEIGHTS[1] else None


def _number(text: str) -> float | None:
    """A finite number as XML writes it; None for NaN, infinity and whatever else Python would take."""
    text = text.strip(" \t\r\n")
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None
