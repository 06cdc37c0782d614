"""Files to upload: honest photos, and what looks like one."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """A picture in which every direction can be told from every other."""
    falling = Image.linear_gradient("L").resize((width, height))
    rising = Image.linear_gradient("L").rotate(90).resize((width, height))
    return Image.merge("RGB", (falling, rising, Image.new("L", (width, height), 90)))


def photo(**options: Any) -> bytes:
    return encoded(scene(), quality=90, **options)


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes whose header promises a huge picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg_of_many_scans(number: int) -> bytes:
    """A progressive JPEG that goes over its pixels again and again."""
    data = encoded(Image.new("L", (640, 480), 90), progressive=True)
    last_scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last_scan * number + b"\xff\xd9"


def profile_that_swaps_red_and_blue() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"xXYZ").replace(b"bXYZ", b"rXYZ").replace(b"xXYZ", b"bXYZ")
    assert swapped != profile
    return swapped
