"""Who wants to be told what, and how: preferences of people, and addresses that were taken off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.notifications.kinds import Kind, kind_named, registered
from apps.notifications.models import Preference, Suppression
from hearth.kernel.authorization import ANONYMOUS, Subject
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional


@dataclass(frozen=True)
class Wish:
    email: bool = True
    in_app: bool = True


def wish_of(user: User, kind: Kind) -> Wish:
    if kind.mandatory:
        return Wish()
    chosen = Preference.objects.filter(user=user, kind=kind.name).first()
    return Wish(chosen.email, chosen.in_app) if chosen else Wish()


def wishes_of(user: User) -> dict[Kind, Wish]:
    """Every kind there is with the person's wish, as they stand on the page of preferences."""
    chosen = {row.kind: Wish(row.email, row.in_app) for row in Preference.objects.filter(user=user)}
    kinds = sorted(registered().values(), key=lambda kind: (kind.group, kind.label, kind.name))
    return {kind: Wish() if kind.mandatory else chosen.get(kind.name, Wish()) for kind in kinds}


@transactional
def set_wishes(user: User, wishes: Mapping[str, Mapping[str, bool]], *, by: Subject) -> None:
    """Change some wishes of some kinds; raise Invalid for unknown kinds and for what has to be told."""
    if refusals := list(islice(_refusals(wishes), 20)):
        raise Invalid(refusals)
    _lock(user)
    before = wishes_of(user)
    changed = {}
    for name, wanted in wishes.items():
        kind = kind_named(name)
        wish = Wish(**{"email": before[kind].email, "in_app": before[kind].in_app, **wanted})
        if wish != before[kind]:
            _keep(user, kind, wish)
            changed[name] = {"email": wish.email, "in_app": wish.in_app}
    if changed:
        record("user.preferences_changed", user, by=by, data={"notifications": changed})


@transactional
def stop_mail(kind: Kind, *, user: User | None = None, address_hash: str = "") -> None:
    """Switch one kind of mail off for whoever holds its link; a repeat changes nothing."""
    if user is not None:
        set_wishes(user, {kind.name: {"email": False}}, by=ANONYMOUS)
        return
    row, is_new = Suppression.objects.get_or_create(address_hash=address_hash, kind=kind.name)
    if is_new:
        record("address.unsubscribed", row, by=ANONYMOUS, data={"kind": kind.name})


def hash_of(address: str) -> str:
    """What is kept of an address without an account, so that the row tells nobody whose it is."""
    # SECRET_KEY may be changed any day, and people must not get mail again because of it.
    key = settings.MICROCHIP_KEY
    return salted_hmac(
        "apps.notifications.address", address.strip().lower(), key, algorithm="sha256"
    ).hexdigest()


def address_wants(address: str, kind: Kind) -> bool:
    """Whether an address may get a kind of mail; if it belongs to an account, that person's wish counts."""
    if kind.mandatory:
        return True
    if Suppression.objects.filter(address_hash=hash_of(address), kind=kind.name).exists():
        return False
    user = User.objects.filter(email__iexact=address, email_verified=True).first()
    return user is None or wish_of(user, kind).email


def _refusals(wishes: Mapping[str, Mapping[str, bool]]) -> Iterable[tuple[str, str, str]]:
    known = registered()
    for name, wanted in wishes.items():
        pointer = f"/notifications/{name[:80].replace('~', '~0').replace('/', '~1')}"
        if name not in known:
            yield pointer, "unknown_kind", "There is no such kind of notification."
        elif known[name].mandatory and not all(wanted.values()):
            yield pointer, "mandatory", f"“{known[name].label}” cannot be switched off: you need to know it."


def _lock(user: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _keep(user: User, kind: Kind, wish: Wish) -> None:
    facts: dict[str, Any] = {"email": wish.email, "in_app": wish.in_app}
    if wish == Wish():
        Preference.objects.filter(user=user, kind=kind.name).delete()
    else:
        Preference.objects.update_or_create(user=user, kind=kind.name, defaults=facts)
