"""From whatever somebody uploaded to safe pictures, or to the reason why not. No database, no storage.

A file is believed in nothing but its bytes: not its name, not its declared type. What is published is
encoded anew from bare pixels, so nothing that hid beside them (places, names, scripts) comes along.
What decoding may cost is bounded before it starts: 40 megapixels take up to 700 MB and about two seconds.
"""

import hashlib
import io
import logging
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from PIL import Image, ImageCms

from apps.media.choices import ATTACHMENT_TYPES, Refusal
from apps.media.choices import Rendition as Name
from apps.media.reading import Attachment, RefusedError

logger = logging.getLogger("hearth.media")

# For every other use of Pillow in this process too.
Image.MAX_IMAGE_PIXELS = settings.PHOTO_MAX_PIXELS

SMALLEST_SIDE = 200
THUMBNAIL_SIDE = 240
CARD_SIZE = (800, 600)
FULL_SIDE = 1600
WEBP: dict[str, Any] = {"format": "WEBP", "quality": 80, "method": 4}
JPEG_SCAN = re.compile(rb"\xff\xda\x00(?:\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
MOST_JPEG_SCANS = 100
"""A photo has about ten. Each is a pass over every pixel, so 10 MB of empty ones would take an hour."""
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What the eight values of EXIF's orientation ask for; 1 asks for nothing."""
LYING = (TURNS[5], TURNS[6], TURNS[7], TURNS[8])
OTHER_PICTURE = re.compile(
    rb"GIF8|BM|II\*\x00|MM\x00\*|\x00\x00\x01\x00|8BPS|\xff\x0a|....ftyp(avif|avis|heic|heix|hevc|mif1|msf1)"
    rb"|(\xef\xbb\xbf)?\s*<(\?xml.{0,2000}?<|!--.{0,2000}?<|!DOCTYPE\s+)?svg\b",
    re.DOTALL | re.IGNORECASE,
)
"""GIF, BMP, TIFF, ICO, Photoshop, JPEG XL, AVIF and HEIC, SVG: pictures, but none that we take."""


@dataclass(frozen=True)
class Picture:
    """One published size: WebP without any metadata."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.blake2b(self.content, digest_size=8).hexdigest()


@dataclass(frozen=True)
class Photo:
    """An accepted file: its true type, its size in pixels when upright, and what is published of it."""

    content_type: str
    width: int
    height: int
    checksum: str
    perceptual_hash: str
    pictures: Mapping[Name, Picture]


def read_photo(data: bytes) -> Photo:
    """Turn a file into its published sizes; raise RefusedError with the reason when it cannot be one."""
    if len(data) > settings.PHOTO_MAX_BYTES:
        raise RefusedError(Refusal.TOO_LARGE)
    content_type = sniff(data)
    decoded = _decode(data, content_type)
    pixels = _upright(decoded)
    width, height = decoded.size
    return Photo(
        content_type=content_type,
        width=height if decoded.turn in LYING else width,
        height=width if decoded.turn in LYING else height,
        checksum=hashlib.sha256(data).hexdigest(),
        perceptual_hash=difference_hash(pixels),
        pictures={name: _encoded(_sized(pixels, name)) for name in Name},
    )


PDF_BEGINS, PDF_ENDS = b"%PDF-", b"%%EOF"
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 85}


def read_attachment(data: bytes) -> Attachment:
    """Keep a PDF as it came, or a picture encoded anew; raise RefusedError when it is neither."""
    if len(data) > settings.PHOTO_MAX_BYTES:
        raise RefusedError(Refusal.TOO_LARGE)
    if data.startswith(PDF_BEGINS):
        if PDF_ENDS not in data[-2048:]:
            raise RefusedError(Refusal.DAMAGED)
        return Attachment("application/pdf", data)
    try:
        content_type = sniff(data)
    except RefusedError:
        raise RefusedError(Refusal.NOT_A_DOCUMENT) from None
    if content_type not in ATTACHMENT_TYPES:
        raise RefusedError(Refusal.NOT_A_DOCUMENT)
    picture = _upright(_decode(data, content_type))
    bare = Image.new("RGB", picture.size, "white")
    bare.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    buffer = io.BytesIO()
    bare.save(buffer, **JPEG)
    return Attachment("image/jpeg", buffer.getvalue(), *bare.size)


def sniff(data: bytes) -> str:
    """Tell the type from the first bytes; raise RefusedError for anything but JPEG, PNG and WebP."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    raise RefusedError(Refusal.UNSUPPORTED_FORMAT if OTHER_PICTURE.match(data) else Refusal.NOT_AN_IMAGE)


def difference_hash(image: Image.Image) -> str:
    """Describe a picture in 64 bits that stay nearly the same when it is resized or encoded again (dHash)."""
    # Transparent pixels have whatever colour their editor left there.
    shown = Image.new("RGB", image.size, "white")
    shown.paste(image, mask=image if image.mode == "RGBA" else None)
    grey = shown.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    rising = [grey[row * 9 + column] < grey[row * 9 + column + 1] for row in range(8) for column in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(rising)):016x}"


