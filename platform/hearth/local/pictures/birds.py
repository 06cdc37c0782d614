"""Birds on a branch. Origin: the floor below the animal; up is negative."""

from random import Random

from hearth.local.pictures.canvas import Canvas, darker, lighter, mix, rgb, smooth
from hearth.local.pictures.figure import (
    eye,
)

BIRDS = (
    ("#7fb24a", "#f2d34e", "#4c7f37", "#5a86c4"),
    ("#6fa8dc", "#f4f1e6", "#3f6fa8", "#4a4f93"),
    ("#f2d45c", "#fbf0b6", "#d8b13a", "#e08a3c"),
    ("#e9e4dc", "#fff9ec", "#b9b2aa", "#ef8a4a"),
    ("#3f8f4f", "#e5573a", "#2f6f8f", "#f0b840"),
)


def bird(canvas: Canvas, rng: Random, pose: str) -> None:
    """Draw a bird on its perch."""
    main, light, wing, accent = (rgb(code) for code in rng.choice(BIRDS))
    crest = rng.random() < 0.4
    wood = rng.choice((rgb("#8b6242"), rgb("#a37a52"), rgb("#6f5140")))
    canvas.line([(160, -150), (230, 40), (250, 130)], darker(wing, 0.1), 90, 26)
    canvas.line([(130, -160), (180, 20), (190, 90)], wing, 84, 30)
    canvas.line([(-900, -46), (-300, -40), (300, -52), (900, -30)], wood, 62)
    canvas.line([(-900, -34), (-300, -28), (300, -40), (900, -18)], (*darker(wood, 0.25), 255), 16)
    for at in (-330, 360):
        canvas.shape([(at, -60), (at + 50, -150), (at + 120, -170), (at + 90, -90)], rgb("#7d9a52"))
        canvas.shape([(at, -60), (at - 60, -120), (at - 120, -110), (at - 70, -60)], rgb("#93ad62"))
    body = smooth(
        [
            (-60, -690),
            (60, -640),
            (150, -480),
            (210, -290),
            (190, -150),
            (90, -70),
            (-30, -80),
            (-130, -190),
            (-160, -360),
            (-130, -560),
        ]
    )
    canvas.polygon(body, main)
    with canvas.inside(body):
        canvas.shape([(-170, -520), (-60, -470), (0, -300), (-10, -80), (-140, -90), (-220, -300)], light)
    plumage = smooth([(20, -470), (130, -430), (216, -290), (236, -130), (180, -60), (90, -160), (20, -300)])
    canvas.polygon(plumage, wing)
    with canvas.inside(plumage):
        for row, y in enumerate((-400, -330, -260, -190)):
            for column in range(5):
                canvas.oval(
                    10 + column * 62 + row * 16,
                    y,
                    40,
                    34,
                    (*mix(wing, light, 0.25 if (row + column) % 2 else 0.1), 255),
                )
    for x in (-40, 40):
        canvas.line([(x, -100), (x, -56)], rgb("#c98a5a"), 20)
        for toe in (-20, 0, 20):
            canvas.line([(x + toe, -76), (x + toe * 1.3, -34)], rgb("#b97848"), 15)
    head = -660.0
    with canvas.at(-20, head, turn=rng.choice((-6, 0, 5))):
        if crest:
            for lean, length in ((-30, 150), (0, 190), (34, 160)):
                canvas.line(
                    [(10 + lean * 0.4, -100), (30 + lean, -150), (60 + lean * 1.6, -120 - length * 0.7)],
                    accent,
                    46,
                    12,
                )
        canvas.oval(0, 0, 150, 142, main)
        canvas.shape([(-150, -30), (-60, -90), (10, -20), (0, 80), (-80, 120), (-150, 60)], light)
        canvas.oval(30, 60, 42, 34, accent)
        canvas.shape(
            [(-120, -26), (-186, 0), (-206, 60), (-176, 96), (-150, 70), (-110, 66), (-90, 20)],
            rgb("#d9a24a") if light != rgb("#fbf0b6") else rgb("#e58a4a"),
        )
        canvas.line([(-186, 62), (-150, 52), (-112, 56)], darker(rgb("#d9a24a"), 0.4), 5)
        canvas.oval(-20, -24, 34, 34, lighter(main, 0.75))
        eye(canvas, -22, -24, 25)
