from apps.accounts.models import User
from hearth.kernel.workflow import Verb, Workflow

ACTIVE, SUSPENDED, ERASED = User.Status.ACTIVE.value, User.Status.SUSPENDED.value, User.Status.ERASED.value

USER = Workflow(
    name="user",
    states=tuple(User.Status.values),
    verbs=(
        Verb(
            name="grant_role",
            from_={ACTIVE},
            to=None,
            event="user.role_granted",
            label="Give a role",
            explains="Make somebody a moderator or a site admin. The role that they have changes nothing.",
        ),
        Verb(
            name="revoke_role",
            from_={ACTIVE},
            to=None,
            event="user.role_revoked",
            label="Take the role back",
            explains="Leave somebody with no role but `User`. The platform keeps its last site admin.",
        ),
        Verb(
            name="suspend",
            from_={ACTIVE},
            to=SUSPENDED,
            event="user.suspended",
            label="Suspend",
            explains="Refuse somebody from their next request on; public things they read as anybody does.",
        ),
        Verb(
            name="reinstate",
            from_={SUSPENDED},
            to=ACTIVE,
            event="user.reinstated",
            label="Reinstate",
            explains="Let somebody who was suspended back in, with the role that they had.",
        ),
        Verb(
            name="erase",
            from_={ACTIVE, SUSPENDED},
            to=ERASED,
            event="user.erased",
            label="Erase",
            explains="Forget a person for good. What belongs to organisations stays, under “Former member”.",
        ),
    ),
)
