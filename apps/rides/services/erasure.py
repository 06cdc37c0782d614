"""What becomes of a person's places in rides when they are erased."""

from apps.accounts.models import User
from apps.rides.choices import OPEN, Role
from apps.rides.lines import RIDES
from apps.rides.models import PaceGroup, Participation, RideAttachment
from apps.rides.services.files import take_off
from apps.rides.services.groups import end_lead_of_groups
from apps.rides.services.joining import LEADS_NOTHING
from apps.rides.services.leadership import end_lead
from hearth.kernel.authorization import system_subject


def forget_rides_of(person: User) -> None:
    """Give up the places of rides to come, their guests' too, and their files; clubs' rides stay."""
    system = system_subject()
    mine = Participation.objects.live().filter(ride__state__in=OPEN)
    for pk in mine.filter(user=person).order_by("ride").values_list("ride_id", flat=True):
        ride = RIDES.locked(pk)
        place = Participation.objects.live().filter(ride=ride, user=person).first()
        if place is None:
            continue
        if place.role != Role.PARTICIPANT:
            place.ride = ride
            end_lead(ride, place, by=system)
        RIDES.move(place, "withdraw", by=system, **LEADS_NOTHING)
    for guest in mine.filter(host=person).order_by("ride", "pk"):
        RIDES.move(guest, "withdraw", by=system)
    for pk in PaceGroup.objects.filter(leader=person).order_by("ride").values_list("ride_id", flat=True):
        end_lead_of_groups(RIDES.locked(pk), person.pk, by=system)
    # The uploads are the person's own, and go with them.
    for attachment in RideAttachment.objects.filter(media__owner=person).order_by("ride", "pk"):
        take_off(RIDES.locked(attachment.ride_id), attachment, by=system)
