"""Pictures for demo data and tests, drawn here so that nobody's own photo is needed.

The same seed always gives the same bytes. Nothing in this package may be used in production."""

import io
from collections.abc import Callable
from random import Random

from hearth.local.pictures import birds, cats, dogs, farm, rabbits, reptiles, scenes, small_animals
from hearth.local.pictures.camera import camera_exif
from hearth.local.pictures.canvas import Canvas, darker, lighter, rgb

ANIMALS: dict[str, Callable[[Canvas, Random, str], None]] = {
    "dog": dogs.dog,
    "cat": cats.cat,
    "rabbit": rabbits.rabbit,
    "bird": birds.bird,
    "reptile": reptiles.reptile,
    "small_animal": small_animals.small_animal,
    "farm_animal": farm.farm_animal,
    "other": small_animals.hedgehog,
}
# How large each stands in the picture when it is seen whole.
SIZES = {
    "dog": 1.12,
    "cat": 1.12,
    "rabbit": 1.22,
    "bird": 1.05,
    "reptile": 1.12,
    "small_animal": 1.35,
    "farm_animal": 1.12,
    "other": 1.45,
}


def pet_picture(seed: str, species: str, shot: int = 0, *, exif: bool = False, scale: float = 1) -> bytes:
    """Draw an animal as a JPEG of 1600 by 1200 pixels, times `scale`.

    The seed is the animal: other shots of it (1, 2, …) change the place, the pose and the distance, not
    the coat. With `exif` the file carries what a telephone writes, including where it stood, so that
    stripping can be proved."""
    place = Random(f"place {species} {seed} {shot}")
    choices = list(scenes.SCENES)
    if species in ("farm_animal", "other"):
        choices = [scenes.garden, scenes.plain]
    # Shots of one animal visit its scenes in turn, so that a gallery never shows the same room twice running.
    Random(f"scenes {species} {seed}").shuffle(choices)
    canvas = Canvas(scale=scale)
    floor = choices[shot % len(choices)](canvas, place)
    pose = "sit" if (shot + len(seed)) % 3 else "lie"
    close = shot % 3 == 1 or (shot == 0 and place.random() < 0.35)
    size = SIZES[species] * place.uniform(0.96, 1.04)
    x = place.uniform(760, 840)
    if close and species in ("dog", "cat"):
        size *= 1.5
        floor = 690 + (640 if pose == "sit" else 330) * size
    elif close:
        size *= 1.18
        floor += 60
    if floor < 1200 and species != "bird":
        canvas.glow(x, floor - 6, 420 * size, 60 * size, (48, 30, 26), 0.4)
    with canvas.at(x, floor - (150 if species == "bird" else 0), scale=size, mirror=place.random() < 0.5):
        ANIMALS[species](canvas, Random(f"animal {species} {seed}"), pose)
    canvas.glow(place.choice((200, 1400)), 60, 900, 620, (255, 240, 205), 0.14)
    return _jpeg(canvas, exif_seed=f"{seed} {shot}" if exif else None)


def hero_picture() -> bytes:
    """Draw the picture of the home page as a WebP: a dog, a cat and a rabbit by the fire.

    `static/img/hero.webp` is this function's answer, kept as a file."""
    canvas = Canvas()
    floor = scenes.evening(canvas, Random("hearth 5"))
    company = (
        ("cat", "hero cat 0", 1185, 0.95),
        ("dog", "hero dog 12", 770, 1.06),
        ("rabbit", "hero rabbit 6", 385, 0.82),
    )
    for species, seed, x, size in company:
        canvas.glow(x, floor - 4, 400 * size, 60 * size, (40, 22, 20), 0.45)
        with canvas.at(x, floor, scale=size):
            ANIMALS[species](canvas, Random(seed), "sit")
    buffer = io.BytesIO()
    canvas.finished().resize((1200, 900)).save(buffer, "WEBP", quality=82, method=6)
    return buffer.getvalue()


