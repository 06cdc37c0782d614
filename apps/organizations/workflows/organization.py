from apps.organizations.models import Organization
from hearth.kernel.workflow import Verb, Workflow

PENDING, APPROVED, REJECTED, SUSPENDED = (
    Organization.Status.PENDING.value,
    Organization.Status.APPROVED.value,
    Organization.Status.REJECTED.value,
    Organization.Status.SUSPENDED.value,
)

ORGANIZATION = Workflow(
    name="organization",
    states=tuple(Organization.Status.values),
    verbs=(
        Verb(
            name="edit",
            from_={PENDING, APPROVED, REJECTED},
            to=None,
            event="organization.edited",
            label="Edit",
            explains="Change what the organisation says about itself.",
            by_hand=False,
        ),
        Verb(
            name="approve",
            from_={PENDING},
            to=APPROVED,
            event="organization.approved",
            label="Approve",
            explains="Let it list in public.",
        ),
        Verb(
            name="reject",
            from_={PENDING},
            to=REJECTED,
            event="organization.rejected",
            label="Reject",
            explains="Turn the registration down, with a reason; it may be mended and sent again.",
        ),
        Verb(
            name="resubmit",
            from_={REJECTED},
            to=PENDING,
            event="organization.resubmitted",
            label="Send again",
            explains="Ask for review again after mending what was wrong.",
        ),
        Verb(
            name="suspend",
            from_={APPROVED},
            to=SUSPENDED,
            event="organization.suspended",
            label="Suspend",
            explains="Stop every write and hide everything public of it, with a reason.",
        ),
        Verb(
            name="reinstate",
            from_={SUSPENDED},
            to=APPROVED,
            event="organization.reinstated",
            label="Reinstate",
            explains="End a suspension.",
        ),
    ),
)
