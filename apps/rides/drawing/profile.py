"""The heights along the way, as an area under a line."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.rides.drawing.canvas import Place, joined, marks, number, path, picture, round_step, words
from apps.rides.models import RouteVersion

WIDTH, HEIGHT = 720.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 72.0, 16.0, 26.0, 30.0
LEAST_SPAN_M = 60.0
"""So that a flat ride looks flat."""
HEIGHT_MARKS, KILOMETRE_MARKS = 4, 8
ROWS = 11


def profile_svg(version: RouteVersion) -> SafeString:
    """Draw the profile of a version; empty where heights are not known."""
    if len(version.profile) < 2 or not version.profile[-1][0]:
        return SafeString("")
    far = float(version.profile[-1][0])
    low, high = _range([height for _, height in version.profile])

    def placed(metres: float, height: float) -> Place:
        return (
            LEFT + metres / far * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - (height - low) / (high - low) * (HEIGHT - TOP - BOTTOM),
        )

    line = [placed(metres, height) for metres, height in version.profile]
    ground = HEIGHT - BOTTOM
    area = f"{path(line)}V{number(ground)}H{number(line[0][0])}Z"
    top = max(version.profile, key=lambda point: point[1])
    inside = joined(
        [
            format_html(
                '<defs><linearGradient id="area-{}" x1="0" y1="0" x2="0" y2="1">'
                '<stop offset="0" class="route-svg__area-top"/>'
                '<stop offset="1" class="route-svg__area-foot"/></linearGradient></defs>',
                version.pk,
            ),
            *(_height_mark(height, placed(0, height)[1]) for height in _heights(low, high)),
            format_html('<path class="route-svg__area" fill="url(#area-{})" d="{}"/>', version.pk, area),
            format_html('<path class="route-svg__line" d="{}"/>', path(line)),
            *(_kilometre_mark(metres, placed(metres, low), far) for metres in _kilometres(far)),
            _top(top[1], placed(*top)),
        ]
    )
    return picture(
        "profile",
        version.pk,
        WIDTH,
        HEIGHT,
        title=f"Elevation of {version.route.name}",
        explains=_explained(version),
        inside=inside,
    )


def profile_rows(version: RouteVersion) -> list[tuple[str, str]]:
    """The profile in numbers, `(km, m)`: for those who do not see the drawing."""
    points = version.profile
    if len(points) < 2:
        return []
    chosen = sorted({round(index * (len(points) - 1) / (ROWS - 1)) for index in range(ROWS)})
    return [(words(points[index][0] / 1000), f"{points[index][1]:,.0f}") for index in chosen]


def _range(heights: list[float]) -> tuple[float, float]:
    """What the drawing spans: a little more than the heights do."""
    low, high = min(heights), max(heights)
    span = max((high - low) * 1.12, LEAST_SPAN_M)
    low -= (span - (high - low)) * 0.3
    return low, low + span


def _heights(low: float, high: float) -> list[float]:
    return marks(low, high, round_step(high - low, HEIGHT_MARKS))


def _kilometres(far: float) -> list[float]:
    return marks(0, far, round_step(far, KILOMETRE_MARKS))


def _height_mark(height: float, y: float) -> SafeString:
    return format_html(
        '<path class="route-svg__rule" d="M{} {}H{}"/>'
        '<text class="route-svg__height" x="{}" y="{}">{}</text>',
        *(number(LEFT), number(y), number(WIDTH - RIGHT)),
        *(number(LEFT - 8), number(y), f"{height:,.0f} m"),
    )


def _kilometre_mark(metres: float, place: Place, far: float) -> SafeString:
    last = metres == _kilometres(far)[-1]
    label = f"{words(metres / 1000)} km" if last else words(metres / 1000)
    return format_html(
        '<path class="route-svg__tick" d="M{} {}v5"/><text class="route-svg__way" x="{}" y="{}">{}</text>',
        *(number(place[0]), number(HEIGHT - BOTTOM), number(place[0]), number(HEIGHT - 8), label),
    )


def _top(height: float, place: Place) -> SafeString:
    """The highest point, with its height, beside it where the drawing ends."""
    x = min(max(place[0], LEFT + 24), WIDTH - RIGHT - 24)
    return format_html(
        '<g class="route-svg__top"><circle cx="{}" cy="{}" r="4"/><text x="{}" y="{}">{}</text></g>',
        *(number(place[0]), number(place[1]), number(x), number(place[1] - 10), f"{height:,.0f} m"),
    )


def _explained(version: RouteVersion) -> str:
    if version.gain_m is None or version.loss_m is None:
        return ""
    return (
        f"{version.gain_m:,} m up and {version.loss_m:,} m down, "
        f"between {version.lowest_m or 0:,} m and {version.highest_m or 0:,} m."
    )
