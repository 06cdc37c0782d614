from apps.listings.choices import Moderation
from hearth.kernel.workflow import Verb, Workflow

DRAFT, PENDING, APPROVED = Moderation.DRAFT.value, Moderation.PENDING.value, Moderation.APPROVED.value
CHANGES_REQUESTED, REJECTED = Moderation.CHANGES_REQUESTED.value, Moderation.REJECTED.value
REMOVED, WITHDRAWN = Moderation.REMOVED.value, Moderation.WITHDRAWN.value

PET = Workflow(
    name="pet",
    field="moderation",
    states=tuple(Moderation.values),
    verbs=(
        Verb(
            name="edit",
            from_={DRAFT, PENDING, CHANGES_REQUESTED, APPROVED},
            to=None,
            event="pet.edited",
            label="Edit",
            explains="Change the listing without touching what is moderated.",
            by_hand=False,
        ),
        Verb(
            name="revise",
            from_={APPROVED},
            to=PENDING,
            event="pet.revised",
            label="Edit",
            explains="A change to photos, species, description or fee takes a published pet back to review.",
            by_hand=False,
        ),
        Verb(
            name="photo_changed",
            from_=set(Moderation.values),
            to=None,
            event="pet.photo_changed",
            label="Photo changed",
            explains="A photo was prepared, refused or described: what was seen before is out of date.",
            by_hand=False,
        ),
        Verb(
            name="submit",
            from_={DRAFT},
            to=PENDING,
            event="pet.submitted",
            label="Send for review",
            explains="Ask for publication. The listing must be complete: 422 names each missing item.",
        ),
        Verb(
            name="resubmit",
            from_={CHANGES_REQUESTED},
            to=PENDING,
            event="pet.resubmitted",
            label="Send again",
            explains="Ask for review again after making the changes.",
        ),
        Verb(
            name="approve",
            from_={PENDING},
            to=APPROVED,
            event="pet.approved",
            label="Approve",
            explains="Publish the listing as it was seen (If-Match). At least one photo must be ready.",
        ),
        Verb(
            name="request_changes",
            from_={PENDING},
            to=CHANGES_REQUESTED,
            event="pet.changes_requested",
            label="Ask for changes",
            explains="Give it back to its owner with a reason.",
        ),
        Verb(
            name="return_without_photo",
            from_={PENDING},
            to=CHANGES_REQUESTED,
            event="pet.changes_requested",
            label="Give back",
            explains="The platform gives it back when its only photo could not be used.",
            by_hand=False,
        ),
        Verb(
            name="reject",
            from_={PENDING},
            to=REJECTED,
            event="pet.rejected",
            label="Reject",
            explains="Turn it down for good, with a reason.",
        ),
        Verb(
            name="remove",
            from_={APPROVED},
            to=REMOVED,
            event="pet.removed",
            label="Remove",
            explains="Take a published listing down, with a reason.",
        ),
        Verb(
            name="withdraw",
            from_={PENDING, CHANGES_REQUESTED, REJECTED, APPROVED, REMOVED},
            to=WITHDRAWN,
            event="pet.withdrawn",
            label="Withdraw",
            explains="Take the own listing back; what waits for review is closed.",
        ),
    ),
)
