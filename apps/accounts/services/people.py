"""People as their tokens know them, and what they say about themselves."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.accounts.tokens import Claims
from apps.media.models import MediaFile
from hearth.kernel.authorization import Subject, require, with_grants
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid, StaleVersion
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import check_seen


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


def sub_of_nobody(sub: str, key: str | bytes = "") -> str:
    """What stands in place of an erased person's `sub`: a keyed hash, to know them by if they come again."""
    secret = key or settings.SECRET_KEY
    return "erased:" + salted_hmac("apps.accounts.erased", sub, secret=secret, algorithm="sha256").hexdigest()


def _known(claims: Claims) -> User | None:
    """Find the token's person, also one who is erased: under any key that is still ours."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    subs = [claims.sub, *(sub_of_nobody(claims.sub, key) for key in keys)]
    return with_grants(User.objects.filter(cognito_sub__in=subs)).first()


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


@transactional
def edit_person(user: User, *, by: Subject, seen_version: str = "", **changes: Any) -> User:
    """Change what a person says about themselves; raises StaleVersion when the row moved meanwhile.

    `avatar` is the id of an own upload that is ready, or None. The event names the fields; what was
    written is personal and stays in the row.
    """
    require(by, "edit", user)
    check_seen(user, seen_version)
    if "avatar" in changes:
        changes["avatar_id"] = changes.pop("avatar")
    changes = {name: value for name, value in changes.items() if getattr(user, name) != value}
    if not changes:
        return user
    if changes.get("avatar_id"):
        _check_avatar(changes["avatar_id"], by)
    values: dict[str, Any] = {**changes, "version": user.version + 1, "updated_at": timezone.now()}
    if not User.objects.filter(pk=user.pk, version=user.version).update(**values):
        raise StaleVersion("It changed while you were editing.")
    for name, value in values.items():
        setattr(user, name, value)
    fields = sorted(name.removesuffix("_id") for name in changes)
    record("user.edited", user, by=by, data={"fields": fields})
    return user


def _check_avatar(media_id: UUID, by: Subject) -> None:
    usable = MediaFile.objects.filter(
        owner=by.id, purpose=MediaFile.Purpose.AVATAR, state=MediaFile.State.READY, organization=None
    )
    if not usable.filter(pk=media_id).exists():
        words = "There is no such picture of yours that is ready; upload one for this purpose."
        raise Invalid([("/avatar", "does_not_exist", words)])