def logo_picture(seed: str) -> bytes:
    """Draw a rescue's mark as a PNG of 512 by 512 pixels: a paw or a house in its own colours."""
    rng = Random(f"logo {seed}")
    ground = rgb(rng.choice(("#2f6f76", "#b8563a", "#3f5f86", "#6b4a66", "#7f8f4a", "#c98f2e")))
    canvas = Canvas(512, 512, ground)
    canvas.oval(256, 256, 226, 226, lighter(ground, 0.14))
    ink = rgb("#fff6e6")
    house = rng.random() < 0.4
    with canvas.at(256, 262, turn=0 if house else rng.choice((-12, 0, 10))):
        if house:
            canvas.polygon(
                [(-170, 0), (0, -160), (170, 0), (128, 0), (128, 140), (-128, 140), (-128, 0)], ink
            )
            size, drop, ink = 0.46, 60, ground
        else:
            size, drop = 1.0, 30
        with canvas.at(0, drop, scale=size):
            canvas.shape(
                [(0, -60), (76, -10), (112, 66), (70, 118), (0, 100), (-70, 118), (-112, 66), (-76, -10)], ink
            )
            for x, y, turn in ((-128, -54, -24), (-52, -136, -8), (52, -136, 8), (128, -54, 24)):
                canvas.oval(x, y, 38, 52, ink, turn)
    buffer = io.BytesIO()
    canvas.finished().save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def avatar_picture(seed: str) -> bytes:
    """Draw a person's head and shoulders as a PNG of 512 by 512 pixels."""
    rng = Random(f"avatar {seed}")
    ground = rgb(rng.choice(("#e9c3a6", "#b9cfc4", "#c3cfe0", "#ecd49a", "#d9bfc9")))
    skin = rgb(rng.choice(("#f2c9a5", "#d9a078", "#b0764f", "#80523a", "#5d3b2b", "#f6d8bd")))
    hair = rgb(rng.choice(("#2c2224", "#5a3a2a", "#a5642f", "#d9b06a", "#8f8a88", "#3f3634")))
    shirt = rgb(rng.choice(scenes.CLOTHS))
    style = rng.choice(("short", "long", "bun", "curly"))
    canvas = Canvas(512, 512, ground)
    canvas.oval(256, 256, 220, 220, lighter(ground, 0.3))
    if style == "long":
        canvas.shape(
            [(130, 200), (256, 70), (382, 200), (398, 400), (330, 440), (182, 440), (114, 400)], hair
        )
    if style == "bun":
        canvas.oval(256, 84, 54, 50, hair)
    canvas.shape([(40, 560), (80, 420), (190, 372), (322, 372), (432, 420), (472, 560)], shirt)
    canvas.line([(256, 300), (256, 392)], darker(skin, 0.12), 92)
    if style == "curly":
        for x, y in ((150, 200), (170, 140), (224, 104), (288, 104), (342, 140), (362, 200), (256, 120)):
            canvas.oval(x, y, 54, 52, hair)
    canvas.shape(
        [(256, 120), (340, 150), (352, 240), (310, 330), (256, 352), (202, 330), (160, 240), (172, 150)], skin
    )
    canvas.shape(
        [
            (152, 226),
            (150, 150),
            (214, 96),
            (310, 98),
            (364, 150),
            (360, 226),
            (330, 176),
            (256, 160),
            (196, 172),
        ],
        hair,
    )
    for side in (-1, 1):
        canvas.oval(256 + side * 40, 244, 10, 12, rgb("#2b2023"))
        canvas.oval(256 + side * 62, 284, 18, 11, (231, 130, 120, 90))
        canvas.line([(256 + side * 26, 212), (256 + side * 54, 217)], darker(hair, 0.2), 8)
    canvas.line([(226, 298), (256, 314), (286, 298)], darker(skin, 0.55), 8)
    buffer = io.BytesIO()
    canvas.finished().save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _jpeg(canvas: Canvas, *, exif_seed: str | None) -> bytes:
    buffer = io.BytesIO()
    options = {"exif": camera_exif(exif_seed)} if exif_seed else {}
    canvas.finished().save(buffer, "JPEG", quality=88, **options)
    return buffer.getvalue()
