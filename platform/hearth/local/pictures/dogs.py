"""Dogs. Origin: the floor between the front paws; up is negative."""

from random import Random

from hearth.local.pictures.canvas import Canvas, darker, mix, rgb, smooth
from hearth.local.pictures.figure import (
    BROWN,
    INK,
    PINK,
    Coat,
    coat_of,
    eye,
    lying_body,
    put_collar,
    sitting_body,
)

DOG_COATS = (
    coat_of("#d99a55", "#b87637", "#f6dfb8"),
    coat_of("#7a4a33", "#5d3526", "#c99b74"),
    coat_of("#3d3437", "#2b2528", "#d6a069"),
    coat_of("#f3e6d1", "#dcbd92", "#fffaf1"),
    coat_of("#8d8a8c", "#66646a", "#e9e4de"),
    coat_of("#b7552c", "#8f3d20", "#f7e4cd"),
    coat_of("#45393b", "#30282b", "#fbf5ec"),
    coat_of("#c9a27c", "#5a4238", "#f3e4d0"),
)


def dog(canvas: Canvas, rng: Random, pose: str) -> None:
    """Draw a dog."""
    coat = rng.choice(DOG_COATS)
    ears = rng.choice(("floppy", "pricked", "folded", "floppy"))
    marking = rng.choice(("muzzle", "blaze", "patch", "brows", "muzzle"))
    socks, collar = rng.random() < 0.5, rng.choice(("#2f7f86", "#b8413a", "#3c5f9e", "#e0a52e", "#6f8f3f"))
    long_tongue, tilt = rng.random() < 0.5, rng.choice((-9, -5, 0, 6, 10))
    if pose == "sit":
        canvas.line([(150, -90), (280, -110), (350, -220), (330, -330)], coat.second, 74, 34)
        sitting_body(canvas, coat, width=1, socks=socks, chest=marking != "patch")
        head = -640.0
        put_collar(canvas, head + 170, 118, rgb(collar))
    else:
        canvas.line([(300, -120), (420, -110), (470, -220)], coat.second, 62, 30)
        lying_body(canvas, coat, socks=socks)
        head = -330.0
    canvas.glow(0, head + 165, 190, 60, darker(coat.main, 0.7), 0.3)
    with canvas.at(0, head, turn=tilt):
        _dog_head(canvas, coat, ears, marking, tongue=long_tongue)


def _dog_head(canvas: Canvas, coat: Coat, ears: str, marking: str, *, tongue: bool) -> None:
    if ears != "floppy":
        _dog_ears(canvas, ears, coat)
    skull = smooth(
        [
            (0, -176),
            (104, -164),
            (172, -84),
            (178, 24),
            (146, 120),
            (70, 174),
            (0, 182),
            (-70, 174),
            (-146, 120),
            (-178, 24),
            (-172, -84),
            (-104, -164),
        ]
    )
    canvas.polygon(skull, coat.main)
    with canvas.inside(skull):
        canvas.oval(190, 60, 110, 240, (*darker(coat.main, 0.2), 110))
        if marking == "blaze":
            canvas.shape(
                [
                    (0, -200),
                    (34, -120),
                    (30, -30),
                    (100, 40),
                    (130, 150),
                    (0, 220),
                    (-130, 150),
                    (-100, 40),
                    (-30, -30),
                    (-34, -120),
                ],
                coat.light,
            )
        if marking == "patch":
            canvas.shape([(20, -90), (100, -140), (200, -60), (170, 60), (90, 60), (36, 10)], coat.second)
    if marking == "brows":
        for side in (-1, 1):
            canvas.oval(side * 78, -72, 26, 17, coat.light, side * 14)
    canvas.shape(
        [(0, 6), (70, 26), (112, 84), (84, 146), (0, 166), (-84, 146), (-112, 84), (-70, 26)], coat.light
    )
    if tongue:
        canvas.shape([(-34, 118), (34, 118), (36, 176), (0, 208), (-36, 176)], rgb("#dd6f72"))
        canvas.line([(0, 130), (0, 178)], rgb("#b9525a"), 5)
    mouth = darker(coat.light, 0.72)
    canvas.line([(0, 78), (0, 108)], mouth, 7)
    canvas.line([(-62, 104), (-34, 124), (0, 108), (34, 124), (62, 104)], mouth, 7)
    canvas.shape([(0, 28), (44, 30), (50, 54), (20, 80), (0, 86), (-20, 80), (-50, 54), (-44, 30)], INK)
    canvas.oval(-14, 42, 13, 7, (255, 255, 255, 150), -12)
    iris = BROWN if sum(coat.main) < 260 else INK
    for side in (-1, 1):
        eye(canvas, side * 80, -24, 26, iris)
        for dot in ((52, 96), (70, 112), (44, 122)):
            canvas.oval(side * dot[0], dot[1], 4, 4, (*mouth, 150))
    if ears == "floppy":
        _dog_ears(canvas, ears, coat)


def _dog_ears(canvas: Canvas, kind: str, coat: Coat) -> None:
    for mirror in (False, True):
        with canvas.at(0, 0, mirror=mirror):
            if kind == "pricked":
                canvas.shape(
                    [(48, -140), (92, -262), (150, -318), (182, -238), (186, -80), (110, -90)], coat.second
                )
                canvas.shape(
                    [(92, -140), (118, -238), (146, -272), (162, -212), (160, -100)],
                    mix(coat.second, PINK, 0.55),
                )
            elif kind == "folded":
                canvas.shape(
                    [(60, -130), (100, -220), (170, -236), (212, -160), (190, -60), (120, -70)],
                    darker(coat.second, 0.12),
                )
                canvas.shape(
                    [(96, -214), (172, -238), (226, -170), (218, -84), (180, -66), (134, -128)], coat.second
                )
            else:
                canvas.shape(
                    [
                        (70, -156),
                        (160, -158),
                        (232, -70),
                        (256, 70),
                        (228, 168),
                        (176, 150),
                        (148, 20),
                        (120, -70),
                    ],
                    coat.second,
                )
                canvas.shape(
                    [(160, -130), (222, -60), (244, 60), (226, 148), (210, 40)],
                    (*darker(coat.second, 0.2), 140),
                )
