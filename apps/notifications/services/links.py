"""Unsubscribe links: a signature names who and which kind, and nothing has to be remembered.

They do not expire: a mail may be read years later, and all that its link can do is to send less mail.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from apps.accounts.models import User
from apps.notifications.kinds import Kind, kind_named
from apps.notifications.models import Mail
from apps.notifications.services.wishes import hash_of
from hearth.kernel.problems import NotFound

_signer = Signer(salt="apps.notifications.unsubscribe")


@dataclass(frozen=True)
class Holder:
    """Who holds a link: a person, or an address of which only the hash is known."""

    kind: Kind
    user: User | None
    address_hash: str


def unsubscribe_link(mail: Mail) -> str:
    stop_link = kind_named(mail.kind).stop_link
    if stop_link is not None:
        return stop_link(mail.about_id)
    who = f"u{mail.user_id.hex}" if mail.user_id else f"a{hash_of(mail.address)}"
    return settings.SITE_URL + reverse("unsubscribe", args=[_signer.sign(f"{mail.kind}:{who}")])


def holder_of(token: str) -> Holder:
    """Raise NotFound for every token that is not ours, or whose kind or person is not there any more."""
    try:
        name, _, who = _signer.unsign(token).rpartition(":")
        kind = kind_named(name)
        user_id = UUID(who[1:]) if who.startswith("u") else None
    except (BadSignature, LookupError, ValueError):
        raise NotFound() from None
    if kind.mandatory or who[:1] not in ("u", "a"):
        raise NotFound()
    if user_id is None:
        return Holder(kind, None, who[1:])
    user = User.objects.filter(pk=user_id).exclude(status=User.Status.ERASED).first()
    if user is None:
        raise NotFound()
    return Holder(kind, user, "")
