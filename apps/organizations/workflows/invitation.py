from apps.organizations.models import Invitation
from hearth.kernel.workflow import Verb, Workflow

PENDING, ACCEPTED, DECLINED, REVOKED, EXPIRED = (
    Invitation.Status.PENDING.value,
    Invitation.Status.ACCEPTED.value,
    Invitation.Status.DECLINED.value,
    Invitation.Status.REVOKED.value,
    Invitation.Status.EXPIRED.value,
)

INVITATION = Workflow(
    name="invitation",
    states=tuple(Invitation.Status.values),
    verbs=(
        Verb(
            name="send",
            from_=(),
            to=PENDING,
            event="invitation.sent",
            label="Invite",
            explains="Offer a role by mail; it stands for seven days.",
            by_hand=False,
        ),
        Verb(
            name="accept",
            from_={PENDING},
            to=ACCEPTED,
            event="invitation.accepted",
            label="Accept",
            explains="Become a member with the offered role; a waiting request is answered by it.",
        ),
        Verb(
            name="decline",
            from_={PENDING},
            to=DECLINED,
            event="invitation.declined",
            label="Decline",
            explains="Say no to an invitation.",
        ),
        Verb(
            name="revoke",
            from_={PENDING},
            to=REVOKED,
            event="invitation.revoked",
            label="Take back",
            explains="Take an invitation back before it is answered.",
        ),
        Verb(
            name="resend",
            from_={PENDING, EXPIRED},
            to=PENDING,
            event="invitation.resent",
            label="Send again",
            explains="Send the mail once more, with seven new days.",
        ),
        Verb(
            name="expire",
            from_={PENDING},
            to=EXPIRED,
            event="invitation.expired",
            label="Expire",
            explains="Seven days went by without an answer.",
            by_hand=False,
        ),
    ),
)
