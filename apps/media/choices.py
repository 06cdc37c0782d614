"""The words of a media file: what is stored, and how it reads."""

from django.db import models


class Purpose(models.TextChoices):
    PET_PHOTO = "pet_photo", "Photo of a pet"
    AVATAR = "avatar", "Picture of a person"
    LOGO = "logo", "Logo of an organisation"
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
    DAMAGED = "damaged", "This file is damaged or incomplete. Save it again, or choose another one."
    MISSING = "missing", "The file did not arrive. Please choose it again."


class Rendition(models.TextChoices):
    """The sizes in which a photo is published."""

    THUMBNAIL = "thumbnail", "240 × 240, cropped"
    CARD = "card", "800 × 600, cropped"
    FULL = "full", "1,600 along the longer side"


CONTENT_TYPES = ("image/jpeg", "image/png", "image/webp")
ATTACHMENT_TYPES = ("application/pdf", "image/jpeg", "image/png")


def types_of(purpose: str) -> tuple[str, ...]:
    """The types of file that are taken for a purpose."""
    return ATTACHMENT_TYPES if purpose == Purpose.ATTACHMENT else CONTENT_TYPES


ALT_TEXT_AT_MOST = 300
