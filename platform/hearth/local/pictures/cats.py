"""Cats. Origin: the floor between the front paws; up is negative."""

from random import Random

from hearth.local.pictures.canvas import Canvas, darker, lighter, mix, rgb, smooth
from hearth.local.pictures.figure import (
    PINK,
    Coat,
    coat_of,
    eye,
    lying_body,
    put_collar,
    sitting_body,
)

CAT_COATS = (
    coat_of("#e0914a", "#bf6d2c", "#fbe6c8", "#7d9a3c"),
    coat_of("#8b8580", "#5f5a58", "#ece6df", "#b9a22f"),
    coat_of("#38333a", "#272329", "#4b4550", "#d9b23b"),
    coat_of("#413a40", "#2c272c", "#fdf8f0", "#8fae4e"),
    coat_of("#f6efe4", "#e2cdb0", "#fffdf8", "#5d93b4"),
    coat_of("#ead9c0", "#6b4f41", "#f8eedd", "#4f88b5"),
    coat_of("#9d8a78", "#5f4c40", "#f0e4d4", "#7f9a44"),
)


def cat(canvas: Canvas, rng: Random, pose: str) -> None:
    """Draw a cat."""
    coat = rng.choice(CAT_COATS)
    marking = rng.choice(("tabby", "tabby", "bib", "plain", "points"))
    if coat in CAT_COATS[2:4]:
        marking = "bib" if coat is CAT_COATS[3] else "plain"
    if coat is CAT_COATS[5]:
        marking = "points"
    elif marking == "points":
        marking = "tabby"
    tilt, collar = rng.choice((-8, -4, 0, 5, 8)), rng.choice((None, "#b8413a", "#2f7f86", "#3c5f9e"))
    tail = coat.second if marking in ("points", "tabby") else coat.main
    if pose == "sit":
        canvas.line([(120, -70), (270, -60), (360, -150), (340, -290), (270, -330)], tail, 62, 44)
        sitting_body(canvas, coat, width=0.86, socks=marking == "bib", chest=marking in ("bib", "tabby"))
        head = -610.0
        if marking == "tabby":
            for y in (-330, -260, -190):
                for side in (-1, 1):
                    canvas.line(
                        [(side * 168, y), (side * 120, y + 14), (side * 112, y + 26)], coat.second, 20, 8
                    )
        if collar:
            put_collar(canvas, head + 158, 104, rgb(collar))
    else:
        lying_body(canvas, coat, socks=marking == "bib", length=0.95)
        if marking == "tabby":
            for x in (130, 190, 250):
                canvas.line([(x, -258 + (x - 130) * 0.35), (x + 18, -180), (x + 8, -140)], coat.second, 22, 8)
        canvas.line([(320, -80), (250, -24), (90, -18), (10, -26)], tail, 64, 46)
        head = -315.0
    canvas.glow(0, head + 150, 180, 50, darker(coat.main, 0.7), 0.3)
    with canvas.at(0, head, turn=tilt):
        _cat_head(canvas, coat, marking)


def _cat_head(canvas: Canvas, coat: Coat, marking: str) -> None:
    ear = coat.second if marking in ("points", "tabby") else coat.main
    for mirror in (False, True):
        with canvas.at(0, 0, mirror=mirror):
            canvas.shape(
                [(52, -110), (96, -206), (158, -262), (188, -220), (196, -100), (170, -20), (90, -60)], ear
            )
            canvas.shape([(96, -126), (122, -194), (158, -228), (170, -170), (164, -90)], mix(ear, PINK, 0.7))
    skull = smooth(
        [
            (0, -150),
            (110, -136),
            (184, -50),
            (194, 40),
            (146, 124),
            (60, 158),
            (0, 162),
            (-60, 158),
            (-146, 124),
            (-194, 40),
            (-184, -50),
            (-110, -136),
        ]
    )
    canvas.polygon(skull, coat.main)
    with canvas.inside(skull):
        canvas.oval(206, 50, 110, 210, (*darker(coat.main, 0.2), 110))
        if marking == "points":
            canvas.shape(
                [(0, -40), (90, 0), (110, 90), (60, 150), (0, 165), (-60, 150), (-110, 90), (-90, 0)],
                coat.second,
            )
        if marking == "bib":
            canvas.shape(
                [(0, -50), (34, 20), (120, 70), (130, 180), (0, 220), (-130, 180), (-120, 70), (-34, 20)],
                coat.light,
            )
        if marking == "tabby":
            for x, top in ((-50, -96), (0, -84), (50, -96)):
                canvas.line([(x * 0.8, -170), (x, top)], coat.second, 22, 10)
            for side in (-1, 1):
                for y in (20, 62):
                    canvas.line([(side * 210, y - 14), (side * 140, y)], coat.second, 18, 7)
    if marking in ("tabby", "plain"):
        muzzle = coat.light if marking == "tabby" else lighter(coat.main, 0.14)
        for side in (-1, 1):
            canvas.oval(side * 40, 88, 56, 44, muzzle)
        canvas.oval(0, 116, 44, 32, muzzle)
    ink = darker(coat.main, 0.62) if marking != "points" else darker(coat.second, 0.7)
    canvas.line([(0, 74), (0, 92)], ink, 6)
    canvas.line([(-46, 92), (-22, 108), (0, 92), (22, 108), (46, 92)], ink, 6)
    canvas.shape([(-24, 50), (0, 46), (24, 50), (10, 72), (0, 78), (-10, 72)], rgb("#d9857f"))
    for side in (-1, 1):
        eye(canvas, side * 84, -8, 38, coat.eye, slit=True)
        for rise in (-12, 8, 28):
            canvas.line(
                [(side * 92, 82 + rise * 0.5), (side * 176, 76 + rise), (side * 250, 66 + rise * 1.9)],
                lighter(coat.light, 0.6),
                4,
                2,
            )
