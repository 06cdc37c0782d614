from apps.moderation.models import Appeal, ReportCase
from hearth.kernel.workflow import Verb, Workflow

OPEN, UPHELD, DISMISSED = (
    ReportCase.State.OPEN.value,
    ReportCase.State.UPHELD.value,
    ReportCase.State.DISMISSED.value,
)

REPORT_CASE = Workflow(
    name="report_case",
    field="state",
    states=tuple(ReportCase.State.values),
    verbs=(
        Verb(
            name="uphold",
            from_={OPEN},
            to=UPHELD,
            event="report.upheld",
            label="Take it down",
            explains="It breaks the rules: remove it, with a reason that its owner is told.",
        ),
        Verb(
            name="dismiss",
            from_={OPEN},
            to=DISMISSED,
            event="report.dismissed",
            label="Nothing wrong",
            explains="What was reported stays as it is; those who reported it are told.",
        ),
        Verb(
            name="confirm",
            from_={OPEN},
            to=UPHELD,
            event="report.upheld",
            label="Taken down otherwise",
            explains="A reviewer removed what was reported without looking at the reports.",
            by_hand=False,
        ),
        Verb(
            name="close",
            from_={OPEN},
            to=ReportCase.State.CLOSED.value,
            event="report.closed",
            label="Gone by itself",
            explains="What was reported was withdrawn, or is not shown any more for another reason.",
            by_hand=False,
        ),
    ),
)

APPEAL = Workflow(
    name="appeal",
    field="state",
    states=tuple(Appeal.State.values),
    verbs=(
        Verb(
            name="grant",
            from_={OPEN},
            to=Appeal.State.GRANTED.value,
            event="appeal.granted",
            label="Grant",
            explains="Take it back: what was removed is shown again, what was rejected waits again.",
        ),
        Verb(
            name="deny",
            from_={OPEN},
            to=Appeal.State.DENIED.value,
            event="appeal.denied",
            label="Do not grant",
            explains="The decision stands, and this is the last word on it.",
        ),
        Verb(
            name="close",
            from_={OPEN},
            to=Appeal.State.CLOSED.value,
            event="appeal.closed",
            label="Close",
            explains="What the decision was about has moved on: there is nothing left to restore.",
            by_hand=False,
        ),
    ),
)
