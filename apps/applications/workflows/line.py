"""The one place of a pet and the turns of those who wait for it: all moved by applications alone."""

from apps.applications.choices import LineStatus, TurnStatus
from hearth.kernel.workflow import Verb, Workflow

OPEN, CLOSED = LineStatus.values
WAITING, OFFERED, TAKEN, PASSED, LEFT, OVER = TurnStatus.values

LINE = Workflow(
    name="pet_line",
    states=tuple(LineStatus.values),
    verbs=(
        Verb(
            name="close",
            from_={OPEN},
            to=CLOSED,
            event="line.closed",
            label="Close",
            explains="The pet has gone: nobody waits any more.",
            by_hand=False,
        ),
        Verb(
            name="reopen",
            from_={CLOSED},
            to=OPEN,
            event="line.reopened",
            label="Open again",
            explains="The pet looks for a home again.",
            by_hand=False,
        ),
        Verb(
            name="resize",
            from_={OPEN, CLOSED},
            to=None,
            event="line.resized",
            label="Another number",
            explains="A pet has one place, and always will.",
            by_hand=False,
        ),
    ),
)

TURN = Workflow(
    name="turn",
    states=tuple(TurnStatus.values),
    verbs=(
        Verb(
            name="take",
            from_=(),
            to=TAKEN,
            event="turn.taken",
            label="Take the place",
            explains="An application was approved while the place was free.",
            by_hand=False,
        ),
        Verb(
            name="wait",
            from_=(),
            to=WAITING,
            event="turn.waiting",
            label="Wait",
            explains="An application was put in the line, because somebody has the place.",
            by_hand=False,
        ),
        Verb(
            name="choose",
            from_={WAITING},
            to=None,
            event="turn.chosen",
            label="Choose",
            explains="The applicant says whether the place is theirs at once, or offered first.",
            by_hand=False,
        ),
        Verb(
            name="offer",
            from_={WAITING},
            to=OFFERED,
            event="turn.offered",
            label="Offer",
            explains="The place became free: it is kept for the first in line until the offer ends.",
            by_hand=False,
        ),
        Verb(
            name="give",
            from_={WAITING},
            to=TAKEN,
            event="turn.given",
            label="Give",
            explains="The place became free, and goes to the first in line without asking.",
            by_hand=False,
        ),
        Verb(
            name="accept",
            from_={OFFERED},
            to=TAKEN,
            event="turn.accepted",
            label="Accept",
            explains="The applicant still wants the pet: the place is kept while the application is read.",
            by_hand=False,
        ),
        Verb(
            name="expire",
            from_={OFFERED},
            to=PASSED,
            event="turn.expired",
            label="Let it go",
            explains="Nobody answered in time: the next one is asked.",
            by_hand=False,
        ),
        Verb(
            name="pass",
            from_={OFFERED},
            to=PASSED,
            event="turn.passed",
            label="Pass it on",
            explains="The next one is asked.",
            by_hand=False,
        ),
        Verb(
            name="leave",
            from_={WAITING},
            to=LEFT,
            event="turn.left",
            label="Leave the line",
            explains="The application is over: it waits no more.",
            by_hand=False,
        ),
        Verb(
            name="give_back",
            from_={TAKEN},
            to=OVER,
            event="turn.over",
            label="Give it back",
            explains="The application that had the place is over: the next one is asked.",
            by_hand=False,
        ),
    ),
)
