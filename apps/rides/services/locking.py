"""The locks of rides, in the one order: organisation, membership, ride, place."""

from uuid import UUID

from apps.accounts.models import User
from apps.organizations.models import Membership
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import NotFound, StaleVersion


def locked_standing(organization_id: UUID, person_id: UUID | None) -> Membership | None:
    """Lock somebody's place in a club, so that it does not end while they are given one in a ride."""
    rows = Membership.objects.live().filter(organization=organization_id, user=person_id)
    rows = rows.select_related("user").select_for_update(no_key=True, of=("self",))
    found: Membership | None = rows.first()
    return found


def people_in_order(*people: UUID | User | None) -> list[UUID]:
    """Each once, by id: the order in which the standings of several are locked."""
    ids = {person.pk if isinstance(person, User) else person for person in people}
    return sorted(pk for pk in ids if pk is not None)


def standing_as(membership: Membership | None, organization_id: UUID, by: Subject) -> Subject:
    """The subject with the standing that is locked: as it was loaded, where that says the same."""
    active = membership is not None and membership.status == Membership.Status.ACTIVE
    role = membership.role if membership is not None and active else ""
    return by if by.role_in(organization_id) == role else by.refreshed()


def locked_ride(ride: Ride, *, seen: bool = False) -> Ride:
    """Lock a ride before anything in it is counted; with `seen`, refuse one that moved meanwhile."""
    fresh: Ride = RIDES.locked(ride.pk)
    if seen and fresh.version != ride.version:
        raise StaleVersion(f"It is now at version {fresh.version}.", version=fresh.version)
    return fresh


def locked_place(place: Participation) -> Participation:
    """Lock the ride of a place, then read the place as it stands."""
    ride = RIDES.locked(place.ride_id)
    found: Participation | None = Participation.objects.select_related("user").filter(pk=place.pk).first()
    if found is None:
        raise NotFound()
    found.ride = ride
    return found
