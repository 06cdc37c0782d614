import io
import math
from random import Random

from hearth.local.pictures.canvas import Canvas, lighter, rgb

SPOKES = 14


def wheel_picture(seed: str) -> bytes:
    """Draw a cycling club's mark as a PNG of 512 by 512 pixels: a wheel before hills or waves."""
    rng = Random(f"wheel {seed}")
    ground = rgb(rng.choice(("#14606a", "#2f5d86", "#3f6b4a", "#7a4a2f", "#5a4a86")))
    ink, hill = rgb("#fff6e6"), lighter(ground, 0.2)
    canvas = Canvas(512, 512, ground)
    first = rng.uniform(0, math.tau)
    for rise, colour in ((320, lighter(ground, 0.1)), (392, hill)):
        first, wide = first + rng.uniform(1, 3), rng.uniform(62, 95)
        line = [(x, rise + 34 * math.sin(first + x / wide)) for x in range(-20, 540, 20)]
        canvas.shape([*line, (540, 540), (-20, 540)], colour)
    canvas.oval(256, 248, 172, 172, ink)
    canvas.oval(256, 248, 144, 144, ground)
    for spoke in range(SPOKES):
        turn = first + math.tau * spoke / SPOKES
        end = (256 + 150 * math.cos(turn), 248 + 150 * math.sin(turn))
        canvas.line([(256, 248), end], ink, 7)
    canvas.oval(256, 248, 34, 34, ink)
    canvas.oval(256, 248, 14, 14, ground)
    buffer = io.BytesIO()
    canvas.finished().save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
