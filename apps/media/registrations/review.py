"""What the review desk needs to know of a photo, and what its owner is told."""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apps.media import removal
from apps.media.models import MediaFile
from apps.media.services import looking_like
from apps.media.workflows import MEDIA
from apps.moderation.reviewables import Reviewable, register
from apps.notifications.kinds import Kind
from apps.notifications.kinds import register as register_kinds
from hearth.kernel.authorization import Subject

MOST_TWINS = 6


def _rows() -> Any:
    return MediaFile.objects.select_related("owner", "organization")


def _preview(media: MediaFile) -> dict[str, Any]:
    about = [
        ("What it is", media.get_purpose_display()),
        ("Sent by", str(media.owner)),
        ("For", str(media.organization) if media.organization else ""),
        ("Sent on", f"{timezone.localtime(media.created_at):%-d %B %Y}"),
        ("Size", f"{media.width} × {media.height}" if media.width else ""),
        ("Described as", media.alt_text),
    ]
    return {
        "photos": [pictures_for_reviewers(media)],
        "facts": [(label, value) for label, value in about if value],
        "twins": partial(_twins, media),
    }


def _twins(media: MediaFile) -> list[dict[str, Any]]:
    """What it looks like; asked by the one page that shows it."""
    return [
        {
            **pictures_for_reviewers(twin),
            "state": twin.state,
            "state_label": twin.get_state_display(),
            "owner": str(twin.owner),
            "sent_at": twin.created_at,
        }
        for twin in looking_like(media).select_related("owner")[:MOST_TWINS]
    ]


def pictures_for_reviewers(media: MediaFile) -> dict[str, str]:
    """Where a reviewer sees a photo, also one that was taken down."""
    if media.is_removed:
        found = {
            name: reverse("admin:media_mediafile_withheld", args=[media.pk, name]) for name in media.withheld
        }
    else:
        found = {name: media.url_of(name) for name in media.renditions}
    return {
        "full": found.get("full", ""),
        "card": found.get("card", ""),
        "thumb": found.get("thumbnail", ""),
        "alt": media.alt,
    }


def _columns(media: MediaFile, action: str, by: Subject) -> dict[str, Any]:
    return removal.columns_of(media, action)


def _after(media: MediaFile, action: str, by: Subject, decision: Any) -> None:
    if action == "restore":
        removal.show_again(media)


REVIEW = register(
    Reviewable(
        kind="photo",
        model=MediaFile,
        workflow=MEDIA,
        label="photo",
        words="It is public. Taking it down hides it wherever it stands; an appeal can bring it back.",
        verbs={"approve": "approve", "remove": "remove"},
        outcomes={"approve": "Nothing wrong", "remove": "Taken down"},
        reasons={
            "remove": {
                "cruelty": "It shows suffering or cruelty",
                "indecent": "It is indecent or hateful",
                "not_theirs": "It is somebody else's photo",
                "private": "It shows a person or an address that should not be shown",
                "misleading": "It does not show what it says",
            }
        },
        messages={
            "cruelty": "We took a photo of yours down, because it shows suffering. Tell the story in words.",
            "indecent": "We took a photo of yours down, because it may hurt people.",
            "not_theirs": "We took a photo of yours down, because it seems to be somebody else's. If you "
            "took it or may use it, tell us, and we look again.",
            "private": "We took a photo of yours down, because a person or a home can be recognised on it. "
            "You can send it again with that cut away.",
            "misleading": "We took a photo of yours down, because it does not show what it says.",
        },
        preview_template="media/review_preview.html",
        preview=_preview,
        rows=_rows,
        title=lambda media: media.alt_text or str(media.get_purpose_display()),
        submitter=lambda media: media.owner,
        changes=_columns,
        after=_after,
        restores={"removed": "restore"},
        reportable={
            "cruelty": "It shows suffering or cruelty",
            "indecent": "It is indecent or hateful",
            "private": "It shows me or my home, and I did not agree",
            "not_theirs": "It is my photo, or somebody else's",
            "misleading": "It does not show what it says",
        },
    )
)

register_kinds(
    Kind(
        name="media.removed",
        label="A photo of yours was taken down",
        group="Photos",
        template="media/mail/removed",
        mandatory=True,
        sample={
            "path": "/",
            "purpose": "Photo of a pet",
            "alt_text": "A cat on a kettle",
            "reason": "It is somebody else's photo",
            "reason_code": "not_theirs",
            "note": "",
        },
    )
)
