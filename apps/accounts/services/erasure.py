"""Erasure in place: the row stays, and everything in it and about it that is personal goes."""

from typing import Any

from django.db import models, transaction

from apps.accounts.choices import ErasureReason
from apps.accounts.erasure import checks, steps
from apps.accounts.inventory import rows_about
from apps.accounts.models import User
from apps.accounts.services.lifecycle import keep_a_site_admin, locked_for
from apps.accounts.services.people import sub_of_nobody
from apps.accounts.workflows import USER
from hearth.kernel.authorization import Subject, SystemRole, require
from hearth.kernel.fields import KEPT, classification_of, erased_value
from hearth.kernel.problems import Problem
from hearth.kernel.transactions import transactional


@transactional
def erase_person(user: User, *, by: Subject, reason: str = ErasureReason.OWN_WISH.value) -> User:
    """Forget a person for good; events keep their id, which then says nothing.

    Raises Conflict for the last active site admin, and for what an app refuses (`apps.accounts.erasure`):
    those checks come first, because they lock organisations. Files are deleted after the commit, by handlers.
    """
    require(by, "erase", user)
    USER.guard(user, "erase", by=by)
    for check in checks():
        check(user)
    user = locked_for("erase", user, by=by)
    keep_a_site_admin(user)
    forget_rows_about(user)
    return USER.move(
        user,
        "erase",
        by=by,
        reason=reason,
        **erased_values(User),
        cognito_sub=sub_of_nobody(user.cognito_sub),
        system_role=SystemRole.USER.value,
    )


@transactional
def forget_rows_about(user: User) -> None:
    """Let every app do its part, then blank or delete what is about the person; twice is harmless."""
    for step in steps():
        step(user)
    for rows in rows_about(user):
        if rows.tie.deleted:
            rows.all().delete()
        elif values := erased_values(rows.model):
            rows.all().update(**values)


def obstacles(user: User) -> list[Problem]:
    """Everything that speaks against erasing the person now, for the page that says so beforehand."""
    found = []
    for check in (*checks(), keep_a_site_admin):
        try:
            with transaction.atomic():
                check(user)
        except Problem as problem:
            found.append(problem)
    return found


def erased_values(model: type[models.Model]) -> dict[str, Any]:
    """What the columns of a row hold once its person is erased; those that stay are left out."""
    classified = [(field, classification_of(field)) for field in model._meta.local_fields]
    going = [field for field, kind in classified if kind is not None and kind.erased is not KEPT]
    return {field.attname: erased_value(field) for field in going}
