"""The way as it lies on the ground, north up, with start, finish and kilometres."""

import math
from collections.abc import Iterator
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.rides.drawing.canvas import Place, joined, marks, number, path, picture, round_step, words
from apps.rides.gpx.geometry import EARTH_RADIUS_M
from apps.rides.models import RouteVersion

WIDTH, HEIGHT = 720.0, 440.0
MARGIN = 44.0
MOST_MARKS = 9
SAME_PLACE = 14.0
"""Start and finish nearer than this on the drawing are one mark."""
BAR_AT_MOST = 150.0
Run = list[Place]


def trace_svg(version: RouteVersion, *, small: bool = False) -> SafeString:
    """Draw a measured version, or only its line for a card; empty for one that is not measured."""
    if not version.is_measured or not version.line:
        return SafeString("")
    runs, metre = _placed(version.line)
    inside = joined(
        [
            *([] if small else [_grid()]),
            *(format_html('<path class="route-svg__halo" d="{}"/>', path(run)) for run in runs),
            *(format_html('<path class="route-svg__line" d="{}"/>', path(run)) for run in runs),
            *([] if small else _kilometres(runs, version.distance_m or 0)),
            *_ends(runs[0][0], runs[-1][-1]),
            *([] if small else [_bar(metre), _north()]),
        ]
    )
    return picture(
        "card" if small else "trace",
        version.pk,
        WIDTH,
        HEIGHT,
        title=f"Map of {version.route.name}",
        explains=_explained(version, runs),
        inside=inside,
    )


def _placed(line: list[list[list[float]]]) -> tuple[list[Run], float]:
    """The line on the drawing, in true proportion, and how long a metre is there."""
    middle = math.radians(_middle([latitude for run in line for _, latitude in run]))
    shrunk = max(math.cos(middle), 0.01)
    flat, before = [], line[0][0][0]
    for run in line:
        places = []
        for longitude, latitude in run:
            # The nearest of its names, so that the date line is a meridian like any other.
            before = longitude + 360 * round((before - longitude) / 360)
            places.append((before * shrunk, -latitude))
        flat.append(places)
    xs, ys = [x for run in flat for x, _ in run], [y for run in flat for _, y in run]
    wide, high = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    x0, y0 = _middle(xs), _middle(ys)
    placed = [[(WIDTH / 2 + (x - x0) * scale, HEIGHT / 2 + (y - y0) * scale) for x, y in run] for run in flat]
    return placed, scale / math.radians(EARTH_RADIUS_M)


def _middle(values: list[float]) -> float:
    return (min(values) + max(values)) / 2


def _kilometres(runs: list[Run], distance: int) -> Iterator[SafeString]:
    """A dot at round kilometres, as many as stay readable."""
    drawn = sum(math.dist(*pair) for run in runs for pair in pairwise(run))
    step = max(1.0, round_step(distance / 1000, MOST_MARKS))
    for kilometre in marks(step, distance / 1000 - step / 3, step):
        x, y = _at(runs, drawn * kilometre * 1000 / distance)
        yield format_html(
            '<g class="route-svg__km"><circle cx="{}" cy="{}" r="10"/><text x="{}" y="{}">{}</text></g>',
            *(number(x), number(y), number(x), number(y), words(kilometre)),
        )


def _at(runs: list[Run], way: float) -> Place:
    """Where one is after so much of the drawn line."""
    for run in runs:
        for one, other in pairwise(run):
            length = math.dist(one, other)
            if way <= length:
                share = way / length if length else 0.0
                return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
            way -= length
    return runs[-1][-1]


def _ends(start: Place, finish: Place) -> Iterator[SafeString]:
    if math.dist(start, finish) > SAME_PLACE:
        yield _mark("finish", finish)
    yield _mark("start", start)


def _mark(kind: str, place: Place) -> SafeString:
    shape = (
        "M-3.5 -5.5L6 0L-3.5 5.5Z" if kind == "start" else "M-5 -5h5v5h5v5h-5v-5h-5Z"
    )  # a way on, and a chequered flag
    return format_html(
        '<g class="route-svg__{}" transform="translate({} {})"><circle r="13"/><path d="{}"/></g>',
        *(kind, number(place[0]), number(place[1]), shape),
    )


def _grid() -> SafeString:
    lines = "".join(f"M{x} 0V{HEIGHT:.0f}" for x in range(60, int(WIDTH), 60))
    lines += "".join(f"M0 {y}H{WIDTH:.0f}" for y in range(40, int(HEIGHT), 60))
    return format_html('<path class="route-svg__grid" d="{}"/>', lines)


def _bar(metre: float) -> SafeString:
    """How long a round distance is on the drawing."""
    most = BAR_AT_MOST / metre
    length = max((step for step in _round_lengths() if step <= most), default=1)
    wide, label = length * metre, f"{words(length / 1000)} km" if length >= 1000 else f"{length} m"
    return format_html(
        '<g class="route-svg__bar"><path d="M24 {}v6h{}v-6"/><text x="{}" y="{}">{}</text></g>',
        *(number(HEIGHT - 26), number(wide), number(32 + wide), number(HEIGHT - 17), label),
    )


def _round_lengths() -> Iterator[int]:
    yield from (step * 10**power for power in range(8) for step in (1, 2, 5))


def _north() -> SafeString:
    return format_html(
        '<g class="route-svg__north" transform="translate({} 34)"><path d="M0 -14L6 6L0 2L-6 6Z"/>'
        '<text y="22">N</text></g>',
        number(WIDTH - 32),
    )


def _explained(version: RouteVersion, runs: list[Run]) -> str:
    climbing = "" if version.gain_m is None else f", {version.gain_m:,} m of climbing"
    around = math.dist(runs[0][0], runs[-1][-1]) <= SAME_PLACE
    ends = "It ends where it starts." if around else "It ends somewhere else than it starts."
    return f"{words((version.distance_m or 0) / 1000)} km{climbing}. {ends}"
