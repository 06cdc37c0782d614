from apps.applications.choices import LIVE, OPEN, Status
from hearth.kernel.workflow import Verb, Workflow

DRAFT, SUBMITTED, UNDER_REVIEW = Status.DRAFT.value, Status.SUBMITTED.value, Status.UNDER_REVIEW.value
INFO_REQUESTED, MEETING, HOME_CHECK = (
    Status.INFO_REQUESTED.value,
    Status.MEETING.value,
    Status.HOME_CHECK.value,
)
APPROVED, COMPLETED = Status.APPROVED.value, Status.COMPLETED.value
REJECTED, WITHDRAWN = Status.REJECTED.value, Status.WITHDRAWN.value
WAITLISTED, OFFERED = Status.WAITLISTED.value, Status.OFFERED.value
NOT_SELECTED, EXPIRED = Status.NOT_SELECTED.value, Status.EXPIRED.value

ON_THE_WAY = (UNDER_REVIEW, MEETING, HOME_CHECK)
"""Being looked at; each of the steps may be skipped."""

APPLICATION = Workflow(
    name="application",
    states=tuple(Status.values),
    verbs=(
        Verb(
            name="edit",
            from_={DRAFT, INFO_REQUESTED},
            to=None,
            event="application.edited",
            label="Change",
            explains="Change the answers: of a draft, or when those who offer the pet asked for more.",
            by_hand=False,
        ),
        Verb(
            name="submit",
            from_={DRAFT},
            to=SUBMITTED,
            event="application.submitted",
            label="Send",
            explains="Send it to those who offer the pet; they owe an answer from now on.",
        ),
        Verb(
            name="begin_review",
            from_={SUBMITTED},
            to=UNDER_REVIEW,
            event="application.review_begun",
            label="Begin to read",
            explains="Read it in earnest: phone and address are shown from now on; the applicant is told.",
        ),
        Verb(
            name="request_info",
            from_=set(ON_THE_WAY),
            to=INFO_REQUESTED,
            event="application.info_requested",
            label="Ask for more",
            explains="Ask the applicant something; they may change their answers and send them again.",
        ),
        Verb(
            name="answer",
            from_={INFO_REQUESTED},
            to=UNDER_REVIEW,
            event="application.answered",
            label="Answer",
            explains="Send what was asked for; it is being read again.",
        ),
        Verb(
            name="invite_to_meeting",
            from_={UNDER_REVIEW},
            to=MEETING,
            event="application.invited",
            label="Invite to a meeting",
            explains="Let the applicant and the pet meet.",
        ),
        Verb(
            name="plan_home_check",
            from_={UNDER_REVIEW, MEETING},
            to=HOME_CHECK,
            event="application.home_check_planned",
            label="Plan a home check",
            explains="See the home that the pet would have.",
        ),
        Verb(
            name="approve",
            from_=set(ON_THE_WAY),
            to=APPROVED,
            event="application.approved",
            label="Approve",
            explains="Choose this home: the pet is reserved for it. Only while nobody else has its place.",
        ),
        Verb(
            name="reject",
            from_=set(OPEN),
            to=REJECTED,
            event="application.rejected",
            label="Turn down",
            explains="Say no, with a reason. A reservation is given up by it, and the next in line is asked.",
        ),
        Verb(
            name="withdraw",
            from_=set(LIVE),
            to=WITHDRAWN,
            event="application.withdrawn",
            label="Withdraw",
            explains="Take the own application back. Whatever place it had goes to the next in line.",
        ),
        Verb(
            name="waitlist",
            from_={SUBMITTED, INFO_REQUESTED, *ON_THE_WAY},
            to=WAITLISTED,
            event="application.waitlisted",
            label="Put in the line",
            explains="Keep it for the case that the pet, whose place somebody has, becomes free again.",
        ),
        Verb(
            name="offer",
            from_={WAITLISTED},
            to=OFFERED,
            event="application.offered",
            label="Offer",
            explains="The pet became free: it is kept for the first in line until the offer ends.",
            by_hand=False,
        ),
        Verb(
            name="accept_offer",
            from_={OFFERED},
            to=UNDER_REVIEW,
            event="application.offer_accepted",
            label="Still interested",
            explains="The pet is kept for this application while it is read.",
        ),
        Verb(
            name="pass_offer",
            from_={OFFERED},
            to=WITHDRAWN,
            event="application.offer_passed",
            label="Pass it on",
            explains="Leave the pet to the next one in line.",
        ),
        Verb(
            name="fall_through",
            from_={APPROVED},
            to=REJECTED,
            event="application.fell_through",
            label="Fall through",
            explains="The reservation was given up at the pet itself; the next in line is asked.",
            by_hand=False,
        ),
        Verb(
            name="complete",
            from_={APPROVED},
            to=COMPLETED,
            event="application.completed",
            label="Complete",
            explains="The pet moved in.",
            by_hand=False,
        ),
        Verb(
            name="not_selected",
            from_=set(OPEN),
            to=NOT_SELECTED,
            event="application.not_selected",
            label="Close kindly",
            explains="The pet has gone, to another home or out of the list.",
            by_hand=False,
        ),
        Verb(
            name="expire",
            from_={DRAFT, OFFERED},
            to=EXPIRED,
            event="application.expired",
            label="Expire",
            explains="A draft that was never sent, or an offer that nobody answered.",
            by_hand=False,
        ),
    ),
)
