"""Where the animals sit: a window, a garden, a rug, an evening by the fire, a beach, a plain wall."""

import math
from collections.abc import Callable
from random import Random

from hearth.local.pictures.canvas import Canvas, Colour, darker, lighter, mix, rgb

WALLS = ("#e8d6bf", "#cfd9cf", "#e7c9b6", "#c9d5dd", "#ecdfc2", "#d9cbd4")
WOODS = ("#b98a5c", "#a5754a", "#c99f72", "#8f6747")
WHITE = rgb("#fffaf2")
CLOTHS = ("#b8563a", "#2f6f76", "#d9a441", "#6b4a66", "#7f9160", "#3f5f86")


def _floorboards(canvas: Canvas, top: float, wood: Colour) -> None:
    canvas.wash((0, top, 1600, 1200), lighter(wood, 0.12), darker(wood, 0.1))
    for row, y in enumerate((top + 60, top + 140, top + 240, top + 360)):
        canvas.box(0, y, 1600, y + 4, darker(wood, 0.22))
        for x in range(140 + row * 190 % 400, 1600, 520):
            canvas.box(x, y - 70 - row * 12, x + 4, y, darker(wood, 0.22))
    canvas.box(0, top - 26, 1600, top, lighter(wood, 0.6))


def _plant(canvas: Canvas, x: float, floor: float, rng: Random, size: float = 1) -> None:
    leaf = rgb(rng.choice(("#5f8a53", "#4f7a5e", "#7a944a")))
    with canvas.at(x, floor, scale=size):
        for lean in (-70, -40, -12, 18, 44, 74):
            tip = -420 + abs(lean) * 2.2
            canvas.line(
                [(0, -150), (lean * 0.8, -280), (lean * 2.0, tip)], mix(leaf, WHITE, 0.1 * (lean % 3)), 44, 6
            )
        pot = rgb(rng.choice(("#c9714a", "#e5d9c6", "#5f7f86")))
        canvas.polygon([(-90, -170), (90, -170), (66, 0), (-66, 0)], pot)
        canvas.box(-102, -196, 102, -150, darker(pot, 0.1), 10)


def _landscape(
    canvas: Canvas, box: tuple[float, float, float, float], rng: Random, sky: tuple[str, str]
) -> None:
    left, top, right, bottom = box
    canvas.wash(box, rgb(sky[0]), rgb(sky[1]))
    middle, height = (left + right) / 2, bottom - top
    canvas.oval(rng.uniform(left, right), top + height * 0.25, height * 0.09, height * 0.09, rgb("#fff1cf"))
    for level, colour in ((0.62, "#a9bf8c"), (0.74, "#8aa86e"), (0.86, "#6f9257")):
        y, sway = top + height * level, rng.uniform(-60, 60)
        canvas.shape(
            [
                (left - 200, bottom + 200),
                (left - 100, y + sway),
                (middle - 120, y - 40),
                (middle + 160, y + 30 - sway),
                (right + 100, y - 20),
                (right + 200, bottom + 200),
            ],
            rgb(colour),
        )


