"""What changes people. Rows appear by themselves, on the first token; everything else is a verb."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.tokens import Claims
from hearth.kernel.authorization import Subject, SystemRole, require, system_subject, with_grants
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, NotFound, StaleVersion


class RoleReason(models.TextChoices):
    """Why a role was given or taken; codes, because events are kept for good."""

    APPOINTED = "appointed", "Appointed"
    STEPPED_DOWN = "stepped_down", "Stepped down"
    LEFT = "left", "Left the team"
    CORRECTION = "correction", "Given by mistake"


def person_for_claims(claims: Claims) -> tuple[User, bool]:
    """Return the one row of a token's person, and whether this very call made it.

    People match on `sub` only. An address that another person has verified stays theirs: the newcomer's
    row starts without one. Safe under concurrency, in and out of transactions.
    """
    if user := _known(claims):
        _learn_address(user, claims)
        return user, False
    try:
        with transaction.atomic():
            return _create(claims), True
    except IntegrityError:
        if user := _known(claims):  # another request of the same person was quicker
            return user, False
        if not claims.email:
            raise
        return person_for_claims(replace(claims, email=""))  # the address is somebody else's


def _known(claims: Claims) -> User | None:
    return with_grants(User.objects.filter(cognito_sub=claims.sub)).first()


def _create(claims: Claims) -> User:
    user: User = User.objects.create(
        cognito_sub=claims.sub,
        email=claims.email or None,
        email_verified=bool(claims.email),
        display_name=claims.name or "New member",
    )
    record("user.created", user, by=Subject(user=user))
    return user


def _learn_address(user: User, claims: Claims) -> None:
    """Take over a verified address that is missing or newer here, unless it is somebody else's.

    A token older than the row's last change teaches nothing: two tokens that disagree must not take turns.
    """
    same = user.email_verified and user.email == claims.email
    if not claims.email or same or not user.is_active or (user.email and claims.issued_at <= user.updated_at):
        return
    holders = User.objects.alias(address=Lower("email")).filter(
        address=claims.email.lower(), email_verified=True
    )
    if holders.exclude(pk=user.pk).exists():
        return
    now = timezone.now()
    try:
        with transaction.atomic():
            unmoved = User.objects.filter(pk=user.pk, version=user.version)
            if not unmoved.update(
                email=claims.email, email_verified=True, updated_at=now, version=user.version + 1
            ):
                return
            record("user.email_learnt", user, by=Subject(user=user))
    except IntegrityError:
        return  # somebody else verified it a moment ago
    user.email, user.email_verified, user.updated_at, user.version = claims.email, True, now, user.version + 1


@transaction.atomic
def edit_person(user: User, *, by: Subject, **changes: str) -> User:
    """Change what a person says about themselves; raises StaleVersion when the row moved meanwhile.

    The event names the fields; what was written is personal and stays in the row.
    """
    require(by, "edit", user)
    changes = {name: value for name, value in changes.items() if getattr(user, name) != value}
    if not changes:
        return user
    values: dict[str, Any] = {**changes, "version": user.version + 1, "updated_at": timezone.now()}
    if not User.objects.filter(pk=user.pk, version=user.version).update(**values):
        raise StaleVersion("It changed while you were editing.")
    for name, value in values.items():
        setattr(user, name, value)
    record("user.edited", user, by=by, data={"fields": sorted(changes)})
    return user


@transaction.atomic
def grant_role(*, by: Subject, user_id: UUID, role: SystemRole, reason: str = RoleReason.APPOINTED) -> User:
    """Give a person a system role, or take it back with `SystemRole.USER`.

    Their sessions end; tokens follow as soon as Cognito's groups do. The same role again changes nothing.
    """
    user: User | None = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFound()
    require(by, "grant_role", user)
    former = user.system_role
    if former != role:
        user.system_role, user.updated_at, user.version = role.value, timezone.now(), user.version + 1
        user.save(update_fields=["system_role", "updated_at", "version"])
        record("user.role_granted", user, by=by, from_state=former, to_state=role.value, reason=reason)
    return user


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
    return grant_role(by=system_subject(), user_id=user.pk, role=SystemRole.SITE_ADMIN)
