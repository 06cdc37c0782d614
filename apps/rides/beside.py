"""What other apps show beside a ride to one of its riders; rides know none of them.

    @beside_rides
    def traces(rides: Sequence[Ride], subject: Subject) -> Mapping[UUID, SafeString]: ...

It is asked once for all rides of a page and gives, by the ride's id, what only this reader may see.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.utils.safestring import SafeString

from apps.rides.models import Ride
from hearth.kernel.authorization import Subject

Pieces = Callable[[Sequence[Ride], Subject], Mapping[UUID, SafeString]]

_registered: list[Pieces] = []


def beside_rides(pieces: Pieces) -> Pieces:
    _registered.append(pieces)
    return pieces


def beside(rides: Sequence[Ride], subject: Subject) -> dict[UUID, list[SafeString]]:
    """Everything that is registered, by ride."""
    found: dict[UUID, list[SafeString]] = {}
    for pieces in _registered:
        for pk, piece in pieces(rides, subject).items():
            found.setdefault(pk, []).append(piece)
    return found