def window(canvas: Canvas, rng: Random) -> float:
    """A room with a window and daylight; answers where the floor is."""
    wall, wood = rgb(rng.choice(WALLS)), rgb(rng.choice(WOODS))
    canvas.wash((0, 0, 1600, 900), lighter(wall, 0.15), wall)
    left = rng.choice((140, 760))
    frame = (left, 90, left + 660, 690)
    canvas.box(frame[0] - 26, frame[1] - 26, frame[2] + 26, frame[3] + 26, WHITE, 8)
    inside = [(frame[0], frame[1]), (frame[2], frame[1]), (frame[2], frame[3]), (frame[0], frame[3])]
    with canvas.inside(inside):
        _landscape(
            canvas,
            frame,
            rng,
            rng.choice((("#a9d2e6", "#eaf4ee"), ("#f7d3a8", "#fdf0d8"), ("#b7cfe8", "#f4e9e0"))),
        )
    canvas.box(left + 320, 90, left + 340, 690, WHITE)
    canvas.box(left, 380, left + 660, 398, WHITE)
    canvas.box(left - 60, 706, left + 720, 744, lighter(wood, 0.5), 6)
    cloth = rgb(rng.choice(CLOTHS))
    for side, start in ((1, left - 110), (-1, left + 770)):
        canvas.shape(
            [
                (start, 40),
                (start + side * 170, 40),
                (start + side * 130, 360),
                (start + side * 96, 720),
                (start - side * 10, 740),
            ],
            lighter(cloth, 0.25),
        )
        canvas.line(
            [(start + side * 70, 60), (start + side * 56, 380), (start + side * 40, 700)],
            lighter(cloth, 0.12),
            16,
            26,
        )
    canvas.box(left - 170, 30, left + 830, 48, darker(wood, 0.2), 9)
    _floorboards(canvas, 880, wood)
    canvas.polygon(
        [(left + 60, 1200), (left + 300, 890), (left + 800, 890), (left + 760, 1200)], (255, 244, 214, 60)
    )
    _plant(canvas, 1400 if left < 500 else 180, 960, rng)
    return 1075


def garden(canvas: Canvas, rng: Random) -> float:
    """A garden with a fence and flowers."""
    canvas.wash((0, 0, 1600, 720), rgb("#a8d3e8"), rgb("#f3f3dc"))
    canvas.glow(1300, 170, 320, 320, rgb("#fff4cf"), 0.7)
    canvas.oval(1300, 170, 82, 82, rgb("#fff3c9"))
    for cloud_x, cloud_y, r in (
        (260, 190, 62),
        (340, 160, 84),
        (430, 196, 60),
        (900, 120, 46),
        (960, 104, 60),
        (1020, 128, 44),
    ):
        canvas.oval(cloud_x, cloud_y, r * 1.3, r * 0.72, (255, 255, 255, 205))
    bush = rgb(rng.choice(("#7ba064", "#6b9a72", "#8fa85c")))
    for _ in range(12):
        canvas.oval(
            rng.uniform(0, 1600),
            rng.uniform(560, 650),
            rng.uniform(120, 210),
            rng.uniform(110, 170),
            mix(bush, rgb("#3f6b4a"), rng.uniform(0, 0.35)),
        )
    fence = rgb(rng.choice(("#f6efe2", "#d8b790", "#c9d3cf")))
    canvas.box(0, 640, 1600, 668, darker(fence, 0.1))
    canvas.box(0, 740, 1600, 768, darker(fence, 0.1))
    for left in range(-20, 1640, 92):
        right = left + 66
        canvas.polygon([(left, 600), (left + 33, 560), (right, 600), (right, 850), (left, 850)], fence)
    grass = rgb(rng.choice(("#86ab55", "#7da65f", "#98b25a")))
    canvas.wash((0, 810, 1600, 1200), lighter(grass, 0.12), darker(grass, 0.14))
    for _ in range(70):
        x, y = rng.uniform(0, 1600), rng.uniform(830, 1190)
        canvas.line(
            [(x, y), (x + rng.uniform(-12, 12), y - rng.uniform(24, 46))],
            mix(grass, rgb("#4f7a3d"), 0.55),
            8,
            2,
        )
    for _ in range(26):
        x, y = rng.uniform(0, 1600), rng.uniform(830, 1180)
        petal = rgb(rng.choice(("#fff6e6", "#f2b441", "#e4746a", "#b78ac9")))
        canvas.line([(x, y), (x, y + 34)], rgb("#5f8a45"), 6)
        for turn in range(5):
            canvas.oval(
                x + 13 * math.cos(turn * math.tau / 5), y + 13 * math.sin(turn * math.tau / 5), 10, 10, petal
            )
        canvas.oval(x, y, 9, 9, rgb("#e9a53b"))
    return 1090


