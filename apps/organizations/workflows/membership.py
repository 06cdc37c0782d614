from typing import Any

from apps.organizations import standing
from apps.organizations.models import Membership
from hearth.kernel.authorization import Subject
from hearth.kernel.workflow import Verb, Workflow

PENDING, ACTIVE, SUSPENDED, REMOVED, LEFT, REJECTED, WITHDRAWN = (
    Membership.Status.PENDING.value,
    Membership.Status.ACTIVE.value,
    Membership.Status.SUSPENDED.value,
    Membership.Status.REMOVED.value,
    Membership.Status.LEFT.value,
    Membership.Status.REJECTED.value,
    Membership.Status.WITHDRAWN.value,
)


class _Standing(Workflow):
    """Lets communities follow, in the same transaction, when somebody may do less than before."""

    def move(self, obj: Any, verb_name: str, *, by: Subject, **told: Any) -> Any:
        moved = super().move(obj, verb_name, by=by, **told)
        if verb_name in ("suspend", "remove", "leave", "change_role"):
            standing.fell(moved, by=by)
        return moved


MEMBERSHIP = _Standing(
    name="membership",
    states=tuple(Membership.Status.values),
    verbs=(
        Verb(
            name="request",
            from_=(),
            to=PENDING,
            event="membership.requested",
            label="Ask to join",
            explains="Begin as a request, where the organisation lets people in one by one.",
            by_hand=False,
        ),
        Verb(
            name="join",
            from_={PENDING},
            to=ACTIVE,
            event="membership.joined",
            label="Join",
            explains="Come in at once: by an invitation, as the founder, or where anybody may join.",
            by_hand=False,
        ),
        Verb(
            name="approve",
            from_={PENDING},
            to=ACTIVE,
            event="membership.approved",
            label="Let in",
            explains="Let in somebody who asked to join.",
        ),
        Verb(
            name="reject",
            from_={PENDING},
            to=REJECTED,
            event="membership.rejected",
            label="Turn down",
            explains="Turn a request down, with a reason; the person may ask again.",
        ),
        Verb(
            name="withdraw",
            from_={PENDING},
            to=WITHDRAWN,
            event="membership.withdrawn",
            label="Take the request back",
            explains="Take back one's own request.",
        ),
        Verb(
            name="suspend",
            from_={ACTIVE},
            to=SUSPENDED,
            event="membership.suspended",
            label="Suspend",
            explains="Take every right of a member away for a while, with a reason.",
        ),
        Verb(
            name="reinstate",
            from_={SUSPENDED},
            to=ACTIVE,
            event="membership.reinstated",
            label="Reinstate",
            explains="End a suspension; the member has the role of before.",
        ),
        Verb(
            name="change_role",
            from_={ACTIVE},
            to=None,
            event="membership.role_changed",
            label="Change the role",
            explains="Give another role, none above one's own; the last of the highest role keeps it.",
        ),
        Verb(
            name="remove",
            from_={ACTIVE, SUSPENDED},
            to=REMOVED,
            event="membership.removed",
            label="Remove",
            explains="End somebody's membership, with a reason; the last of the highest role stays.",
        ),
        Verb(
            name="leave",
            from_={ACTIVE, SUSPENDED},
            to=LEFT,
            event="membership.left",
            label="Leave",
            explains="End one's own membership; the last of the highest role hands it over first.",
        ),
    ),
)
