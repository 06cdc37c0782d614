"""Path data of SVG for the arrows, in whole numbers."""

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[int, int]
NARROW, WIDE = set("fijlrtI.,'’ "), set("mwMWABCDGHNOQRUV")


def text_width(words: str, size: int) -> int:
    """About how wide words are in a system font; rather too wide than too narrow."""
    units = sum(36 if letter in NARROW else 80 if letter in WIDE else 60 for letter in words)
    return units * size // 100


def through(points: Sequence[Point]) -> str:
    """Curves in the gaps, straight lines in the columns, by turns; the first stretch is a gap."""
    words = [f"M {points[0][0]} {points[0][1]}"]
    for index, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        middle = (x + to_x) // 2
        bend = f"C {middle} {y} {middle} {to_y} {to_x} {to_y}"
        words.append(bend if index % 2 == 0 and y != to_y else f"L {to_x} {to_y}")
    return " ".join(words)


def turn(start: Point, tip: Point, end: Point) -> str:
    """Out to the tip, where the label stands, and back to the same column."""
    (x, y), (tip_x, tip_y), (end_x, end_y) = start, tip, end
    out = (x + tip_x) // 2
    return (
        f"M {x} {y} C {out} {y} {tip_x} {(2 * y + tip_y) // 3} {tip_x} {tip_y}"
        f" C {tip_x} {(2 * end_y + tip_y) // 3} {out} {end_y} {end_x} {end_y}"
    )


def head(x: int, y: int, direction: int) -> str:
    """The tip of an arrow that comes from the left (1) or from the right (-1)."""
    return f"M {x - 7 * direction} {y - 4} L {x} {y} L {x - 7 * direction} {y + 4}"


def loop(x: int, y: int) -> tuple[str, str]:
    """A small round arrow about a point, as line and head."""
    line = (
        f"M {x + 5} {y - 1} C {x + 4} {y - 7} {x - 5} {y - 7} {x - 5} {y}"
        f" C {x - 5} {y + 6} {x + 2} {y + 6} {x + 4} {y + 3}"
    )
    return line, f"M {x + 6} {y - 5} L {x + 5} {y - 1} L {x + 1} {y - 2}"
