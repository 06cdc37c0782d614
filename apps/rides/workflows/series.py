from apps.rides.choices import SeriesState
from hearth.kernel.workflow import Verb, Workflow

RUNNING, ENDED = SeriesState.RUNNING.value, SeriesState.ENDED.value

SERIES = Workflow(
    name="series",
    field="state",
    states=tuple(SeriesState.values),
    verbs=(
        Verb(
            name="plan",
            from_=(),
            to=RUNNING,
            event="series.planned",
            label="Plan",
            explains="Its rides are made twelve weeks ahead.",
            by_hand=False,
        ),
        Verb(
            name="edit",
            from_={RUNNING},
            to=None,
            event="series.edited",
            label="Change",
            explains="Change a series of which no ride was made yet.",
            by_hand=False,
        ),
        Verb(
            name="split",
            from_={RUNNING},
            to=ENDED,
            event="series.split",
            label="Change this and the following rides",
            explains="Another series goes on from there, and takes the rides to come with it.",
            by_hand=False,
        ),
        Verb(
            name="end",
            from_={RUNNING},
            to=ENDED,
            event="series.ended",
            label="End the series",
            explains="No more rides are made; those to come that nobody joined, or all, are cancelled.",
        ),
        Verb(
            name="run_out",
            from_={RUNNING},
            to=ENDED,
            event="series.ran_out",
            label="Come to its last ride",
            explains="Its rule names no later day, and its last ride is over.",
            by_hand=False,
        ),
    ),
)
