"""What people upload by mistake or with intent: a reason for the owner, or pictures that are safe to show."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from apps.media.choices import Refusal
from apps.media.models import MediaFile
from apps.media.processing import RefusedError, read_photo
from apps.media.services import quarantine
from tests.cast import Cast
from tests.media import pictures
from tests.media.pictures import encoded, scene
from tests.media.sending import Work, published, upload

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "text": (lambda: b"dear diary, " * 50, "not_an_image"),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>" + pictures.photo(), "not_an_image"),
    "zip": (lambda: b"PK\x03\x04" + b"\0" * 500, "not_an_image"),
    "svg": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "unsupported_format",
    ),
    "svg with a prologue": (
        lambda: b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- hello -->\n<svg onload="alert(1)"/>',
        "unsupported_format",
    ),
    "gif": (lambda: encoded(scene().quantize(), "GIF"), "unsupported_format"),
    "tiff": (lambda: encoded(scene(), "TIFF"), "unsupported_format"),
    "heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0" + b"\0" * 500, "unsupported_format"),
    "12,000 pixels wide": (lambda: encoded(Image.new("L", (12_000, 300)), "PNG"), "too_many_pixels"),
    "claims 50,000 × 50,000": (lambda: pictures.png_claiming(50_000, 50_000), "too_many_pixels"),
    "claims 9,000 × 5,000": (lambda: pictures.png_claiming(9_000, 5_000), "too_many_pixels"),
    "41 megapixels": (lambda: encoded(Image.new("1", (6_500, 6_400)), "PNG"), "too_many_pixels"),
    "tiny": (lambda: encoded(scene(640, 199)), "too_small"),
    "half a jpeg": (lambda: pictures.photo()[: len(pictures.photo()) // 2], "damaged"),
    "half a png": (lambda: encoded(scene(), "PNG", compress_level=0)[:400_000], "damaged"),
    "half a webp": (lambda: encoded(scene(), "WEBP")[:2000], "damaged"),
    "the first bytes of a jpeg": (lambda: pictures.photo()[:100], "damaged"),
    "no pixels behind the header": (lambda: pictures.png_claiming(6_000, 6_000), "damaged"),
    "nothing high and wide": (lambda: pictures.png_claiming(0, 0), "damaged"),
    "a jpeg of 500 scans": (lambda: pictures.jpeg_of_many_scans(500), "damaged"),
    "a png that is called jpeg inside": (lambda: b"\xff\xd8\xff" + encoded(scene(), "PNG"), "damaged"),
}


@pytest.mark.parametrize("case", BAD)
def test_refuses_with_the_reason(cast: Cast, work: Work, case: str) -> None:
    build, reason = BAD[case]
    found = upload(cast.client("petra"), build(), work)
    assert (found["state"], found["renditions"]) == ("refused", None)
    assert found["refusal"] == {"code": reason, "detail": Refusal(reason).label}
    media = MediaFile.objects.get(pk=found["id"])
    assert media.is_refused
    assert media.is_settled
    assert media.refusal_message == Refusal(reason).label
    assert (media.thumb_url, media.card_url, media.full_url) == ("", "", "")
    assert not quarantine().exists(media.key)
    assert published(found["id"]) == {}


def test_refuses_nothing_at_all() -> None:
    with pytest.raises(RefusedError, match="not_an_image"):
        read_photo(b"")


def test_refuses_more_bytes_than_a_photo_may_have(settings: object) -> None:
    data = pictures.photo()
    settings.PHOTO_MAX_BYTES = len(data)  # type: ignore[attr-defined]
    assert read_photo(data).width == 640
    with pytest.raises(RefusedError, match="too_large"):
        read_photo(data + b"\0")


def test_takes_what_is_just_within_the_limits() -> None:
    for width, height in ((10_000, 4_000), (200, 200)):
        photo = read_photo(encoded(Image.new("1", (width, height)), "PNG"))
        assert (photo.width, photo.height) == (width, height)
    read_photo(pictures.jpeg_of_many_scans(50))


def rgba() -> Image.Image:
    image = scene().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def plain() -> Image.Image:
    return Image.new("RGB", (640, 480))


PRINTER = b"\0\0\2\0lcms\2\x10\0\0prtrCMYKLab " + b"\0" * 400
SCRIPT = b"<script>alert(1)</script>"


STRANGE: dict[str, Callable[[], bytes]] = {
    "cmyk jpeg": lambda: encoded(scene().convert("CMYK")),
    "grey jpeg": lambda: encoded(scene().convert("L")),
    "progressive jpeg": lambda: encoded(scene(), progressive=True),
    "two pictures in one jpeg": lambda: encoded(scene(), "MPO", save_all=True, append_images=[scene(64, 48)]),
    "16-bit png": lambda: encoded(scene().convert("L").convert("I;16"), "PNG"),
    "1-bit png": lambda: encoded(scene().convert("1"), "PNG"),
    "palette": lambda: encoded(scene().quantize(), "PNG"),
    "palette with a clear colour": lambda: encoded(scene().quantize(64), "PNG", transparency=32),
    "grey with a clear tone": lambda: encoded(scene().convert("L"), "PNG", transparency=90),
    "see-through grey": lambda: encoded(rgba().convert("LA"), "PNG"),
    "see-through png": lambda: encoded(rgba(), "PNG"),
    "see-through webp": lambda: encoded(rgba(), "WEBP"),
    "lossless webp": lambda: encoded(scene(), "WEBP", lossless=True),
    "animated webp": lambda: encoded(scene(), "WEBP", save_all=True, append_images=[plain()]),
    "animated png": lambda: encoded(scene(), "PNG", save_all=True, append_images=[plain()]),
    "broken profile": lambda: pictures.photo(icc_profile=b"no profile at all" * 20),
    "profile of a printer's": lambda: pictures.photo(
        icc_profile=b"\0\0\2\0lcms\2\x10\0\0prtrCMYKLab " + b"\0" * 400
    ),
    "broken exif": lambda: pictures.photo(exif=b"Exif\0\0MM\0*" + b"\xff" * 60),
    "orientation that is none": lambda: pictures.photo(exif=orientation(9)),
    "html behind the photo": lambda: pictures.photo(comment=SCRIPT) + SCRIPT,
    "film behind the photo": lambda: pictures.photo() + b"\0\0\0\x18ftypmp42" + b"\xff\xda" * 5000,
}


def orientation(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


@pytest.mark.parametrize("case", STRANGE)
def test_makes_safe_pictures_of_strange_ones(cast: Cast, work: Work, case: str) -> None:
    found = upload(cast.client("petra"), STRANGE[case](), work)
    assert (found["state"], found["refusal"]) == ("ready", None)
    assert (found["width"], found["height"]) == (640, 480)
    expected = {"thumbnail": (240, 240), "card": (640, 480), "full": (640, 480)}
    stored = published(found["id"])
    assert stored.keys() == expected.keys()
    for name, size in expected.items():
        with Image.open(io.BytesIO(stored[name])) as picture:
            assert (picture.format, picture.size) == ("WEBP", size)
            assert picture.mode == ("RGBA" if "clear" in case or "see-through" in case else "RGB")
            assert getattr(picture, "n_frames", 1) == 1
        assert b"<script" not in stored[name]
        assert (found["renditions"][name]["width"], found["renditions"][name]["height"]) == size


def full(data: bytes) -> Image.Image:
    photo = read_photo(data)
    image = Image.open(io.BytesIO(photo.pictures["full"].content))  # type: ignore[index]
    assert image.size == (photo.width, photo.height)
    return image.convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, from 0 to 255."""
    return max(ImageStat.Stat(ImageChops.difference(one, other.convert("RGB"))).mean)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("value", range(1, 9))
