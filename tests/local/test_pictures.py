"""The demo's pictures: the same for the same seed, and with a telephone's traces only when asked."""

import io

import pytest
from PIL import ExifTags, Image

from apps.listings.choices import Species
from hearth.local import pictures
from hearth.local.pictures.camera import CAMERA, OWNER


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("species", Species.values)
def test_draws_every_species_as_a_photo_of_1600_by_1200(species: str) -> None:
    picture = opened(pictures.pet_picture("Biscuit", species))
    assert (picture.format, picture.size) == ("JPEG", (1600, 1200))


def test_draws_the_same_picture_for_the_same_seed_and_another_for_another() -> None:
    first = pictures.pet_picture("Biscuit", "cat")
    assert pictures.pet_picture("Biscuit", "cat") == first
    assert pictures.pet_picture("Mabel", "cat") != first
    assert pictures.pet_picture("Biscuit", "cat", 1) != first
    assert (
        pictures.avatar_picture("ana") == pictures.avatar_picture("ana") != pictures.avatar_picture("petra")
    )


def test_leaves_a_telephones_traces_only_when_asked() -> None:
    plain, traced = (opened(pictures.pet_picture("Biscuit", "dog", exif=asked)) for asked in (False, True))
    assert not plain.getexif()
    exif = traced.getexif()
    assert exif[ExifTags.Base.Model] == CAMERA
    assert exif[ExifTags.Base.Artist] == OWNER
    assert exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] == "S"


def test_keeps_the_home_pages_picture_as_it_is_drawn() -> None:
    """`static/img/hero.webp` was not drawn by hand: whoever changes the generator draws it again."""
    from django.conf import settings

    kept, drawn = Image.open(settings.ROOT / "static/img/hero.webp"), opened(pictures.hero_picture())
    assert kept.size == drawn.size
    small = [image.convert("RGB").resize((24, 18)) for image in (kept, drawn)]
    differences = [abs(a - b) for a, b in zip(small[0].tobytes(), small[1].tobytes(), strict=True)]
    assert max(differences) < 12
