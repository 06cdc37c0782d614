"""Guinea pigs, hamsters and hedgehogs. Origin: the floor below the animal; up is negative."""

import math
from random import Random

from hearth.local.pictures.canvas import Canvas, Colour, darker, lighter, mix, rgb, smooth
from hearth.local.pictures.figure import (
    INK,
    PINK,
    WHITE,
    eye,
)

CAVIES = (
    ("#c98a4f", "#fff5e6", "#5a4036"),
    ("#5b4740", "#f7ecdc", "#d79a58"),
    ("#efe3d0", "#fffaf1", "#b98a5a"),
)


def small_animal(canvas: Canvas, rng: Random, pose: str) -> None:
    """Draw a guinea pig or a hamster."""
    main, light, patch = (rgb(code) for code in rng.choice(CAVIES))
    if rng.random() < 0.5:
        _guinea_pig(canvas, rng, main, light, patch)
    else:
        _hamster(canvas, rng, main, light)


def _guinea_pig(canvas: Canvas, rng: Random, main: Colour, light: Colour, patch: Colour) -> None:
    for x in (-180, 200):
        canvas.oval(x, -30, 76, 34, mix(PINK, light, 0.35))
    body = smooth(
        [
            (-350, -190),
            (-260, -370),
            (-40, -440),
            (200, -400),
            (360, -250),
            (370, -110),
            (250, -24),
            (-100, -20),
            (-310, -60),
        ]
    )
    canvas.polygon(body, main)
    with canvas.inside(body):
        canvas.shape([(-60, -480), (120, -460), (130, -200), (60, 0), (-120, 0), (-80, -240)], light)
        canvas.oval(330, -120, 170, 190, (*patch, 255))
        canvas.oval(120, -10, 420, 70, (*darker(main, 0.4), 60))
    with canvas.at(-250, -250, turn=rng.choice((-4, 0, 5))):
        canvas.shape([(60, -150), (140, -170), (150, -80), (90, -70)], darker(patch, 0.05))
        canvas.shape([(-100, -140), (-170, -150), (-160, -70), (-110, -70)], darker(patch, 0.05))
        head = smooth(
            [(0, -176), (120, -130), (160, 0), (120, 120), (0, 170), (-130, 130), (-180, 10), (-130, -130)]
        )
        canvas.polygon(head, patch)
        with canvas.inside(head):
            canvas.shape(
                [(-20, -200), (40, -60), (80, 40), (80, 200), (-130, 200), (-110, 40), (-60, -60)], light
            )
        canvas.oval(-24, 62, 34, 22, mix(PINK, light, 0.2))
        canvas.line([(-70, 108), (-48, 122), (-24, 106), (0, 122), (22, 108)], darker(light, 0.6), 7)
        canvas.line([(-24, 82), (-24, 106)], darker(light, 0.6), 7)
        eye(canvas, -116, -18, 28)
        eye(canvas, 78, -18, 28)


def _hamster(canvas: Canvas, rng: Random, main: Colour, light: Colour) -> None:
    for side in (-1, 1):
        canvas.oval(side * 130, -26, 74, 32, mix(PINK, light, 0.3))
    body = smooth(
        [(-190, -420), (-270, -240), (-230, -70), (0, -14), (230, -70), (270, -240), (190, -420), (0, -520)]
    )
    canvas.polygon(body, main)
    with canvas.inside(body):
        canvas.oval(0, -170, 175, 210, light)
        canvas.oval(270, -260, 90, 280, (*darker(main, 0.3), 80))
    with canvas.at(0, -440, turn=rng.choice((-5, 0, 5))):
        for side in (-1, 1):
            canvas.oval(side * 128, -150, 62, 68, darker(main, 0.15))
            canvas.oval(side * 128, -144, 38, 44, mix(main, PINK, 0.75))
        canvas.shape(
            [
                (0, -190),
                (120, -150),
                (180, -30),
                (220, 60),
                (150, 140),
                (0, 156),
                (-150, 140),
                (-220, 60),
                (-180, -30),
                (-120, -150),
            ],
            main,
        )
        for side in (-1, 1):
            canvas.oval(side * 116, 66, 92, 72, light)
            canvas.oval(side * 128, 76, 34, 20, (*PINK, 110))
        canvas.shape([(0, -30), (60, 30), (60, 110), (0, 130), (-60, 110), (-60, 30)], light)
        canvas.oval(0, 30, 24, 16, rgb("#d9857f"))
        canvas.line([(-34, 76), (-16, 86), (0, 68), (16, 86), (34, 76)], darker(light, 0.6), 7)
        canvas.line([(0, 44), (0, 70)], darker(light, 0.6), 6)
        for side in (-1, 1):
            eye(canvas, side * 88, -36, 33)
    canvas.oval(0, -236, 34, 46, rgb("#c69a53"))
    canvas.line([(-6, -272), (-4, -200)], rgb("#8f6a32"), 6)
    for side in (-1, 1):
        canvas.line([(side * 110, -250), (side * 36, -226)], main, 54, 40)
        canvas.oval(side * 32, -224, 26, 24, mix(PINK, light, 0.3))


def hedgehog(canvas: Canvas, rng: Random, pose: str) -> None:
    """Draw a hedgehog."""
    spines, face = rgb(rng.choice(("#6b5146", "#84695a", "#57484a"))), rgb("#f0d9b9")
    for side in (-1, 1):
        canvas.oval(side * 120, -24, 66, 28, darker(face, 0.2))
    for ring, colour in ((1.0, darker(spines, 0.25)), (0.9, spines)):
        outline = []
        for step in range(88):
            angle = step * math.tau / 88
            reach = ring * (1.0 if step % 2 else 0.9)
            outline.append((330 * reach * math.cos(angle), -290 + 290 * reach * math.sin(angle)))
        canvas.polygon(outline, colour)
    for _ in range(60):
        angle, reach = rng.uniform(math.pi, math.tau), rng.uniform(0.55, 0.85)
        x, y = 330 * reach * math.cos(angle), -290 + 290 * reach * math.sin(angle)
        canvas.line([(x, y), (x * 1.1, -290 + (y + 290) * 1.1)], lighter(spines, 0.3), 9, 4)
    canvas.shape(
        [
            (0, -390),
            (130, -360),
            (200, -240),
            (180, -90),
            (90, -20),
            (-90, -20),
            (-180, -90),
            (-200, -240),
            (-130, -360),
        ],
        face,
    )
    for side in (-1, 1):
        canvas.oval(side * 150, -352, 52, 50, darker(face, 0.2))
        canvas.oval(side * 150, -346, 32, 32, mix(face, PINK, 0.6))
        eye(canvas, side * 88, -232, 27)
        canvas.oval(side * 118, -166, 32, 18, (*PINK, 120))
        canvas.line([(side * 60, -86), (side * 44, -56)], darker(face, 0.2), 50)
    canvas.oval(0, -180, 60, 50, lighter(face, 0.4))
    canvas.oval(0, -200, 34, 26, INK)
    canvas.oval(-10, -208, 9, 6, WHITE)
    canvas.line([(-36, -150), (-18, -138), (0, -150), (18, -138), (36, -150)], darker(face, 0.6), 7)
