"""Pens for small drawings: numbers as SVG writes them, scales that read well, words beside a picture."""

import math
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Place = tuple[float, float]
STEPS = (1, 2, 5)


def number(value: float) -> str:
    """A tenth of a unit is as fine as a screen shows."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(places: Iterable[Place]) -> str:
    """The commands of a line through some places."""
    written = [f"{number(x)} {number(y)}" for x, y in places]
    return f"M{written[0]}L{' '.join(written[1:])}" if written else ""


def round_step(span: float, most: int) -> float:
    """A step of 1, 2 or 5 times a power of ten, by which a span has so many marks at most."""
    power = 10.0 ** math.floor(math.log10(max(span, 1e-9) / most))
    while True:
        for step in STEPS:
            if span / (step * power) <= most:
                return step * power
        power *= 10


def marks(first: float, last: float, step: float) -> list[float]:
    """The multiples of a step from one value to another."""
    return [
        index * step for index in range(math.ceil(first / step - 1e-9), math.floor(last / step + 1e-9) + 1)
    ]


def words(value: float) -> str:
    """A number for people: no more digits than it has."""
    return f"{value:,.1f}".removesuffix(".0")


def picture(
    kind: str, key: Any, width: float, height: float, *, title: str, explains: str, inside: SafeString
) -> SafeString:
    """An SVG that says what it shows to those who do not see it."""
    return format_html(
        '<svg class="route-svg route-svg--{}" viewBox="0 0 {} {}" role="img" '
        'aria-labelledby="{}-{}-title {}-{}-desc">'
        '<title id="{}-{}-title">{}</title><desc id="{}-{}-desc">{}</desc>{}</svg>',
        *(kind, number(width), number(height), kind, key, kind, key),
        *(kind, key, title, kind, key, explains, inside),
    )


def joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
