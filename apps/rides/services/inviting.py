"""Members whom a ride's leadership asks along."""

from uuid import UUID

from apps.rides.models import Ride, RideInvitation
from apps.rides.services.locking import locked_ride
from apps.rides.services.people import member_of
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, WrongState
from hearth.kernel.transactions import transactional


@transactional
def invite_to_ride(ride: Ride, *, by: Subject, user: UUID) -> RideInvitation:
    """Let a member come to a ride that is only for whoever is invited; raise Conflict for a second time."""
    require(by, "invite", ride)
    person = member_of(ride.organization_id, user, "/user").user
    ride = locked_ride(ride)
    require(by, "invite", ride)
    if not ride.is_open:
        raise WrongState("This ride is over.", state=ride.state, allowed=[])
    if RideInvitation.objects.filter(ride=ride, user=person).exists():
        raise Conflict("They are invited already.", rule="invited_already")
    made: RideInvitation = RideInvitation.objects.create(
        ride=ride, organization_id=ride.organization_id, user=person, invited_by=by.user
    )
    record("ride.invited", ride, by=by, data={"invitation": str(made.pk), "user": str(person.pk)})
    return made


@transactional
def take_invitation_back(invitation: RideInvitation, *, by: Subject) -> None:
    """Let somebody not come after all; who joined already keeps their place."""
    require(by, "delete", invitation)
    ride = locked_ride(invitation.ride)
    if not RideInvitation.objects.filter(pk=invitation.pk).exists():
        return
    data = {"invitation": str(invitation.pk), "user": str(invitation.user_id)}
    invitation.delete()
    record("ride.uninvited", ride, by=by, data=data)
