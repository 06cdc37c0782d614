"""What stands in the way of an action besides policy and state, by the name of the rule that refuses.

Said beforehand, to whoever asks what may be done: services refuse for the same reasons, under their locks.
"""

from apps.organizations.models import Membership
from apps.rides.choices import LEADERS_AT_MOST, OUTCOMES, Role, State
from apps.rides.clubs import profile_of
from apps.rides.contacts import closed_by
from apps.rides.models import Participation, Ride
from apps.rides.services.joining import has_set_out, was_taken_off
from apps.rides.services.leadership import has_seat_for
from apps.rides.services.planning import EARLIEST
from apps.rides.services.roll import CALLED_WHILE, DISPUTED_WITHIN, stands_for_good
from apps.rides.services.standing import may_lead
from hearth.kernel.authorization import Subject

NEEDS_OPEN = ("invite", "appoint")
GIVES_A_LEAD = ("make_captain", "make_leader")


def obstacle_of_ride(ride: Ride, action: str, *, by: Subject) -> str:
    """The rule that refuses an action on a ride; empty for none."""
    if action in ("join", "bring_guest"):
        return _of_coming_along(ride, action, by)
    if action == "see_contacts":
        return closed_by(ride, by.now)
    if action in NEEDS_OPEN and not ride.is_open:
        return "ride_is_over"
    if action == "call_roll":
        return _of_calling(ride, by)
    if action == "start" and by.now < ride.starts_at - EARLIEST:
        return "too_early"
    if action == "publish" and ride.starts_at <= by.now:
        return "in_the_past"
    if action == "publish" and ride.capacity is not None and not ride.room:
        return "captain_needs_a_place"
    if action == "reschedule" and ride.captain_id is None:
        if "lead_rides" not in by.capabilities_in(ride.organization_id):
            return "may_not_lead"
        return "" if by.user is None or has_seat_for(ride, by.user) else "captain_needs_a_place"
    if action == "complete" and by.now < ride.starts_at:
        return "not_begun"
    if action == "complete":
        unknown = Participation.objects.confirmed().filter(ride=ride).exclude(attendance__in=OUTCOMES)
        return "roll_call" if unknown.exists() else ""
    return ""


def obstacle_of_place(place: Participation, action: str, *, by: Subject) -> str:
    """The rule that refuses an action on somebody's place; empty for none."""
    ride = place.ride
    if action in ("withdraw", "remove", "step_down", "make_leader") and place.role == Role.CAPTAIN:
        return "captain_hands_over_first"
    if action in ("withdraw", "remove"):
        return _of_ending(place)
    if action == "share_contact" and not (place.is_live and ride.is_open):
        return "ride_is_over"
    if action in GIVES_A_LEAD:
        return _of_leading(place, action)
    if action == "mark":
        return _of_calling(ride, by)
    if action == "dispute":
        return _of_dispute(place, by)
    if action == "settle" and (place.disputed_at is None or place.settled_at is not None):
        return "nothing_in_dispute"
    if action == "accept":
        return _of_accepting(place, by)
    if action == "change_group" and not ride.is_open:
        return "ride_is_over"
    return ""


def _of_coming_along(ride: Ride, action: str, by: Subject) -> str:
    if not ride.gives_places(by.now):
        return "state"
    if action == "bring_guest":
        brought = Participation.objects.live().filter(ride=ride, host=by.id).count()
        return "guests_at_most" if brought >= profile_of(ride.organization_id).guests_each else ""
    if Participation.objects.live().filter(ride=ride, user=by.id).exists():
        return "joined_already"
    rows = Membership.objects.filter(organization=ride.organization_id, user=by.id)
    last = rows.order_by("-created_at", "-id").values_list("status", flat=True).first()
    refused = {
        Membership.Status.SUSPENDED: "suspended_in_club",
        Membership.Status.REMOVED: "removed_from_club",
    }
    if last in refused:
        return refused[last]
    return "taken_off_the_list" if was_taken_off(ride, by) else ""


def _of_calling(ride: Ride, by: Subject) -> str:
    if ride.state not in CALLED_WHILE:
        return "state"
    return "too_late" if stands_for_good(ride, by.now) else ""


def _of_ending(place: Participation) -> str:
    if not place.ride.is_open:
        return "ride_is_over"
    return "under_way" if has_set_out(place) else ""


def _of_leading(place: Participation, action: str) -> str:
    if not place.ride.is_open:
        return "ride_is_over"
    rows = Membership.objects.live().filter(organization=place.organization_id, user=place.user_id)
    if place.user_id is None or not may_lead(rows.first()):
        return "may_not_lead"
    if action == "make_leader" and place.role != Role.LEADER:
        leaders = Participation.objects.filter(ride=place.ride_id, role=Role.LEADER).count()
        return "leaders_at_most" if leaders >= LEADERS_AT_MOST else ""
    return ""


def _of_dispute(place: Participation, by: Subject) -> str:
    if place.ride.state != State.COMPLETED:
        return "state"
    if by.now > place.ride.ends_at + DISPUTED_WITHIN:
        return "too_late"
    return "disputed_already" if place.disputed_at is not None else ""


def _of_accepting(place: Participation, by: Subject) -> str:
    if place.ride.pauses:
        return "state"
    ends = place.offer_expires_at
    stands = place.ride.gives_places(by.now) and (ends is None or ends > by.now)
    return "" if stands else "offer_has_ended"
