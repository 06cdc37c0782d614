from django.db.models.functions import Lower

from apps.accounts.choices import RoleReason
from apps.accounts.models import User
from apps.accounts.services.lifecycle import keep_a_site_admin, locked_for
from apps.accounts.workflows import USER
from hearth.kernel.authorization import Subject, SystemRole, system_subject
from hearth.kernel.problems import Conflict, NotFound
from hearth.kernel.transactions import transactional


@transactional
def grant_role(
    user: User, *, by: Subject, role: SystemRole, reason: str = RoleReason.APPOINTED.value
) -> User:
    """Make somebody a moderator or a site admin; the same role again changes nothing.

    Their sessions end; tokens follow as soon as Cognito's groups do.
    """
    return _change_role(user, "grant_role", role, by=by, reason=reason)


@transactional
def revoke_role(user: User, *, by: Subject, reason: str) -> User:
    """Take every system role back; raises Conflict for the last active site admin."""
    return _change_role(user, "revoke_role", SystemRole.USER, by=by, reason=reason)


def grant_site_admin(*, email: str) -> User:
    """Make the first site admin: the person who has verified this address. Raises NotFound in plain words."""
    people = User.objects.alias(address=Lower("email")).filter(address=email.strip().lower())
    user = people.filter(email_verified=True).first()
    if user is None and people.exists():
        raise NotFound(f"{email} is known, but not verified; that has to happen first.")
    if user is None:
        raise NotFound(f"Nobody with the address {email} has signed in yet; let them do that first.")
    if not user.is_active:
        raise Conflict(f"The account of {email} is {user.get_status_display().lower()}.")
    return grant_role(user, by=system_subject(), role=SystemRole.SITE_ADMIN)


def _change_role(user: User, verb: str, role: SystemRole, *, by: Subject, reason: str) -> User:
    user = locked_for(verb, user, by=by)
    former = user.system_role
    if former == role:
        return user
    if role != SystemRole.SITE_ADMIN:
        keep_a_site_admin(user)
    roles = {"from_role": former, "to_role": role.value}
    return USER.move(user, verb, by=by, reason=reason, data=roles, system_role=role.value)
