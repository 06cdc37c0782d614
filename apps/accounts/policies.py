from datetime import timedelta

from apps.accounts.models import User
from hearth.kernel.authorization import Policy, SystemRole, declare_capabilities, grant_to_system_role
from hearth.kernel.authorization.algebra import Mine, SystemCapability
from hearth.kernel.limits import declare_limit

declare_capabilities(
    {
        "manage_platform": "Run the platform: people, roles, settings",
        "manage_all_organizations": "Archive and restore organisations, act where one has no admin left",
        "review_content": "Decide on what waits for review",
        "curate_featured": "Choose what is featured and where",
        "view_audit": "Read the record of events",
    }
)
grant_to_system_role(SystemRole.MODERATOR, {"review_content", "curate_featured"})
grant_to_system_role(
    SystemRole.SITE_ADMIN,
    {"manage_platform", "manage_all_organizations", "review_content", "curate_featured", "view_audit"},
)

RUNS_PLATFORM = SystemCapability("manage_platform")
SELF = Mine("pk")
SOMEBODY_ELSE = RUNS_PLATFORM & ~SELF

USER = Policy(
    User,
    {
        "browse": RUNS_PLATFORM,
        "view": SELF | RUNS_PLATFORM,
        "edit": SELF,
        "export": SELF,
        "export_for": SOMEBODY_ELSE,
        "grant_role": SOMEBODY_ELSE,
        "revoke_role": SOMEBODY_ELSE,
        "suspend": SOMEBODY_ELSE,
        "reinstate": SOMEBODY_ELSE,
        "erase": SELF | RUNS_PLATFORM,
    },
)

declare_limit("user.create", 5, per=timedelta(minutes=1))
declare_limit("user.export", 5, per=timedelta(days=1))
