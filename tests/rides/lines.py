"""Whether a line was kept from the first to the last step, by the events that were written down."""

from collections.abc import Iterator
from uuid import UUID

from apps.rides.models import Participation, Ride
from apps.rides.workflows import RIDE_STATES
from hearth.kernel.models import Event

TAKES = ("offered", "confirmed")


def order_faults(of: Ride) -> Iterator[str]:
    """Go through all that happened to a ride's places, and say who was served, or dropped, out of turn.

    Each was written under the ride's lock, so their times are their order. Who takes over a ride that has
    no captain goes first, and is made captain with the place's next event.
    """
    happened = _events_of(of)
    captains = {
        (event.target_id, event.sequence) for event in happened if event.name == "participation.made_captain"
    }
    line: list[UUID] = []
    state, suspended = "published", False
    for event in happened:
        if event.name.startswith("ride."):
            state = event.to_state if event.to_state in RIDE_STATES.states else state
            continue
        if event.name.startswith("organization."):
            suspended = event.to_state != "approved"
            continue
        pk = event.target_id
        takes_over = (pk, event.sequence + 1) in captains
        if event.to_state == event.from_state:
            continue
        if event.name == "participation.expired" and (state != "published" or suspended):
            yield f"{pk} lost their turn while the ride was {state}"
        if event.to_state == "waitlisted":
            line.append(pk)
        elif event.from_state == "waitlisted":
            if event.to_state in TAKES and line[0] != pk and not takes_over:
                yield f"{pk} was {event.to_state} before {line[0]}"
            line.remove(pk)
        elif event.to_state == "confirmed" and not event.from_state and line and not takes_over:
            yield f"{pk} came last, and went before {line[0]}"


def _events_of(ride: Ride) -> list[Event]:
    places = Participation.objects.filter(ride=ride).values_list("pk", flat=True)
    rows = Event.objects.filter(target_id__in=[ride.pk, ride.organization_id, *places])
    return list(rows.order_by("occurred_at", "id"))
