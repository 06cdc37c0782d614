"""What the animals share: eyes, coats, a collar, and a body that sits or lies."""

from dataclasses import dataclass

from hearth.local.pictures.canvas import Canvas, Colour, darker, lighter, rgb, smooth

INK = rgb("#2b2023")


PINK = rgb("#e79a94")


# Dark eyes vanish in a dark coat.
BROWN = rgb("#b5753c")


WHITE = rgb("#fffaf2")


@dataclass(frozen=True)
class Coat:
    """The colours of one animal: the main one, ears and patches, and what is light."""

    main: Colour
    second: Colour
    light: Colour
    eye: Colour = INK


def coat_of(main: str, second: str, light: str, eye: str = "#2b2023") -> Coat:
    return Coat(rgb(main), rgb(second), rgb(light), rgb(eye))


def eye(canvas: Canvas, x: float, y: float, size: float, iris: Colour = INK, *, slit: bool = False) -> None:
    if iris == INK:
        canvas.oval(x, y, size, size * 1.12, INK)
    else:
        canvas.oval(x, y, size * 1.12, size * 1.12, darker(iris, 0.55))
        canvas.oval(x, y, size, size, iris)
        canvas.oval(x, y, size * (0.5 if slit else 0.62), size * 0.92, INK)
    canvas.oval(x - size * 0.34, y - size * 0.4, size * 0.32, size * 0.32, WHITE)
    canvas.oval(x + size * 0.34, y + size * 0.42, size * 0.15, size * 0.15, lighter(INK, 0.75))


def put_collar(canvas: Canvas, y: float, half: float, colour: Colour) -> None:
    canvas.line([(-half, y - 18), (0, y + 22), (half, y - 18)], colour, 34)
    canvas.oval(0, y + 54, 25, 27, rgb("#c98f2e"))
    canvas.oval(-3, y + 51, 19, 21, rgb("#edbf5a"))


def sitting_body(canvas: Canvas, coat: Coat, *, width: float, socks: bool, chest: bool) -> None:
    shade = darker(coat.main, 0.16)
    for side in (-1, 1):
        canvas.oval(side * 165 * width, -150, 140 * width, 160, shade)
        canvas.oval(side * 200 * width, -28, 92, 40, coat.light if socks else shade)
    torso = smooth(
        [
            (-120 * width, -500),
            (-172 * width, -330),
            (-190 * width, -130),
            (-110, -15),
            (0, -6),
            (110, -15),
            (190 * width, -130),
            (172 * width, -330),
            (120 * width, -500),
            (0, -560),
        ]
    )
    canvas.polygon(torso, coat.main)
    with canvas.inside(torso):
        canvas.shape([(60, -600), (230, -500), (240, -60), (120, 0), (150, -260)], (*shade, 150))
        if chest:
            canvas.shape(
                [
                    (0, -560),
                    (105, -480),
                    (98, -330),
                    (45, -210),
                    (0, -180),
                    (-45, -210),
                    (-98, -330),
                    (-105, -480),
                ],
                coat.light,
            )
    for side in (-1, 1):
        canvas.line([(side * 74, -300), (side * 76, -170), (side * 80, -40)], coat.main, 92)
        canvas.line([(side * 74 - side * 46, -300), (side * 34, -60)], (*shade, 255), 5)
        paw = coat.light if socks else lighter(coat.main, 0.12)
        if socks:
            canvas.line([(side * 79, -80), (side * 80, -40)], paw, 92)
        canvas.oval(side * 82, -30, 66, 40, paw)
        for toe in (-18, 18):
            canvas.line([(side * 82 + toe, -34), (side * 82 + toe, -10)], darker(paw, 0.28), 5)


def lying_body(canvas: Canvas, coat: Coat, *, socks: bool, length: float = 1) -> None:
    shade = darker(coat.main, 0.14)
    canvas.oval(40, -150, 330 * length, 158, shade)
    body = smooth(
        [
            (-310, -40),
            (-300, -190),
            (-150, -300),
            (60, -300),
            (270 * length, -230),
            (345 * length, -90),
            (280, -20),
            (0, -8),
        ]
    )
    canvas.polygon(body, coat.main)
    with canvas.inside(body):
        canvas.oval(260 * length, -60, 190, 130, (*shade, 170))
    canvas.oval(250 * length, -30, 105, 38, coat.light if socks else shade)
    for side in (-1, 1):
        paw = coat.light if socks else lighter(coat.main, 0.12)
        canvas.line([(side * 95, -110), (side * 108, -40)], coat.main, 98)
        canvas.oval(side * 110, -34, 74, 42, paw)
        for toe in (-20, 20):
            canvas.line([(side * 110 + toe, -36), (side * 110 + toe, -10)], darker(paw, 0.28), 5)
