"""What people lose in rides: members who may do less than before, who is suspended, and the erased.

Where it is about several clubs, the person's memberships are locked by club, and then every ride by id.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.organizations.models import Membership
from apps.rides.choices import OPEN, RemovalReason, Role, State
from apps.rides.lines import RIDES
from apps.rides.models import PaceGroup, Participation, Ride, RideAttachment
from apps.rides.querysets import SURELY_OVER
from apps.rides.services.files import take_off
from apps.rides.services.groups import end_lead_of_groups
from apps.rides.services.joining import LEADS_NOTHING
from apps.rides.services.leadership import end_lead, told_together
from apps.rides.services.standing import capabilities_of
from hearth.kernel.authorization import Subject, system_subject
from hearth.kernel.transactions import transactional


def follow_standing(membership: Membership, *, by: Subject) -> None:
    """Take from somebody what their standing in the club does not carry any more, in its transaction.

    Who may not lead loses the lead; who is no active member also loses the places of rides to come.
    """
    capabilities = capabilities_of(membership)
    if "lead_rides" in capabilities:
        return
    suspended = membership.status == Membership.Status.SUSPENDED
    reason = RemovalReason.STANDING if suspended else RemovalReason.LEFT_CLUB
    open_ones = _open_rides_of(membership.user_id).filter(organization=membership.organization_id)
    for ride in _left_in_order(open_ones, membership.user_id, by=by):
        if "participate_rides" not in capabilities:
            _end_places(ride, membership.user_id, "remove", by=by, reason=reason.value, why=reason.value)


@transactional
def follow_suspension(person_id: UUID, *, by: Subject) -> bool:
    """Let rides go on without who cannot sign in; False for who can again by now."""
    _lock_memberships(person_id)
    if User.objects.get(pk=person_id).is_active:
        return False
    reason = RemovalReason.STANDING.value
    for ride in _left_in_order(_open_rides_of(person_id), person_id, by=by):
        _end_places(ride, person_id, "remove", by=by, reason=reason, why=reason)
    return True


def lock_rides_of(person: User) -> None:
    """Lock all that their erasure changes here, in the one order, before the first of it changes."""
    _lock_memberships(person.pk)
    concerned = _open_rides_of(person.pk) | Ride.objects.filter(pk__in=_files_of(person).values("ride"))
    list(concerned.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def forget_rides_of(person: User) -> None:
    """Give up the places of rides to come, their guests' too, and their files; clubs' rides stay."""
    system = system_subject()
    for ride in _left_in_order(_open_rides_of(person.pk), person.pk, by=system):
        _end_places(ride, person.pk, "withdraw", by=system)
    # The uploads are the person's own, and go with them.
    for attachment in _files_of(person).order_by("ride", "pk"):
        take_off(RIDES.locked(attachment.ride_id), attachment, by=system)


def _open_rides_of(person_id: UUID) -> Any:
    """The rides, not over yet, in which somebody or a guest of theirs has a place, or they lead a group.

    One of long ago that nobody started is over: who came is not changed by who goes today.
    """
    places = Participation.objects.live().filter(Q(user=person_id) | Q(host=person_id))
    groups = PaceGroup.objects.filter(leader=person_id)
    concerned = Q(pk__in=places.values("ride")) | Q(pk__in=groups.values("ride"))
    never_begun = Q(state__in=(State.DRAFT, State.PUBLISHED), starts_at__lt=timezone.now() - SURELY_OVER)
    return Ride.objects.filter(concerned, state__in=OPEN).exclude(never_begun)


def _files_of(person: User) -> Any:
    return RideAttachment.objects.filter(media__owner=person)


def _lock_memberships(person_id: UUID) -> None:
    rows = Membership.objects.live().filter(user=person_id, organization__kind="club")
    rows = rows.order_by("organization_id").select_for_update(no_key=True, of=("self",))
    list(rows.values_list("pk", flat=True))


def _left_in_order(rides: Any, person_id: UUID, *, by: Subject) -> Iterator[Ride]:
    """Lock all rides before the first one changes; hand out each when the person leads nothing in it."""
    locked = [RIDES.locked(pk) for pk in list(rides.order_by("pk").values_list("pk", flat=True))]
    together = told_together(locked, person_id)
    for ride in locked:
        end_lead_of_groups(ride, person_id, by=by)
        place = Participation.objects.live().filter(ride=ride, user=person_id).first()
        if place is not None and place.role != Role.PARTICIPANT:
            place.ride = ride
            end_lead(ride, place, by=by, together=together.get(ride.pk))
        yield ride


def _end_places(ride: Ride, person_id: UUID, verb: str, *, by: Subject, **told: Any) -> None:
    """End somebody's place and those of their guests; who has set out stays on the list for the roll-call."""
    if ride.state == State.ACTIVE:
        return
    theirs = Participation.objects.live().filter(ride=ride)
    for guest in theirs.filter(host=person_id).order_by("pk"):
        RIDES.move(guest, "withdraw", by=by)
    for place in theirs.filter(user=person_id):
        RIDES.move(place, verb, by=by, **told, **LEADS_NOTHING)