@dataclass(frozen=True)
class _Decoded:
    """What the decoder made of a file; `image` may already be smaller than `size`."""

    image: Image.Image
    size: tuple[int, int]
    turn: Image.Transpose | None
    profile: bytes | None


def _decode(data: bytes, content_type: str) -> _Decoded:
    """Decode the first frame, after the header has promised what is affordable."""
    if content_type == "image/jpeg" and len(JPEG_SCAN.findall(data)) > MOST_JPEG_SCANS:
        raise RefusedError(Refusal.DAMAGED)
    try:
        with warnings.catch_warnings(action="ignore"):
            image = Image.open(io.BytesIO(data), formats=[content_type.removeprefix("image/").upper()])
            size = image.size
            _check_size(*size)
            profile = image.info.get("icc_profile")
            turn = _turn(image)
            image.draft(None, _enough(size))  # JPEG alone: decodes at a half, a quarter or an eighth
            return _Decoded(_resizable(image), size, turn, profile)
    except RefusedError:
        raise
    except Image.DecompressionBombError as error:
        raise RefusedError(Refusal.TOO_MANY_PIXELS) from error
    except Exception as error:
        # Decoders meet hostile bytes with every kind of exception; whichever it is, the file is at fault.
        logger.info("damaged photo", exc_info=error)
        raise RefusedError(Refusal.DAMAGED) from error


def _check_size(width: int, height: int) -> None:
    if width * height > settings.PHOTO_MAX_PIXELS or max(width, height) > settings.PHOTO_MAX_SIDE:
        raise RefusedError(Refusal.TOO_MANY_PIXELS)
    if min(width, height) < SMALLEST_SIDE:
        raise RefusedError(Refusal.TOO_SMALL)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How the camera was held; unreadable EXIF says nothing, and is not worth refusing a photo for."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return None


def _resizable(image: Image.Image) -> Image.Image:
    """Load the pixels; palettes, bits and 16-bit greys can be neither averaged nor matched to a profile."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("RGB", "L", "CMYK"):
        image.load()
        return image
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256) + 0).convert("L")
    return image.convert("RGB")


def _upright(decoded: _Decoded) -> Image.Image:
    """Return bare sRGB pixels, the right way up, no more of them than the published sizes need.

    Shrinks first: turning and converting colours then cost next to nothing.
    """
    image = decoded.image
    wanted = _enough(decoded.size)
    if wanted != image.size:
        image = image.resize(wanted, Image.Resampling.LANCZOS, reducing_gap=3.0)
    image = _in_srgb(image, decoded.profile)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    if decoded.turn is not None:
        image = image.transpose(decoded.turn)
    # Only pixels go over: whatever the decoder noted beside them stays behind.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _enough(size: tuple[int, int]) -> tuple[int, int]:
    """Small enough for the full size, large enough to crop a card from a panorama; never enlarged."""
    longer, shorter = max(size), min(size)
    scale = min(1.0, max(FULL_SIDE / longer, CARD_SIZE[0] / shorter))
    return round(size[0] * scale), round(size[1] * scale)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert colours by the embedded profile; a broken or foreign one is left out."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, embedded, srgb, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            logger.info("unusable colour profile")
        else:
            if converted is not None:
                return converted
    return image.convert(mode)


def _sized(image: Image.Image, name: Name) -> Image.Image:
    if name is Name.FULL:
        scale = min(1.0, FULL_SIDE / max(image.size))
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        return image.resize(size, Image.Resampling.LANCZOS)
    wanted = CARD_SIZE if name is Name.CARD else (THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    return _cropped(image, *wanted)


def _cropped(image: Image.Image, width: int, height: int) -> Image.Image:
    """Cut to the proportion and shrink to the size; a smaller picture is cut, but never enlarged."""
    scale = min(image.width / width, image.height / height)
    cut_width = min(image.width, round(width * scale))
    cut_height = min(image.height, round(height * scale))
    left = (image.width - cut_width) // 2
    # Faces are rather in the upper half of upright photos.
    top = (image.height - cut_height) * 2 // 5
    size = min(width, cut_width), min(height, cut_height)
    box = (left, top, left + cut_width, top + cut_height)
    return image.resize(size, Image.Resampling.LANCZOS, box=box)


def _encoded(image: Image.Image) -> Picture:
    buffer = io.BytesIO()
    image.save(buffer, **WEBP)
    return Picture(buffer.getvalue(), *image.size)
