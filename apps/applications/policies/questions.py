"""Who may ask and answer, and who may keep whom away."""

from apps.applications.models import Block, Question
from apps.listings.policies import IN_GOOD_HANDS, SHOWN
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import (
    In,
    InMyOrganization,
    Mine,
    Missing,
    NamedIn,
    ParentIn,
    SignedIn,
    SystemCapability,
)

KEEPS = SystemCapability("manage_all_organizations")
REVIEWS = SystemCapability("review_content")
ASKER = Mine("user")
ANSWERS_HERE = InMyOrganization("organization", "answer_questions") | (
    Mine("offered_by") & Missing("organization")
)
STANDS = In("moderation", ("shown",))
ANSWERS = ANSWERS_HERE & STANDS & ~In("status", ("withdrawn",)) & ~ASKER
ON_A_PUBLIC_PET = (
    ParentIn("pet", "listings.Pet", ("approved",), state_field="moderation")
    & ParentIn("pet", "listings.Pet", SHOWN, state_field="placement")
    & IN_GOOD_HANDS
)
PUBLISHED = In("status", ("published",)) & STANDS & ON_A_PUBLIC_PET
OF_OTHERS = ~ASKER & ~Mine("offered_by") & ~InMyOrganization("organization")

REPORTED = NamedIn("reported", "moderation.ReportCase", "question")
ON_THE_DESK = REVIEWS & (In("status", ("published",)) | In("moderation", ("removed",)) | REPORTED)
"""What reviewers read: what was meant for everybody, what they took down, and what somebody reported."""
READS = PUBLISHED | ASKER | ANSWERS | ON_THE_DESK

QUESTION = Policy(
    Question,
    {
        "view": READS | KEEPS,
        "view_private": READS,
        "reveal": KEEPS & ~ASKER & ~ANSWERS_HERE,
        # Nobody reports words that are masked for them, to read them on the desk.
        "report": READS,
        "create": SignedIn() & ~Mine("offered_by") & ~InMyOrganization("organization"),
        "reword": ASKER & STANDS,
        "withdraw": ASKER & STANDS,
        "answer": ANSWERS,
        "answer_and_publish": ANSWERS,
        "publish": ANSWERS,
        "hide": ANSWERS,
        "reject": ANSWERS,
        "correct": ANSWERS,
        "block": ANSWERS,
        "remove": ON_THE_DESK & OF_OTHERS,
        "browse": ON_THE_DESK | KEEPS,
    },
)

OURS = InMyOrganization("organization", "answer_questions") | (Mine("user") & Missing("organization"))
BLOCK = Policy(Block, {"view": OURS, "create": OURS, "lift": OURS, "browse": KEEPS})