def rug(canvas: Canvas, rng: Random) -> float:
    """A living room with a round rug, a lamp and a picture on the wall."""
    wall, wood, cloth = rgb(rng.choice(WALLS)), rgb(rng.choice(WOODS)), rgb(rng.choice(CLOTHS))
    canvas.wash((0, 0, 1600, 860), lighter(wall, 0.1), wall)
    _floorboards(canvas, 850, wood)
    side = rng.choice((0, 1))
    sofa = rgb(rng.choice(CLOTHS))
    with canvas.at(1600 if side else 0, 0, mirror=bool(side)):
        canvas.box(-80, 470, 560, 900, darker(sofa, 0.1), 60)
        canvas.box(-60, 640, 600, 930, sofa, 46)
        canvas.box(470, 560, 640, 930, lighter(sofa, 0.12), 60)
        canvas.box(80, 520, 300, 690, lighter(mix(sofa, rgb("#f2d9a8"), 0.6), 0.2), 40)
        canvas.box(1330, 330, 1346, 880, rgb("#6b5548"))
        canvas.oval(1338, 884, 96, 20, rgb("#6b5548"))
        canvas.polygon([(1250, 150), (1426, 150), (1480, 350), (1196, 350)], rgb("#fbe9c4"))
        canvas.glow(1338, 300, 360, 330, rgb("#fff0c4"), 0.5)
        canvas.box(760, 120, 1080, 400, darker(wood, 0.15), 6)
        canvas.box(784, 144, 1056, 376, WHITE)
        with canvas.inside([(804, 164), (1036, 164), (1036, 356), (804, 356)]):
            _landscape(canvas, (804, 164, 1036, 356), rng, ("#f3c9a0", "#fbeeda"))
    canvas.oval(800, 1060, 660, 130, darker(cloth, 0.1))
    canvas.oval(800, 1052, 650, 124, cloth)
    canvas.oval(800, 1052, 560, 100, lighter(cloth, 0.3))
    canvas.oval(800, 1052, 530, 92, cloth)
    canvas.oval(800, 1052, 300, 50, lighter(cloth, 0.18))
    return 1085


def evening(canvas: Canvas, rng: Random) -> float:
    """An evening by the fire, the scene that gave the platform its name."""
    wall, wood = rgb(rng.choice(("#7d5a53", "#5f5a6b", "#6b6354", "#54616b"))), rgb("#7a563c")
    canvas.wash((0, 0, 1600, 880), darker(wall, 0.12), wall)
    _floorboards(canvas, 870, wood)
    at = rng.choice((330, 1270))
    stone = rgb("#b59a86")
    canvas.box(at - 330, 250, at + 330, 880, stone, 6)
    for row in range(9):
        for column in range(7):
            x = at - 330 + column * 110 + (row % 2) * 50 - 40
            if at - 330 < x + 4 and x + 96 < at + 330:
                canvas.box(
                    x,
                    262 + row * 70,
                    x + 96,
                    318 + row * 70,
                    mix(stone, rgb("#8f6f60"), rng.uniform(0, 0.55)),
                    8,
                )
    canvas.box(at - 390, 206, at + 390, 262, darker(wood, 0.15), 8)
    opening = (
        [(at - 210, 880), (at - 210, 560)]
        + [
            (at - 210 * math.cos(step * math.pi / 16), 560 - 150 * math.sin(step * math.pi / 16))
            for step in range(17)
        ]
        + [(at + 210, 880)]
    )
    canvas.polygon(opening, rgb("#2b1a18"))
    with canvas.inside(opening):
        canvas.glow(at, 800, 300, 330, rgb("#f08a3c"), 0.85)
    for lean, high, colour in (
        (-80, 250, "#e5602c"),
        (76, 270, "#e5602c"),
        (0, 380, "#f0842f"),
        (-40, 220, "#f8b243"),
        (44, 230, "#f8b243"),
        (0, 180, "#ffe199"),
    ):
        canvas.shape(
            [
                (at + lean - 64, 850),
                (at + lean - 56, 850 - high * 0.4),
                (at + lean + 12, 850 - high),
                (at + lean + 62, 850 - high * 0.4),
                (at + lean + 58, 850),
            ],
            rgb(colour),
        )
    for lean in (-1, 1):
        canvas.line([(at - 130 * lean, 862), (at + 110 * lean, 836)], rgb("#5a3b2c"), 46)
    for x, high in ((at - 250, 90), (at + 150, 60), (at + 230, 110)):
        canvas.box(x, 206 - high, x + 38, 206, rgb("#f0e2c6"), 6)
        canvas.shape([(x + 8, 206 - high), (x + 19, 160 - high), (x + 30, 206 - high)], rgb("#fbc65a"))
    other = 1600 - at
    canvas.box(other - 190, 150, other + 190, 600, rgb("#efe0c8"), 8)
    with canvas.inside([(other - 164, 176), (other + 164, 176), (other + 164, 574), (other - 164, 574)]):
        canvas.wash((other - 164, 176, other + 164, 574), rgb("#232c4d"), rgb("#54507a"))
        for _ in range(26):
            r = rng.uniform(2, 5)
            canvas.oval(rng.uniform(other - 160, other + 160), rng.uniform(180, 480), r, r, rgb("#fbeed0"))
        canvas.oval(other + 60, 270, 46, 46, rgb("#fbeed0"))
        canvas.shape(
            [(other - 260, 620), (other - 160, 500), (other, 540), (other + 180, 480), (other + 260, 620)],
            rgb("#2b3550"),
        )
    canvas.box(other - 9, 176, other + 9, 574, rgb("#efe0c8"))
    canvas.oval(800, 1070, 640, 116, rgb("#8a3f35"))
    canvas.oval(800, 1066, 590, 100, rgb("#a95643"))
    canvas.glow(at, 900, 700, 420, rgb("#ffb765"), 0.4)
    return 1090


