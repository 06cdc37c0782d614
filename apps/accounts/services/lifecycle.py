"""Suspending and reinstating, and the lock under which the platform counts its site admins."""

from uuid import UUID

from apps.accounts.models import User
from apps.accounts.workflows import USER
from hearth.kernel.authorization import Subject, require
from hearth.kernel.problems import Conflict, NotFound
from hearth.kernel.transactions import transactional


@transactional
def suspend_person(user: User, *, by: Subject, reason: str) -> User:
    """Refuse somebody from their next request on, whatever their tokens say; raises Conflict for the last
    active site admin."""
    user = locked_for("suspend", user, by=by)
    keep_a_site_admin(user)
    return USER.move(user, "suspend", by=by, reason=reason)


@transactional
def reinstate_person(user: User, *, by: Subject) -> User:
    user = locked_for("reinstate", user, by=by)
    return USER.move(user, "reinstate", by=by)


def locked_for(verb: str, user: User, *, by: Subject) -> User:
    """Lock the person for a verb, then ask policy and workflow again: either side may have just changed.

    Every active site admin is locked before, by id, so that `keep_a_site_admin` counts what will be true.
    """
    active_site_admins()
    found: User | None = User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()
    if found is None:
        raise NotFound()
    require(by.refreshed(), verb, found)
    USER.guard(found, verb, by=by)
    return found


def active_site_admins() -> list[UUID]:
    """Lock and count those who can run the platform."""
    keepers = User.objects.filter(system_role=User.Role.SITE_ADMIN, status=User.Status.ACTIVE)
    return list(keepers.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def keep_a_site_admin(user: User) -> None:
    """Raise Conflict when nobody could run the platform without this person."""
    keepers = active_site_admins()
    if user.pk in keepers and len(keepers) == 1:
        raise Conflict(
            "They are the last active site admin. Give somebody else the role first.",
            reason="last_site_admin",
        )
