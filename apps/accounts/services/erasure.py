"""Erasure in place: the row stays, and everything in it and about it that is personal goes."""

from typing import Any

from django.db import models

from apps.accounts.choices import ErasureReason
from apps.accounts.erasure import check_erasure, take_steps
from apps.accounts.inventory import rows_about
from apps.accounts.models import User
from apps.accounts.services.lifecycle import keep_a_site_admin, locked_for
from apps.accounts.services.people import sub_of_nobody
from apps.accounts.workflows import USER
from hearth.kernel.authorization import Subject, SystemRole, require
from hearth.kernel.fields import KEPT, classification_of, erased_value
from hearth.kernel.transactions import transactional


@transactional
def erase_person(user: User, *, by: Subject, reason: str = ErasureReason.OWN_WISH.value) -> User:
    """Forget a person for good; events keep their id, which then says nothing.

    Raises Conflict for the last active site admin, and for what an app refuses (`apps.accounts.erasure`):
    those checks come first, because they lock organisations. Files are deleted after the commit, by handlers.
    """
    require(by, "erase", user)
    USER.guard(user, "erase", by=by)
    check_erasure(user)
    user = locked_for("erase", user, by=by)
    keep_a_site_admin(user)
    take_steps(user)
    for rows in rows_about(user):
        if rows.tie.deleted:
            rows.all().delete()
        elif values := erased_values(rows.model):
            rows.all().update(**values)
    return USER.move(
        user,
        "erase",
        by=by,
        reason=reason,
        **erased_values(User),
        cognito_sub=sub_of_nobody(user.cognito_sub),
        system_role=SystemRole.USER.value,
    )


def erased_values(model: type[models.Model]) -> dict[str, Any]:
    """What the columns of a row hold once its person is erased; those that stay are left out."""
    fields = model._meta.local_fields
    found = [(field, classification_of(field)) for field in fields]
    return {
        field.attname: erased_value(field) for field, kind in found if kind is not None and kind.erased is not KEPT
    }