def test_turns_photos_as_the_camera_was_held(value: int, kind: str) -> None:
    data = encoded(scene(), kind, exif=orientation(value))
    with Image.open(io.BytesIO(data)) as original:
        upright = ImageOps.exif_transpose(original)
    assert upright.size == ((640, 480) if value < 5 else (480, 640))
    assert difference(full(data), upright) < 8


def test_keeps_what_a_strange_file_shows() -> None:
    for case in ("cmyk jpeg", "two pictures in one jpeg", "animated webp", "animated png", "broken profile"):
        assert difference(full(STRANGE[case]()), scene()) < 8, case
    sixteen_bits = Image.new("I;16", (640, 480), 30_000)
    shown = full(encoded(sixteen_bits, "PNG")).getpixel((320, 240))
    assert shown == pytest.approx((117, 117, 117), abs=3)


def test_converts_colours_by_their_profile() -> None:
    red, profile = Image.new("RGB", (640, 480), (250, 0, 0)), pictures.profile_that_swaps_red_and_blue()
    shown = full(encoded(red, "PNG", icc_profile=profile)).getpixel((320, 240))
    assert shown == pytest.approx((0, 0, 250), abs=8)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), {"thumbnail": (240, 240), "card": (800, 600), "full": (1600, 1200)}),
        ((3000, 4000), {"thumbnail": (240, 240), "card": (800, 600), "full": (1200, 1600)}),
        ((10_000, 400), {"thumbnail": (240, 240), "card": (533, 400), "full": (1600, 64)}),
        ((200, 300), {"thumbnail": (200, 200), "card": (200, 150), "full": (200, 300)}),
    ],
)
def test_publishes_three_sizes_and_enlarges_none(
    size: tuple[int, int], expected: dict[str, tuple[int, int]]
) -> None:
    photo = read_photo(encoded(scene(*size), quality=70))
    assert (photo.width, photo.height) == size
    assert {name.value: (made.width, made.height) for name, made in photo.pictures.items()} == expected


def test_finds_the_same_photo_again_by_its_look() -> None:
    def look(image: Image.Image, **options: object) -> int:
        return int(read_photo(encoded(image, **options)).perceptual_hash, 16)

    original = look(scene(1200, 900))
    resized = look(scene(600, 450), quality=50)
    other = look(ImageOps.mirror(scene(1200, 900)))
    assert (original ^ resized).bit_count() <= 4
    assert (original ^ other).bit_count() > 20
