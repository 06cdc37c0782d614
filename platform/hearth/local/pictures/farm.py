"""Sheep and hens. Origin: the floor below the animal; up is negative."""

import math
from random import Random

from hearth.local.pictures.canvas import Canvas, darker, lighter, mix, rgb, smooth
from hearth.local.pictures.figure import (
    INK,
    PINK,
    eye,
)

FLEECES = (("#f6efe2", "#4a3f3d"), ("#efe4d0", "#d8b394"), ("#6a5a50", "#3a302d"))


def farm_animal(canvas: Canvas, rng: Random, pose: str) -> None:
    """Draw a sheep or a hen."""
    if rng.random() < 0.45:
        _hen(canvas, rng)
        return
    fleece, face = (rgb(code) for code in rng.choice(FLEECES))
    for x in (-150, -60, 90, 170):
        canvas.line([(x, -200), (x, -30)], darker(face, 0.1), 58)
        canvas.oval(x, -20, 40, 24, INK)
    shade = darker(fleece, 0.12)
    for outline, colour in ((18, shade), (0, fleece)):
        for step in range(16):
            angle = step * math.tau / 16
            canvas.oval(10 + 270 * math.cos(angle), -330 + outline + 165 * math.sin(angle), 92, 84, colour)
        canvas.oval(10, -330 + outline, 300, 190, colour)
    for x, y in ((60, -330), (170, -380), (200, -260), (90, -230), (-60, -240)):
        canvas.line([(x - 34, y), (x, y + 24), (x + 34, y)], shade, 12)
    with canvas.at(-130, -500, turn=rng.choice((-7, 0, 6))):
        for side in (-1, 1):
            canvas.oval(side * 160, -36, 84, 36, darker(face, 0.08), side * 14)
            canvas.oval(side * 158, -32, 54, 19, mix(face, PINK, 0.6), side * 14)
        canvas.shape(
            [(0, -140), (106, -100), (112, 30), (70, 150), (0, 184), (-70, 150), (-112, 30), (-106, -100)],
            face,
        )
        for x, y, r in ((0, -150, 76), (-72, -128, 62), (72, -128, 62), (-36, -104, 50), (36, -104, 50)):
            canvas.oval(x, y, r, r * 0.86, fleece)
        for side in (-1, 1):
            canvas.oval(side * 56, 0, 29, 29, lighter(face, 0.75))
            eye(canvas, side * 56, 1, 25)
            canvas.oval(side * 16, 112, 7, 10, darker(face, 0.6), side * 20)
        canvas.line([(-34, 146), (0, 156), (34, 146)], darker(face, 0.6), 7)


def _hen(canvas: Canvas, rng: Random) -> None:
    main = rgb(rng.choice(("#b8612f", "#f3e9d8", "#5a4a48", "#d79a4e")))
    for x in (-20, 80):
        canvas.line([(x, -150), (x, -14)], rgb("#dba243"), 22)
        for toe in (-44, 0, 44):
            canvas.line([(x, -20), (x + toe, 0)], rgb("#dba243"), 18)
    for lean, tip in ((0, -560), (50, -520), (90, -450)):
        canvas.line([(220, -340), (320 + lean, -440), (360 + lean, tip)], darker(main, 0.24), 90, 40)
    body = smooth(
        [
            (-170, -640),
            (-80, -560),
            (20, -430),
            (200, -420),
            (340, -470),
            (320, -290),
            (180, -140),
            (-30, -120),
            (-180, -220),
            (-230, -420),
        ]
    )
    canvas.polygon(body, main)
    wing = smooth([(-20, -400), (120, -390), (270, -300), (190, -220), (40, -220), (-40, -300)])
    canvas.polygon(wing, darker(main, 0.15))
    with canvas.inside(wing):
        for x in range(0, 300, 64):
            canvas.oval(x, -260, 44, 38, darker(main, 0.24))
    with canvas.at(-150, -650, turn=rng.choice((-5, 0, 5))):
        for x, y, r in ((-50, -110, 36), (4, -128, 42), (58, -104, 36)):
            canvas.oval(x, y, r, r * 1.2, rgb("#cf4238"))
        canvas.oval(0, 0, 124, 116, main)
        canvas.oval(-96, 86, 30, 46, rgb("#cf4238"))
        canvas.shape([(-104, -28), (-200, 18), (-104, 44)], rgb("#e5ac45"))
        canvas.oval(-36, -18, 38, 38, lighter(main, 0.55))
        eye(canvas, -38, -18, 24)
