"""The words of a media file: what is stored, and how it reads."""

from django.conf import settings
from django.db import models


class Purpose(models.TextChoices):
    PET_PHOTO = "pet_photo", "Photo of a pet"
    AVATAR = "avatar", "Picture of a person"
    LOGO = "logo", "Logo of an organisation"
    ROUTE = "route", "Route to ride"
    """Of the club it was sent for; handed over, written anew, to those who may download it."""
    ATTACHMENT = "attachment", "Private file"
    """Never published: whoever it was sent to fetches it by a signed link."""


class State(models.TextChoices):
    AWAITING_UPLOAD = "awaiting_upload", "Waiting for the file"
    PROCESSING = "processing", "Being prepared"
    READY = "ready", "Ready"
    REFUSED = "refused", "Refused"
    REMOVED = "removed", "Taken down"


class Refusal(models.TextChoices):
    """Why a file cannot be used. The label is what its owner reads, and says what to do about it."""

    NOT_AN_IMAGE = "not_an_image", "This file is not a photo. Choose a JPEG, PNG or WebP file."
    UNSUPPORTED_FORMAT = (
        "unsupported_format",
        "This kind of picture cannot be used. Save it as JPEG, PNG or WebP and try again.",
    )
    TOO_LARGE = "too_large", "This file is larger than 10 MB. Choose a smaller one."
    TOO_MANY_PIXELS = (
        "too_many_pixels",
        "This picture is larger than 40 megapixels or 10,000 pixels along a side. Choose a smaller one.",
    )
    TOO_SMALL = "too_small", "This picture is too small: 200 pixels along each side is the least."
    NOT_A_DOCUMENT = "not_a_document", "This file cannot be used. Choose a PDF, or a JPEG or PNG picture."
    NOT_A_ROUTE = "not_a_route", "This file is not a GPX route. Export the route as GPX and choose that file."
    ROUTE_TOO_LARGE = "route_too_large", "This file is larger than 5 MB. Choose one with fewer points."
    UNSAFE_FILE = (
        "unsafe_file",
        "This file declares entities or a document type, which no route needs. Export it anew as plain GPX.",
    )
    NO_TRACK = (
        "no_track",
        "This file has no track or route to follow. Choose one with a line, not only places.",
    )
    TOO_MANY_POINTS = (
        "too_many_points",
        "This route has more than 150,000 points. Export it with fewer, or in parts.",
    )
    NOT_ON_EARTH = (
        "not_on_earth",
        "A point of this route is no place on earth. Export it again, or choose another file.",
    )
    ROUTE_TOO_LONG = "route_too_long", "This route is longer than 5,000 km. Choose a part of it."
    DAMAGED = "damaged", "This file is damaged or incomplete. Save it again, or choose another one."
    MISSING = "missing", "The file did not arrive. Please choose it again."


class Rendition(models.TextChoices):
    """The sizes in which a photo is published."""

    THUMBNAIL = "thumbnail", "240 × 240, cropped"
    CARD = "card", "800 × 600, cropped"
    FULL = "full", "1,600 along the longer side"


CONTENT_TYPES = ("image/jpeg", "image/png", "image/webp")
ATTACHMENT_TYPES = ("application/pdf", "image/jpeg", "image/png")


ROUTE_TYPE = "application/gpx+xml"
ROUTE_TYPES = (ROUTE_TYPE, "application/xml", "text/xml", "application/octet-stream")
"""Browsers know the ending of a route by any of these names."""
PRIVATE = (Purpose.ATTACHMENT.value, Purpose.ROUTE.value)
"""What is never published."""
EVERY_TYPE = tuple(sorted({*CONTENT_TYPES, *ATTACHMENT_TYPES, *ROUTE_TYPES}))


def types_of(purpose: str) -> tuple[str, ...]:
    """The types of file that are taken for a purpose."""
    return {Purpose.ATTACHMENT.value: ATTACHMENT_TYPES, Purpose.ROUTE.value: ROUTE_TYPES}.get(
        purpose, CONTENT_TYPES
    )


def most_bytes(purpose: str) -> int:
    """How large a file of a purpose may be."""
    most: int = settings.ROUTE_MAX_BYTES if purpose == Purpose.ROUTE else settings.PHOTO_MAX_BYTES
    return most


def too_large(purpose: str) -> Refusal:
    return Refusal.ROUTE_TOO_LARGE if purpose == Purpose.ROUTE else Refusal.TOO_LARGE


ALT_TEXT_AT_MOST = 300
