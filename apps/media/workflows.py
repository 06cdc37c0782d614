from apps.media.models import MediaFile
from hearth.kernel.workflow import Verb, Workflow

AWAITING, PROCESSING, READY, REFUSED, REMOVED = (
    MediaFile.State.AWAITING_UPLOAD.value,
    MediaFile.State.PROCESSING.value,
    MediaFile.State.READY.value,
    MediaFile.State.REFUSED.value,
    MediaFile.State.REMOVED.value,
)

MEDIA = Workflow(
    name="media",
    field="state",
    states=tuple(MediaFile.State.values),
    verbs=(
        Verb(
            name="complete",
            from_={AWAITING},
            to=PROCESSING,
            event="media.uploaded",
            label="Upload finished",
            explains="Say that the file is there, so that it is looked at. Saying it again is harmless.",
        ),
        Verb(
            name="describe",
            from_={AWAITING, PROCESSING, READY, REFUSED},
            to=None,
            event="media.described",
            label="Describe",
            explains="Change the words that stand for the picture where it cannot be seen.",
            by_hand=False,
        ),
        Verb(
            name="accept",
            from_={PROCESSING},
            to=READY,
            event="media.ready",
            label="Accept",
            explains="The file is a photo, and its pictures are published.",
            by_hand=False,
        ),
        Verb(
            name="refuse",
            from_={PROCESSING},
            to=REFUSED,
            event="media.refused",
            label="Refuse",
            explains="The file cannot be used; the reason says why.",
            by_hand=False,
        ),
        Verb(
            name="readdress",
            from_={READY},
            to=None,
            event="media.readdressed",
            label="Give new addresses",
            explains="What it shows is public no more: the addresses that everybody knew lead nowhere.",
            by_hand=False,
        ),
        Verb(
            name="approve",
            from_={READY},
            to=None,
            event="media.approved",
            label="Nothing wrong",
            explains="A moderator looked at the photo, and it stays.",
        ),
        Verb(
            name="remove",
            from_={READY},
            to=REMOVED,
            event="media.removed",
            label="Take down",
            explains="Show the photo nowhere any more, with a reason; its files leave the public storage.",
        ),
        Verb(
            name="restore",
            from_={REMOVED},
            to=READY,
            event="media.restored",
            label="Show again",
            explains="An appeal was granted: the photo is where it was.",
            by_hand=False,
        ),
    ),
)
