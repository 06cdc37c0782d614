from apps.accounts.models import User
from hearth.kernel.authorization import Policy, SystemRole, declare_capabilities, grant_to_system_role
from hearth.kernel.authorization.algebra import In, Mine, SystemCapability

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

USER = Policy(
    User,
    {
        "view": SELF | RUNS_PLATFORM,
        "edit": SELF,
        "grant_role": RUNS_PLATFORM & ~SELF & In("status", ("active",)),
        "browse": RUNS_PLATFORM,
    },
)
