"""Where clubs are, on one small drawing: north up, in true proportion, those close together as one mark."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import cos, dist, radians
from typing import Any

from apps.rides.distances import DEGREE_KM, Spot

WIDTH, HEIGHT, MARGIN = 400.0, 400.0, 48.0
MOST_ON_MAP = 300
SMALLEST_SPAN_KM = 10.0
TOGETHER = 26.0
"""Clubs nearer to each other than this on the drawing are one mark."""
BAR_AT_MOST = 120.0
LETTER, LINE, BELOW = 8.8, 13.0, 19.0
LONGEST_NAME = 24
REACHES_KM = (5, 10, 25, 50, 100, 250, 500)
Box = tuple[float, float, float, float]


@dataclass
class Mark:
    """A club, or several that are too close to be told apart."""

    x: float
    y: float
    clubs: list[Any] = field(default_factory=list)
    label: str = ""
    """Empty where there is no room for it."""
    label_x: float = 0
    label_y: float = 0
    closer: str = ""
    """Several: what to search for, so that the map shows just them."""

    @property
    def names(self) -> str:
        return ", ".join(club.name for club in self.clubs)


@dataclass(frozen=True)
class Atlas:
    marks: list[Mark]
    bar: float
    bar_km: float
    spot: tuple[float, float] | None
    """Where somebody looks for clubs; None where they named no place."""

    @property
    def clubs(self) -> int:
        return sum(len(mark.clubs) for mark in self.marks)


def atlas(clubs: Iterable[Any], spot: Spot | None = None, within_km: int = 0) -> Atlas | None:
    """What to draw of clubs that have a position; None where a drawing would tell nothing."""
    clubs = list(clubs)
    if not clubs or (len(clubs) == 1 and spot is None):
        return None
    places = [(float(club.latitude), float(club.longitude)) for club in clubs]
    if spot is not None:
        places.append((spot.latitude, spot.longitude))
    drawn, km = _placed(places)
    middle = drawn.pop() if spot is not None else None
    marks = _together(clubs, drawn)
    for mark in marks:
        mark.closer = _closer(mark, km, within_km)
    _name(marks)
    length = max((each for each in _round_lengths() if each * km <= BAR_AT_MOST), default=0.1)
    return Atlas(marks, round(length * km, 1), length, middle)


def _placed(places: list[tuple[float, float]]) -> tuple[list[tuple[float, float]], float]:
    """Latitudes and longitudes as places on the drawing, and how long a kilometre is there."""
    norths = [latitude for latitude, _ in places]
    shrunk = max(cos(radians(_middle(norths))), 0.01)
    # The nearest of its names, so that the date line is a meridian like any other.
    first = places[0][1]
    easts = [(longitude + 360 * round((first - longitude) / 360)) * shrunk for _, longitude in places]
    least = SMALLEST_SPAN_KM / DEGREE_KM
    wide, high = (max(max(values) - min(values), least) for values in (easts, norths))
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    east, north = _middle(easts), _middle(norths)
    drawn = [
        (round(WIDTH / 2 + (x - east) * scale, 1), round(HEIGHT / 2 - (y - north) * scale, 1))
        for x, y in zip(easts, norths, strict=True)
    ]
    return drawn, scale / DEGREE_KM


def _together(clubs: list[Any], drawn: list[tuple[float, float]]) -> list[Mark]:
    marks: list[Mark] = []
    for club, (x, y) in zip(clubs, drawn, strict=True):
        near = next((mark for mark in marks if dist((mark.x, mark.y), (x, y)) < TOGETHER), None)
        if near is None:
            marks.append(near := Mark(x, y))
        near.clubs.append(club)
    return marks


def _closer(mark: Mark, km: float, within_km: int) -> str:
    """The search that shows the clubs of a mark apart; empty where it shows them no better."""
    reach = next((each for each in REACHES_KM if each * km >= TOGETHER), REACHES_KM[-1])
    if len(mark.clubs) == 1 or (within_km and reach >= within_km):
        return ""
    first = mark.clubs[0]
    return f"near={first.latitude},{first.longitude}&within={reach}"


def _name(marks: list[Mark]) -> None:
    """Write names beside the marks, wherever there is room for them."""
    taken = [_pin(mark) for mark in marks]
    for mark in marks:
        words = mark.clubs[0].name if len(mark.clubs) == 1 else f"{len(mark.clubs)} clubs"
        words = words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"
        for x, y in _sides(mark, half := len(words) * LETTER / 2):
            box = (x - half, y - LINE, x + half, y + 4)
            inside = box[0] > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < HEIGHT
            if inside and not any(_cross(box, other) for other in taken):
                mark.label, mark.label_x, mark.label_y = words, round(x, 1), round(y, 1)
                taken.append(box)
                break


def _pin(mark: Mark) -> Box:
    return mark.x - 15, mark.y - 29, mark.x + 15, mark.y + 4


def _sides(mark: Mark, half: float) -> Iterator[tuple[float, float]]:
    """Where the middle of its words may stand: below, right, left, above."""
    x = min(max(mark.x, half + 2), WIDTH - half - 2)
    yield x, mark.y + BELOW
    yield mark.x + half + 18, mark.y - 8
    yield mark.x - half - 18, mark.y - 8
    yield x, mark.y - 34


def _cross(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _middle(values: list[float]) -> float:
    return (min(values) + max(values)) / 2


def _round_lengths() -> Iterator[float]:
    yield from (step * 10**power for power in range(5) for step in (1, 2, 5))
