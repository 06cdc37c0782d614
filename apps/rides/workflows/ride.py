from apps.rides.choices import COMING, Moderation, State
from hearth.kernel.workflow import Verb, Workflow, Workflows

DRAFT, PUBLISHED, POSTPONED, ACTIVE, COMPLETED, CANCELLED = (
    State.DRAFT.value,
    State.PUBLISHED.value,
    State.POSTPONED.value,
    State.ACTIVE.value,
    State.COMPLETED.value,
    State.CANCELLED.value,
)
SHOWN, REMOVED = Moderation.SHOWN.value, Moderation.REMOVED.value
IN_SIGHT = {"moderation": {SHOWN}}

RIDE_STATES = Workflow(
    name="ride",
    field="state",
    states=tuple(State.values),
    verbs=(
        Verb(
            name="draft",
            from_=(),
            to=DRAFT,
            event="ride.drafted",
            label="Propose",
            explains="Propose a ride: those who lead rides may publish it.",
            by_hand=False,
        ),
        Verb(
            name="publish",
            from_={DRAFT},
            to=PUBLISHED,
            event="ride.published",
            label="Publish",
            explains="Open it to those it is for; whoever publishes it is its captain unless it has one.",
            only_while=IN_SIGHT,
        ),
        Verb(
            name="postpone",
            from_={PUBLISHED},
            to=POSTPONED,
            event="ride.postponed",
            label="Postpone",
            explains="It will be another day: everybody keeps their place, nobody is given one meanwhile.",
        ),
        Verb(
            name="reschedule",
            from_={POSTPONED},
            to=PUBLISHED,
            event="ride.rescheduled",
            label="Set a new time",
            explains="Open it again with a new start; everybody is asked whether they still come.",
            only_while=IN_SIGHT,
        ),
        Verb(
            name="start",
            from_={PUBLISHED},
            to=ACTIVE,
            event="ride.started",
            label="Start",
            explains="It is under way: nobody joins any more, and the roll-call begins.",
        ),
        Verb(
            name="complete",
            from_={ACTIVE},
            to=COMPLETED,
            event="ride.completed",
            label="Complete",
            explains="Everybody is home: only once it is known of each rider whether they came.",
        ),
        Verb(
            name="cancel",
            from_={DRAFT, *COMING, ACTIVE},
            to=CANCELLED,
            event="ride.cancelled",
            label="Cancel",
            explains="It does not take place; everybody who has or waits for a place is told why.",
        ),
        Verb(
            name="edit",
            from_={DRAFT, *COMING},
            to=None,
            event="ride.edited",
            label="Change",
            explains="Another time or place asks everybody again whether they come.",
            by_hand=False,
        ),
        Verb(
            name="resize",
            from_={DRAFT, *COMING},
            to=None,
            event="ride.resized",
            label="Change the number of places",
            explains="Fewer than are taken is refused: nobody loses a place by it.",
        ),
        Verb(
            name="lead",
            from_={DRAFT, *COMING, ACTIVE},
            to=None,
            event="ride.captain_changed",
            label="Change the captain",
            explains="Another person is its captain, or nobody is for now.",
            by_hand=False,
        ),
        Verb(
            name="lose_captain",
            from_={PUBLISHED},
            to=POSTPONED,
            event="ride.lost_captain",
            label="Lose the captain",
            explains="Nobody is left who may lead it: it waits until somebody takes it over.",
            by_hand=False,
        ),
    ),
)

RIDE_SHOWN = Workflow(
    name="ride_moderation",
    field="moderation",
    states=tuple(Moderation.values),
    verbs=(
        Verb(
            name="remove",
            from_={SHOWN},
            to=REMOVED,
            event="ride.removed",
            label="Take down",
            explains="Hide it, with a reason, from all but its planner, its leaders and the organisers.",
        ),
        Verb(
            name="restore",
            from_={REMOVED},
            to=SHOWN,
            event="ride.restored",
            label="Show again",
            explains="An appeal was granted: it is seen as before.",
            by_hand=False,
        ),
    ),
)

RIDE = Workflows(RIDE_STATES, RIDE_SHOWN)
