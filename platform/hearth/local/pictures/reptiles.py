"""Tortoises and geckos. Origin: the floor below the animal; up is negative."""

import math
from random import Random

from hearth.local.pictures.canvas import Canvas, darker, lighter, mix, rgb, smooth
from hearth.local.pictures.figure import (
    INK,
    PINK,
    WHITE,
    eye,
)

SHELLS = (
    ("#8a6a3c", "#c99b56", "#8fa05a"),
    ("#5f6b3f", "#93a05a", "#b59d63"),
    ("#6b5137", "#a87f4e", "#9a9a72"),
)


GECKOS = (
    ("#f0c75a", "#fdf0c8", "#6b4a2f"),
    ("#a9c46c", "#eef2c8", "#55702f"),
    ("#e6a26a", "#fbe6cf", "#8a4b2c"),
)


def reptile(canvas: Canvas, rng: Random, pose: str) -> None:
    """Draw a tortoise or a gecko."""
    if rng.random() < 0.5:
        _tortoise(canvas, rng)
    else:
        _gecko(canvas, rng)


def _tortoise(canvas: Canvas, rng: Random) -> None:
    shell, plate, skin = (rgb(code) for code in rng.choice(SHELLS))
    for x in (-170, 210):
        canvas.line([(x, -170), (x + (20 if x > 0 else -20), -34)], darker(skin, 0.2), 120)
    canvas.line([(330, -130), (410, -90)], skin, 50, 14)
    canvas.line([(-250, -190), (-380, -290), (-420, -340)], skin, 140, 120)
    dome = smooth(
        [
            (-330, -110),
            (-300, -290),
            (-150, -460),
            (40, -500),
            (230, -430),
            (345, -260),
            (360, -110),
            (0, -80),
        ]
    )
    canvas.polygon(dome, shell)
    with canvas.inside(dome):
        for row, (y, count, shift) in enumerate(((-420, 3, 0), (-300, 4, -70), (-170, 5, 10))):
            for column in range(count + 1):
                x = -260 + column * 172 + shift
                tile = [
                    (x + 84 * math.cos(a), y + 70 * math.sin(a))
                    for a in (0.52 + k * math.tau / 6 for k in range(6))
                ]
                canvas.polygon(tile, plate)
                inner = [
                    (x + 50 * math.cos(a), y + 40 * math.sin(a))
                    for a in (0.52 + k * math.tau / 6 for k in range(6))
                ]
                canvas.polygon(inner, mix(plate, shell, 0.35 if row % 2 else 0.2))
        canvas.oval(330, -180, 160, 300, (*darker(shell, 0.4), 80))
    canvas.line([(-340, -112), (-160, -84), (160, -84), (366, -112)], lighter(shell, 0.25), 44)
    for x in (-60, 90):
        canvas.line([(x * 2, -130), (x * 2 - 16, -34)], skin, 122)
        for toe in (-34, 0, 34):
            canvas.oval(x * 2 - 16 + toe, 8, 12, 12, lighter(skin, 0.6))
    with canvas.at(-450, -390, turn=rng.choice((-6, 0, 8))):
        canvas.shape(
            [(90, -100), (0, -130), (-100, -104), (-146, -20), (-120, 66), (-20, 96), (90, 80), (130, 0)],
            skin,
        )
        canvas.line([(-136, 20), (-90, 50), (-40, 40)], darker(skin, 0.5), 8)
        canvas.oval(-112, -26, 6, 6, darker(skin, 0.5))
        canvas.oval(-34, -40, 38, 38, lighter(skin, 0.35))
        eye(canvas, -36, -38, 28)
        canvas.oval(30, 26, 34, 20, (*PINK, 90))


def _gecko(canvas: Canvas, rng: Random) -> None:
    main, light, spot = (rgb(code) for code in rng.choice(GECKOS))
    bark = rgb("#8a6647")
    canvas.line([(-620, -60), (-200, -70), (260, -56), (680, -70)], bark, 150)
    for x in (-430, -80, 250, 520):
        canvas.line([(x, -100), (x + 130, -92)], darker(bark, 0.2), 12)
        canvas.line([(x + 60, -40), (x + 200, -36)], darker(bark, 0.2), 10)
    canvas.line([(230, -230), (430, -240), (560, -330), (530, -450), (430, -470)], main, 150, 40)
    for x in (-120, 230):
        canvas.line([(x, -230), (x + 90, -190), (x + 60, -140)], darker(main, 0.16), 72, 52)
    body = smooth([(-250, -330), (-60, -400), (160, -370), (310, -260), (260, -160), (0, -130), (-220, -170)])
    canvas.polygon(body, main)
    with canvas.inside(body):
        canvas.oval(0, -130, 300, 70, light)
        for _ in range(34):
            canvas.oval(
                rng.uniform(-230, 300), rng.uniform(-380, -210), rng.uniform(9, 22), rng.uniform(8, 18), spot
            )
    for x in (-210, 150):
        canvas.line([(x, -230), (x - 50, -170), (x - 10, -126)], main, 80, 56)
        for toe in (-36, -8, 22):
            canvas.line([(x - 10, -128), (x - 10 + toe * 1.6, -102)], main, 22)
    with canvas.at(-330, -400, turn=rng.choice((-5, 0, 6))):
        head = smooth(
            [(140, -110), (0, -156), (-140, -130), (-214, -30), (-190, 70), (-60, 124), (110, 110), (190, 0)]
        )
        canvas.polygon(head, main)
        with canvas.inside(head):
            canvas.oval(-20, 110, 240, 90, light)
            for _ in range(12):
                canvas.oval(
                    rng.uniform(-60, 180),
                    rng.uniform(-150, -50),
                    rng.uniform(8, 16),
                    rng.uniform(8, 14),
                    spot,
                )
        canvas.line([(-196, 36), (-110, 70), (0, 62), (70, 24)], darker(main, 0.55), 9)
        canvas.oval(-188, -24, 7, 7, darker(main, 0.5))
        canvas.oval(-66, -56, 62, 62, lighter(main, 0.5))
        canvas.oval(-66, -56, 50, 50, rgb("#c9702e"))
        canvas.oval(-66, -56, 24, 46, INK)
        canvas.oval(-84, -76, 15, 15, WHITE)
