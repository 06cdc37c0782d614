"""A row of weeks as bars or as a line, drawn to the width that there is.

Places along the way are shares of the width and heights are pixels, so that words keep their size on a phone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.rides.drawing.canvas import joined, marks, number, round_step, words

TOP, GROUND, HEIGHT = 18.0, 158.0, 184.0
RULES = 4
WIDE = 91.0
"""Of a hundred, what the weeks have; beside them stand the values of the rules."""
MOST_DOTS = 30
GAP = 0.28
"""Of a bar's room, what stays empty."""
MANY_MONTHS = 7


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One week: how high it is drawn, None for nothing to draw, and what it says when pointed at."""

    begins_on: date
    value: float | None
    says: str
    more: float = 0
    """What stands on top, in a paler colour."""


Draw = Callable[[Sequence[Bar], float], Iterator[SafeString]]


def bars_svg(key: str, title: str, explains: str, bars: Sequence[Bar], *, unit: str = "") -> SafeString:
    """Draw a bar for each week."""
    return _picture(key, title, explains, bars, _top_of(bars), unit, _bars)


def line_svg(
    key: str, title: str, explains: str, bars: Sequence[Bar], *, top: float | None = None, unit: str = ""
) -> SafeString:
    """Draw a line through the weeks that have a value, over the area below it."""
    return _picture(key, title, explains, bars, top or _top_of(bars), unit, _line)


def _top_of(bars: Sequence[Bar]) -> float:
    """A round value that no bar is higher than."""
    highest = max((bar.value or 0) + bar.more for bar in bars)
    step = max(round_step(max(highest, 1), RULES), 1)
    return step * -(-max(highest, 1) // step)


def _picture(
    key: str, title: str, explains: str, bars: Sequence[Bar], top: float, unit: str, draw: Draw
) -> SafeString:
    inside = joined([*_rules(top, unit), *draw(bars, top), *_months(bars), *_pointed_at(bars)])
    return format_html(
        '<svg class="chart-svg" width="100%" height="{}" role="img" aria-labelledby="{}-title {}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        *(number(HEIGHT), key, key, key, title, key, explains, inside),
    )


def _y(value: float, top: float) -> float:
    return GROUND - value / top * (GROUND - TOP)


def _x(index: float, count: int) -> str:
    return f"{WIDE * index / count:.3f}%"


def _rules(top: float, unit: str) -> Iterator[SafeString]:
    step = max(round_step(top, RULES), 1)
    for value in marks(0, top, step):
        y = number(_y(value, top))
        yield format_html('<line class="chart-svg__rule" x1="0" x2="100%" y1="{}" y2="{}"/>', y, y)
        if value:
            label = f"{words(value)}{unit}"
            yield format_html(
                '<text class="chart-svg__value" x="100%" y="{}">{}</text>', number(_y(value, top) - 5), label
            )


def _bars(bars: Sequence[Bar], top: float) -> Iterator[SafeString]:
    for index, bar in enumerate(bars):
        below = _y(bar.value or 0, top)
        for kind, start, end in (
            ("bar", GROUND, below),
            ("more", below, _y((bar.value or 0) + bar.more, top)),
        ):
            if start - end > 0.01:
                yield format_html(
                    '<rect class="chart-svg__{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
                    *(kind, _x(index + GAP / 2, len(bars)), number(end)),
                    *(_x(1 - GAP, len(bars)), number(start - end)),
                )


def _line(bars: Sequence[Bar], top: float) -> Iterator[SafeString]:
    count = len(bars)
    places = [
        ((index + 0.5) * 1000 / count, _y(bar.value, top))
        for index, bar in enumerate(bars)
        if bar.value is not None
    ]
    if places:
        line = " ".join(f"{number(x)},{number(y)}" for x, y in places)
        area = f"{number(places[0][0])},{number(GROUND)} {line} {number(places[-1][0])},{number(GROUND)}"
        yield format_html(
            '<svg x="0" y="0" width="{}%" height="{}" viewBox="0 0 1000 {}" preserveAspectRatio="none">'
            '<polygon class="chart-svg__area" points="{}"/>'
            '<polyline class="chart-svg__line" points="{}"/></svg>',
            *(number(WIDE), number(HEIGHT), number(HEIGHT), area, line),
        )
    for x, y in places if count <= MOST_DOTS else ():
        yield format_html('<circle class="chart-svg__dot" cx="{}" cy="{}" r="3"/>', _x(x, 1000), number(y))


def _months(bars: Sequence[Bar]) -> Iterator[SafeString]:
    """The name of each month at its first whole week; of many, every other one may be left out."""
    firsts = [index for index, bar in enumerate(bars) if bar.begins_on.day <= 7]
    for turn, index in enumerate(firsts):
        spare = " chart-svg__month--spare" if len(firsts) > MANY_MONTHS and turn % 2 else ""
        yield format_html(
            '<text class="chart-svg__month{}" x="{}" y="{}">{}</text>',
            *(spare, _x(index + GAP / 2, len(bars)), number(HEIGHT - 6), f"{bars[index].begins_on:%b}"),
        )


def _pointed_at(bars: Sequence[Bar]) -> Iterator[SafeString]:
    for index, bar in enumerate(bars):
        yield format_html(
            '<rect class="chart-svg__touch" x="{}" y="0" width="{}" height="{}"><title>{}</title></rect>',
            *(_x(index, len(bars)), _x(1, len(bars)), number(GROUND), bar.says),
        )
