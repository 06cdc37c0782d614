"""Rabbits. Origin: the floor between the front paws; up is negative."""

from random import Random

from hearth.local.pictures.canvas import Canvas, darker, lighter, mix, rgb, smooth
from hearth.local.pictures.figure import (
    BROWN,
    INK,
    PINK,
    WHITE,
    Coat,
    coat_of,
    eye,
)

RABBIT_COATS = (
    coat_of("#c3a283", "#9d7b5d", "#f4e7d6"),
    coat_of("#f5efe6", "#d9c6b2", "#fffdf9"),
    coat_of("#9a9699", "#75727a", "#ebe6e2"),
    coat_of("#4c4246", "#362e33", "#efe7de"),
    coat_of("#d9a874", "#b67f4b", "#fbecd5"),
)


def rabbit(canvas: Canvas, rng: Random, pose: str) -> None:
    """Draw a rabbit."""
    coat = rng.choice(RABBIT_COATS)
    lop, blaze = rng.random() < 0.4, rng.random() < 0.45
    shade, tilt = darker(coat.main, 0.14), rng.choice((-6, 0, 5))
    canvas.oval(178, -96, 70, 66, lighter(coat.light, 0.3))
    for side in (-1, 1):
        canvas.oval(side * 130, -120, 120, 128, shade)
        canvas.oval(side * 160, -26, 104, 36, coat.light)
    body = smooth(
        [(-130, -330), (-180, -190), (-150, -50), (0, -8), (150, -50), (180, -190), (130, -330), (0, -390)]
    )
    canvas.polygon(body, coat.main)
    with canvas.inside(body):
        canvas.oval(190, -180, 90, 230, (*shade, 150))
        canvas.oval(0, -170, 104, 160, coat.light)
    for side in (-1, 1):
        canvas.line([(side * 50, -170), (side * 46, -50)], coat.main, 70)
        canvas.oval(side * 48, -30, 50, 32, coat.light)
    head = -440.0
    canvas.glow(0, head + 130, 150, 45, darker(coat.main, 0.7), 0.28)
    with canvas.at(0, head, turn=tilt):
        _rabbit_head(canvas, coat, lop=lop, blaze=blaze, bend=rng.choice((0, 0, 40)))


def _rabbit_head(canvas: Canvas, coat: Coat, *, lop: bool, blaze: bool, bend: float) -> None:
    inner = mix(coat.light, PINK, 0.55)
    for mirror in (False, True):
        with canvas.at(0, 0, mirror=mirror):
            if not lop:
                tip = bend if mirror else 0
                canvas.shape(
                    [
                        (24, -90),
                        (30, -260),
                        (76 + tip, -386),
                        (124 + tip * 2, -360),
                        (132 + tip, -230),
                        (100, -80),
                    ],
                    coat.second,
                )
                canvas.shape(
                    [
                        (50, -110),
                        (58, -250),
                        (88 + tip, -348),
                        (108 + tip * 1.6, -320),
                        (108 + tip, -220),
                        (84, -100),
                    ],
                    inner,
                )
    skull = smooth(
        [
            (0, -148),
            (96, -128),
            (150, -40),
            (150, 50),
            (104, 118),
            (0, 142),
            (-104, 118),
            (-150, 50),
            (-150, -40),
            (-96, -128),
        ]
    )
    canvas.polygon(skull, coat.main)
    with canvas.inside(skull):
        canvas.oval(160, 40, 80, 180, (*darker(coat.main, 0.18), 110))
        if blaze:
            canvas.shape(
                [(0, -170), (26, -80), (40, 10), (80, 80), (0, 170), (-80, 80), (-40, 10), (-26, -80)],
                coat.light,
            )
    for side in (-1, 1):
        canvas.oval(side * 40, 74, 56, 46, coat.light)
    canvas.box(-17, 84, 17, 122, WHITE, 9)
    canvas.line([(0, 92), (0, 120)], rgb("#d8cfc4"), 4)
    canvas.oval(0, 62, 20, 13, rgb("#d9857f"))
    canvas.line([(-38, 86), (-18, 94), (0, 78), (18, 94), (38, 86)], darker(coat.light, 0.55), 6)
    iris = BROWN if sum(coat.main) < 260 else INK
    for side in (-1, 1):
        eye(canvas, side * 92, -12, 29, iris)
        canvas.oval(side * 100, 46, 26, 15, (*PINK, 90))
    if lop:
        for mirror in (False, True):
            with canvas.at(0, 0, mirror=mirror):
                canvas.shape(
                    [(56, -140), (140, -150), (206, -60), (222, 90), (186, 176), (140, 140), (126, 10)],
                    coat.second,
                )
                canvas.shape([(160, -40), (192, 20), (200, 100), (180, 140), (160, 80)], inner)
