"""A small drawing board over Pillow: smooth shapes, turning, clipping, soft light."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Points = Sequence[Point]
Colour = tuple[int, ...]

# Drawn at twice the size and halved at the end: Pillow's polygons have no smooth edges of their own.
OVERSAMPLING = 2
CURVE_STEPS = 9


def rgb(code: str) -> Colour:
    """Read a colour from `#rrggbb`."""
    return tuple(int(code[at : at + 2], 16) for at in (1, 3, 5))


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Mix two colours; `share` is how much of the other one, from 0 to 1."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one[:3], other[:3], strict=True))


def darker(colour: Colour, share: float = 0.15) -> Colour:
    """Shade a colour towards a warm dark."""
    return mix(colour, (52, 28, 30), share)


def lighter(colour: Colour, share: float = 0.2) -> Colour:
    """Tint a colour towards a warm white."""
    return mix(colour, (255, 248, 236), share)


def smooth(points: Points, *, closed: bool = True) -> list[Point]:
    """Draw a curve through the points (Catmull-Rom)."""
    count = len(points)
    curve: list[Point] = []
    for at in range(count if closed else count - 1):
        before, start, end, after = (
            points[(at + step) % count] if closed else points[min(max(at + step, 0), count - 1)]
            for step in (-1, 0, 1, 2)
        )
        for step in range(CURVE_STEPS):
            t = step / CURVE_STEPS
            weights = (
                (-t + 2 * t**2 - t**3) / 2,
                (2 - 5 * t**2 + 3 * t**3) / 2,
                (t + 4 * t**2 - 3 * t**3) / 2,
                (t**3 - t**2) / 2,
            )
            parts = (before, start, end, after)
            curve.append(
                (
                    sum(w * p[0] for w, p in zip(weights, parts, strict=True)),
                    sum(w * p[1] for w, p in zip(weights, parts, strict=True)),
                )
            )
    if not closed:
        curve.append(points[-1])
    return curve


def oval_points(x: float, y: float, rx: float, ry: float, turn: float = 0) -> list[Point]:
    """Give the outline of an ellipse turned by degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    outline = []
    for step in range(72):
        angle = step * math.tau / 72
        dx, dy = rx * math.cos(angle), ry * math.sin(angle)
        outline.append((x + dx * cos - dy * sin, y + dx * sin + dy * cos))
    return outline


