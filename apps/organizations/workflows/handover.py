from apps.organizations.models import Handover
from hearth.kernel.workflow import Verb, Workflow

PENDING, ACCEPTED, DECLINED, WITHDRAWN, EXPIRED = (
    Handover.Status.PENDING.value,
    Handover.Status.ACCEPTED.value,
    Handover.Status.DECLINED.value,
    Handover.Status.WITHDRAWN.value,
    Handover.Status.EXPIRED.value,
)

HANDOVER = Workflow(
    name="handover",
    states=tuple(Handover.Status.values),
    verbs=(
        Verb(
            name="offer",
            from_=(),
            to=PENDING,
            event="handover.offered",
            label="Offer the highest role",
            explains="Offer one's own highest role to an active member; it stands for seven days.",
            by_hand=False,
        ),
        Verb(
            name="accept",
            from_={PENDING},
            to=ACCEPTED,
            event="handover.accepted",
            label="Accept",
            explains="Take the highest role over; whoever gave it steps down to the next one.",
        ),
        Verb(
            name="decline",
            from_={PENDING},
            to=DECLINED,
            event="handover.declined",
            label="Decline",
            explains="Say no to the offer.",
        ),
        Verb(
            name="withdraw",
            from_={PENDING},
            to=WITHDRAWN,
            event="handover.withdrawn",
            label="Take back",
            explains="Take the offer back before it is answered.",
        ),
        Verb(
            name="expire",
            from_={PENDING},
            to=EXPIRED,
            event="handover.expired",
            label="Expire",
            explains="Seven days went by without an answer.",
            by_hand=False,
        ),
    ),
)