def beach(canvas: Canvas, rng: Random) -> float:
    """A beach in the morning."""
    canvas.wash((0, 0, 1600, 620), rgb("#9fcfe6"), rgb("#f6ead2"))
    canvas.oval(rng.uniform(300, 1300), 330, 90, 90, rgb("#fff0c4"))
    canvas.wash((0, 560, 1600, 860), rgb("#4f9fb0"), rgb("#8fd0cf"))
    canvas.shape([(-200, 600), (-60, 470), (200, 500), (420, 566), (380, 640), (-100, 660)], rgb("#7f9a78"))
    for top in (640, 700, 752):
        for left in range(int(rng.uniform(-60, 60)), 1700, 260):
            canvas.line([(left, top), (left + 60, top - 14), (left + 130, top)], (255, 255, 255, 150), 9)
    canvas.shape(
        [(-200, 1400), (-200, 850), (300, 810), (800, 846), (1300, 804), (1800, 840), (1800, 1400)],
        rgb("#fdf6e6"),
    )
    canvas.shape(
        [(-200, 1400), (-200, 880), (300, 838), (800, 872), (1300, 832), (1800, 866), (1800, 1400)],
        rgb("#ecd2a4"),
    )
    for _ in range(60):
        canvas.oval(rng.uniform(0, 1600), rng.uniform(900, 1190), 5, 3, rgb("#d3b27f"))
    for _ in range(4):
        x, y = rng.uniform(60, 1540), rng.uniform(930, 1160)
        for turn in range(5):
            angle = turn * math.tau / 5
            canvas.line([(x, y), (x + 30 * math.cos(angle), y + 22 * math.sin(angle))], rgb("#e08a63"), 18, 7)
    return 1090


def plain(canvas: Canvas, rng: Random) -> float:
    """A plain coloured wall with one large round of light, like a photographer's studio."""
    wall = rgb(rng.choice(("#e9c3a6", "#b9cfc4", "#c3cfe0", "#ecd49a", "#d9bfc9", "#c9cfae")))
    canvas.wash((0, 0, 1600, 1200), lighter(wall, 0.2), wall)
    canvas.oval(800, 600, 560, 560, lighter(wall, 0.42))
    canvas.shape(
        [(-300, 1500), (-200, 1010), (400, 960), (1100, 985), (1800, 940), (1900, 1500)], darker(wall, 0.1)
    )
    _plant(canvas, rng.choice((170, 1430)), 1060, rng, 1.1)
    return 1090


SCENES: tuple[Callable[[Canvas, Random], float], ...] = (window, garden, rug, evening, beach, plain)
