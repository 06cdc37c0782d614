"""What a camera and its owner wrote beside the pixels stays out of everything public."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from apps.media.models import MediaFile
from apps.media.services import quarantine
from tests.cast import Cast
from tests.media.pictures import encoded, scene
from tests.media.sending import Work, announce, published, send, upload

CAMERA, PLACE, AUTHOR, REMARK = b"SecretCam 3000", b"Hidden Harbour", b"Petra's real name", b"our back door"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="' + AUTHOR + b'"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
MARKS = (b"acsp", b"ICC_PROFILE", b"ICCP", b"Exif", b"EXIF", b"xmpmeta", b"XMP ", b"8BIM", b"<x:")


def exif() -> Image.Exif:
    found = Image.Exif()
    found[0x010F] = CAMERA.decode()
    found[0x010E] = REMARK.decode()
    found[0x0112] = 1
    places = found.get_ifd(0x8825)
    places.update({1: "S", 2: (33.0, 51.0, 24.0), 3: "E", 4: (151.0, 12.0, 34.0), 28: b"ASCII\0\0\0" + PLACE})
    return found


def jpeg() -> bytes:
    options = {"exif": exif(), "xmp": XMP, "icc_profile": PROFILE, "comment": REMARK}
    return encoded(scene(), "JPEG", quality=90, **options)


def png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", REMARK.decode())
    words.add_text("Author", AUTHOR.decode(), zip=False)
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return encoded(scene(), "PNG", exif=exif(), icc_profile=PROFILE, pnginfo=words)


def webp() -> bytes:
    return encoded(scene(), "WEBP", quality=90, exif=exif(), xmp=XMP, icc_profile=PROFILE)


CAMERAS: dict[str, Callable[[], bytes]] = {"jpeg": jpeg, "png": png, "webp": webp}


def secrets_in(data: bytes) -> set[bytes]:
    """What can be read of our secrets in a file's bytes."""
    return {word for word in (CAMERA, PLACE, AUTHOR, REMARK, *MARKS) if word in data}


def noted_beside(data: bytes) -> dict[str, object]:
    """What a reader of metadata finds."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        found: dict[str, object] = {
            "exif": dict(image.getexif()),
            "places": dict(image.getexif().get_ifd(0x8825)),
        }
        found |= {"xmp": image.info.get("xmp"), "profile": image.info.get("icc_profile")}
        found |= {"text": getattr(image, "text", {}), "comment": image.info.get("comment")}
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("kind", CAMERAS)
def test_publishes_pixels_only(cast: Cast, work: Work, kind: str) -> None:
    original = CAMERAS[kind]()
    assert {CAMERA, PLACE, AUTHOR} <= secrets_in(original)
    assert {"exif", "places", "xmp", "profile"} <= noted_beside(original).keys()
    found = upload(cast.client("petra"), original, work)
    public = published(found["id"])
    assert public.keys() == {"thumbnail", "card", "full"}
    for data in public.values():
        assert secrets_in(data) == set()
        assert noted_beside(data) == {}
        assert chunks_of(data) == ["VP8 "]


def chunks_of(webp_file: bytes) -> list[str]:
    """The names of a WebP file's chunks: the plain format is one chunk, and has no room for anything else."""
    found, place = [], 12
    while place < len(webp_file):
        found.append(webp_file[place : place + 4].decode())
        length = int.from_bytes(webp_file[place + 4 : place + 8], "little")
        place += 8 + length + length % 2
    return found


def test_keeps_the_original_out_of_reach_and_deletes_it(cast: Cast, work: Work) -> None:
    client = cast.client("petra")
    target = announce(client)
    assert send(target, jpeg()).status_code == 204
    media = MediaFile.objects.get(pk=target["media"]["id"])
    assert quarantine().exists(media.key)
    assert cast.browser("petra").get(f"/media/{media.key}").status_code == 404
    client.post(f"/api/v1/media/{media.pk}/complete")
    assert quarantine().exists(media.key)
    work()
    assert not quarantine().exists(media.key)
    assert published(str(media.pk)).keys() == {"thumbnail", "card", "full"}