class Canvas:
    """A picture in the making. Coordinates are pixels of the finished picture, moved by `at`."""

    def __init__(
        self, width: int = 1600, height: int = 1200, colour: Colour = (255, 255, 255), *, scale: float = 1
    ) -> None:
        self.width, self.height = width, height
        size = (round(width * scale) * OVERSAMPLING, round(height * scale) * OVERSAMPLING)
        self._image = Image.new("RGB", size, colour[:3])
        self._draw = ImageDraw.Draw(self._image)
        self._matrix = (scale, 0.0, 0.0, 0.0, scale, 0.0)
        self._clip: Image.Image | None = None

    def finished(self) -> Image.Image:
        """Give the picture at its own size."""
        return self._image.reduce(OVERSAMPLING)

    @contextmanager
    def at(
        self, x: float, y: float, *, scale: float = 1, turn: float = 0, mirror: bool = False
    ) -> Iterator[None]:
        """Draw around another origin, larger, turned (degrees) or mirrored."""
        before = self._matrix
        cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        flip = -1 if mirror else 1
        a, b, c, d, e, f = before
        self._matrix = (
            (a * cos + b * sin) * flip,
            -a * sin + b * cos,
            a * x + b * y + c,
            (d * cos + e * sin) * flip,
            -d * sin + e * cos,
            d * x + e * y + f,
        )
        yield
        self._matrix = before

    def _pixels(self, points: Points) -> list[Point]:
        a, b, c, d, e, f = self._matrix
        return [((a * x + b * y + c) * OVERSAMPLING, (d * x + e * y + f) * OVERSAMPLING) for x, y in points]

    @contextmanager
    def inside(self, outline: Points) -> Iterator[None]:
        """Keep what is drawn within an outline: patches on a coat, hills in a window."""
        before = self._clip
        mask = Image.new("L", self._image.size)
        ImageDraw.Draw(mask).polygon(self._pixels(outline), fill=255)
        self._clip = ImageChops.multiply(mask, before) if before else mask
        yield
        self._clip = before

    def polygon(self, points: Points, colour: Colour) -> None:
        """Fill an outline. A fourth number of the colour is its opacity, 0 to 255."""
        pixels = self._pixels(points)
        if self._clip is None and len(colour) == 3:
            self._draw.polygon(pixels, fill=colour)
            return
        left, top = (max(0, math.floor(min(p[axis] for p in pixels))) for axis in (0, 1))
        right = min(self._image.width, math.ceil(max(p[0] for p in pixels)) + 1)
        bottom = min(self._image.height, math.ceil(max(p[1] for p in pixels)) + 1)
        if right <= left or bottom <= top:
            return
        mask = Image.new("L", (right - left, bottom - top))
        opacity = colour[3] if len(colour) == 4 else 255
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in pixels], fill=opacity)
        if self._clip is not None:
            mask = ImageChops.multiply(mask, self._clip.crop((left, top, right, bottom)))
        self._image.paste(colour[:3], (left, top, right, bottom), mask)

    def shape(self, points: Points, colour: Colour) -> None:
        """Fill a smooth shape through the points."""
        self.polygon(smooth(points), colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, turn: float = 0) -> None:
        """Fill an ellipse."""
        self.polygon(oval_points(x, y, rx, ry, turn), colour)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, radius: float = 0
    ) -> None:
        """Fill a rectangle, its corners rounded."""
        if not radius:
            self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour)
            return
        outline: list[Point] = []
        corners = ((right, top, -90), (right, bottom, 0), (left, bottom, 90), (left, top, 180))
        for x, y, start in corners:
            cx = x - radius if x == right else x + radius
            cy = y - radius if y == bottom else y + radius
            for step in range(9):
                angle = math.radians(start + step * 90 / 8)
                outline.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
        self.polygon(outline, colour)

    def line(self, points: Points, colour: Colour, width: float, tip: float | None = None) -> None:
        """Draw a smooth line with round ends, growing thinner towards `tip` when that is given."""
        curve = smooth(points, closed=False) if len(points) > 2 else list(points)
        end = width if tip is None else tip
        last = len(curve) - 1
        sides: tuple[list[Point], list[Point]] = ([], [])
        for at, (x, y) in enumerate(curve):
            (ax, ay), (bx, by) = curve[max(at - 1, 0)], curve[min(at + 1, last)]
            length = math.hypot(bx - ax, by - ay) or 1
            half = (width + (end - width) * at / last) / 2
            nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
            sides[0].append((x + nx, y + ny))
            sides[1].append((x - nx, y - ny))
        if len(colour) == 4:
            self.polygon([*sides[0], *reversed(sides[1])], colour)
            return
        self.polygon([*sides[0], *reversed(sides[1])], colour)
        self.oval(*curve[0], width / 2, width / 2, colour)
        self.oval(*curve[-1], end / 2, end / 2, colour)

    def wash(self, box: tuple[float, float, float, float], top: Colour, bottom: Colour) -> None:
        """Fill a rectangle with a colour that changes from top to bottom."""
        (left, upper), (right, lower) = self._pixels([(box[0], box[1]), (box[2], box[3])])
        size = (max(1, round(right - left)), max(1, round(lower - upper)))
        ramp = Image.linear_gradient("L").resize(size)
        wash = Image.composite(Image.new("RGB", size, bottom[:3]), Image.new("RGB", size, top[:3]), ramp)
        corner = (round(left), round(upper))
        if self._clip is None:
            self._image.paste(wash, corner)
            return
        self._image.paste(wash, corner, self._clip.crop((*corner, corner[0] + size[0], corner[1] + size[1])))

    def glow(self, x: float, y: float, rx: float, ry: float, colour: Colour, strength: float) -> None:
        """Lay a soft ellipse of light (or of shadow, in a dark colour) over what is there."""
        ((px, py),) = self._pixels([(x, y)])
        reach = math.hypot(self._matrix[0], self._matrix[3]) * OVERSAMPLING
        # Soft things need few pixels: drawn small, then enlarged.
        fraction = 16
        small = Image.new("L", (self._image.width // fraction, self._image.height // fraction))
        halves = (rx * reach / fraction * 0.62, ry * reach / fraction * 0.62)
        centre = (px / fraction, py / fraction)
        ImageDraw.Draw(small).ellipse(
            (centre[0] - halves[0], centre[1] - halves[1], centre[0] + halves[0], centre[1] + halves[1]),
            fill=round(255 * strength),
        )
        small = small.filter(ImageFilter.GaussianBlur(max(1.0, min(halves) * 0.5)))
        mask = small.resize(self._image.size, Image.Resampling.BILINEAR)
        if self._clip is not None:
            mask = ImageChops.multiply(mask, self._clip)
        self._image.paste(colour[:3], (0, 0), mask)

    def tint(self, colour: Colour, strength: float) -> None:
        """Lay one colour thinly over the whole picture, as evening light does."""
        overlay = Image.new("RGB", self._image.size, colour[:3])
        multiplied = ImageChops.multiply(self._image, overlay)
        self._image.paste(multiplied, (0, 0), Image.new("L", self._image.size, round(255 * strength)))
