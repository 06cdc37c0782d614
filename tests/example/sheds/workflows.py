from hearth.kernel.waitlist import Waitlist
from hearth.kernel.workflow import Verb, Workflow
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.words import WORDS, LoanStatus, ToolStatus

PENDING, APPROVED, REJECTED, REMOVED, WITHDRAWN = ToolStatus.values
WAITING, OFFERED, LENT, RETURNED, PASSED, LEFT, TAKEN_BACK = LoanStatus.values

TOOL = Workflow(
    name="tool",
    states=tuple(ToolStatus.values),
    verbs=(
        Verb(
            name="list",
            from_=(),
            to=PENDING,
            event="tool.listed",
            label="List",
            explains="Offer a tool; somebody looks at it before everybody can.",
            by_hand=False,
        ),
        Verb(
            name="approve",
            from_={PENDING},
            to=APPROVED,
            event="tool.approved",
            label="Approve",
            explains="Show the tool to everybody.",
        ),
        Verb(
            name="reject",
            from_={PENDING},
            to=REJECTED,
            event="tool.rejected",
            label="Reject",
            explains="Turn it down, with a reason.",
        ),
        Verb(
            name="remove",
            from_={APPROVED},
            to=REMOVED,
            event="tool.removed",
            label="Remove",
            explains="Take it down, with a reason.",
        ),
        Verb(
            name="withdraw",
            from_={PENDING, APPROVED, REJECTED, REMOVED},
            to=WITHDRAWN,
            event="tool.withdrawn",
            label="Take back",
            explains="Lend it no more. Who has it brings it back as agreed.",
        ),
        Verb(
            name="restock",
            from_={PENDING, APPROVED},
            to=None,
            event="tool.restocked",
            label="Change the number",
            explains="Say how many pieces there are. Nobody loses one by it.",
        ),
    ),
)

LOAN = Workflow(
    name="loan",
    states=tuple(LoanStatus.values),
    verbs=(
        Verb(
            name="borrow",
            from_=(),
            to=LENT,
            event="loan.lent",
            label="Borrow",
            explains="Take one that is free.",
            by_hand=False,
        ),
        Verb(
            name="queue",
            from_=(),
            to=WAITING,
            event="loan.queued",
            label="Wait for it",
            explains="Stand in the line, because all are lent.",
            by_hand=False,
        ),
        Verb(
            name="offer",
            from_={WAITING},
            to=OFFERED,
            event="loan.offered",
            label="Offer",
            explains="One came back: it is kept for the first in line until the offer ends.",
            by_hand=False,
        ),
        Verb(
            name="confirm",
            from_={WAITING},
            to=LENT,
            event="loan.confirmed",
            label="Confirm",
            explains="One came back and goes to the first in line, who wanted it without being asked.",
            by_hand=False,
        ),
        Verb(
            name="expire",
            from_={OFFERED},
            to=PASSED,
            event="loan.expired",
            label="Let it go",
            explains="Nobody answered the offer: the next one is asked.",
            by_hand=False,
        ),
        Verb(
            name="accept",
            from_={OFFERED},
            to=LENT,
            event="loan.accepted",
            label="Take it",
            explains="Accept the offer.",
        ),
        Verb(
            name="pass",
            from_={OFFERED},
            to=PASSED,
            event="loan.passed",
            label="Pass it on",
            explains="Leave it to the next one in line.",
        ),
        Verb(
            name="leave",
            from_={WAITING},
            to=LEFT,
            event="loan.left",
            label="Leave the line",
            explains="Wait no more.",
        ),
        Verb(
            name="give_back",
            from_={LENT},
            to=RETURNED,
            event="loan.returned",
            label="Bring it back",
            explains="The next one in line is asked at once.",
        ),
        Verb(
            name="take_back",
            from_={WAITING, OFFERED, LENT},
            to=TAKEN_BACK,
            event="loan.taken_back",
            label="Take back",
            explains="The lender ends it.",
        ),
        Verb(
            name="resize",
            from_={WAITING, LENT},
            to=None,
            event="loan.resized",
            label="Another number",
            explains="Borrow more or fewer pieces; more only while they are free.",
        ),
    ),
)

LOANS = Waitlist(line=Tool, place=Loan, of="tool", lines=TOOL, places=LOAN, words=WORDS, size="pieces")
