from apps.organizations.models import Membership
from hearth.kernel.workflow import Verb, Workflow

ACTIVE, REMOVED = Membership.Status.ACTIVE.value, Membership.Status.REMOVED.value

MEMBERSHIP = Workflow(
    name="membership",
    states=tuple(Membership.Status.values),
    verbs=(
        Verb(
            name="remove",
            from_={ACTIVE},
            to=REMOVED,
            event="membership.removed",
            label="Remove",
            explains="End a membership; the last admin stays.",
        ),
    ),
)
