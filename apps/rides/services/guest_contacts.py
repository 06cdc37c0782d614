"""Whom to call about a guest, said by the guest: a link that their host hands on, good without an account.

A signature names the place; the link does nothing once the place is given up or the ride is over.
"""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from apps.rides.choices import OPEN, Moderation
from apps.rides.models import Participation, SharedContact
from apps.rides.services.contacts import attach_contact
from apps.rides.services.locking import locked_place
from hearth.kernel.authorization import system_subject
from hearth.kernel.problems import NotFound, WrongState
from hearth.kernel.transactions import transactional

_signer = Signer(salt="apps.rides.guest-contact")


def guest_link(place: Participation) -> str:
    """The address that a host hands on to their guest."""
    return settings.SITE_URL + reverse("guest-contact-link", args=[_signer.sign(place.pk.hex)])


def guest_of(token: str) -> Participation:
    """Raise NotFound for every link that is not ours, or whose host or ride is not there any more."""
    try:
        wanted = UUID(hex=_signer.unsign(token))
    except (BadSignature, ValueError):
        raise NotFound() from None
    found: Participation | None = Participation.objects.for_display().filter(pk=wanted, user=None).first()
    if found is None or found.host is None or not found.host.is_active:
        raise NotFound()
    if found.ride.moderation != Moderation.SHOWN:
        raise NotFound()
    return found


def takes_contact(place: Participation) -> bool:
    """Whether there is still a ride for which somebody may have to be called."""
    return place.is_live and place.ride.state in OPEN


@transactional
def keep_contact_by_link(place: Participation, **details: str) -> SharedContact:
    """Keep what a guest says themselves, in place of what they or their host said before."""
    place = locked_place(place)
    if not takes_contact(place):
        raise WrongState("This ride is over for you.", state=place.status, allowed=[])
    return attach_contact(place, by=system_subject(), **details)
