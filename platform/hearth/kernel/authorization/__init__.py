"""Authorization: derived capabilities, subjects, policies in a closed algebra; docs/permissions.md."""

from hearth.kernel.authorization.policy import (
    Decision,
    Policy,
    PolicyQuerySet,
    can,
    explain,
    require,
    require_for_new,
)
from hearth.kernel.authorization.roles import (
    SystemRole,
    declare_capabilities,
    declare_roles,
    grant_to_system_role,
    grant_to_tenant_role,
)
from hearth.kernel.authorization.subject import (
    ANONYMOUS,
    Grant,
    SignIn,
    Subject,
    anonymous_user,
    load_grants_with,
    subject_for,
    subject_of,
    system_subject,
    with_grants,
)

__all__ = [
    "ANONYMOUS",
    "Decision",
    "Grant",
    "Policy",
    "PolicyQuerySet",
    "SignIn",
    "Subject",
    "SystemRole",
    "anonymous_user",
    "can",
    "declare_capabilities",
    "declare_roles",
    "explain",
    "grant_to_system_role",
    "grant_to_tenant_role",
    "load_grants_with",
    "require",
    "require_for_new",
    "subject_for",
    "subject_of",
    "system_subject",
    "with_grants",
]
