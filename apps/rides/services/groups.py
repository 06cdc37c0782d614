"""Pace groups of a ride: whoever keeps one speed, with a leader and so many places of their own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.rides.models import PaceGroup, Ride
from apps.rides.services.locking import locked_ride
from apps.rides.services.people import leader_of
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Full, NotFound, WrongState
from hearth.kernel.transactions import transactional

GROUPS_AT_MOST = 12
CHANGED = "ride.groups_changed"


@transactional
def add_group(ride: Ride, *, by: Subject, **facts: Any) -> PaceGroup:
    """Add a group to a ride that is not over."""
    require(by, "edit", ride)
    facts = _with_leader(facts, ride.organization_id)
    ride = _opened(ride, by)
    there = PaceGroup.objects.filter(ride=ride).order_by("-position").values_list("position", flat=True)
    if len(there) >= GROUPS_AT_MOST:
        raise Conflict(f"A ride has {GROUPS_AT_MOST} groups at most.", rule="groups_at_most")
    group = new_group(ride, facts, position=there[0] + 1 if there else 0)
    record(CHANGED, ride, by=by, data={"group": str(group.pk), "change": "added"})
    return group


@transactional
def edit_group(group: PaceGroup, *, by: Subject, **facts: Any) -> PaceGroup:
    """Change a group; raise Full for fewer places than are taken in it."""
    require(by, "edit", group)
    facts = _with_leader(facts, group.organization_id)
    group = _opened_group(group, by)
    facts = {name: value for name, value in facts.items() if getattr(group, name) != value}
    if not facts:
        return group
    capacity = facts.get("capacity")
    if capacity is not None and capacity < group.taken_count:
        raise Full(
            "More have a place in this group already.", capacity=group.capacity, confirmed=group.taken_count
        )
    for name, value in facts.items():
        setattr(group, name, value)
    _check(group)
    group.version, group.updated_at = group.version + 1, timezone.now()
    group.save(update_fields=[*facts, "version", "updated_at"])
    data = {"group": str(group.pk), "change": "edited", "fields": sorted(facts)}
    record(CHANGED, group.ride, by=by, data=data)
    return group


@transactional
def remove_group(group: PaceGroup, *, by: Subject) -> None:
    """Take a group out; its riders keep their places in the ride, in no group."""
    require(by, "delete", group)
    group = _opened_group(group, by, verb="delete")
    ride, pk = group.ride, str(group.pk)
    group.delete()
    record(CHANGED, ride, by=by, data={"group": pk, "change": "removed"})


def new_group(ride: Ride, facts: Mapping[str, Any], *, position: int) -> PaceGroup:
    """Write a group of a ride; the caller holds the ride's lock, or has only just made it."""
    facts = _with_leader(facts, ride.organization_id)
    group = PaceGroup(ride=ride, organization_id=ride.organization_id, position=position, **facts)
    _check(group)
    group.save(force_insert=True)
    return group


def end_lead_of_groups(ride: Ride, person_id: UUID, *, by: Subject) -> None:
    """Take a ride's groups from somebody who may lead no more; the caller holds the ride's lock."""
    for group in PaceGroup.objects.filter(ride=ride, leader=person_id).order_by("pk"):
        PaceGroup.objects.filter(pk=group.pk).update(
            leader=None, version=group.version + 1, updated_at=timezone.now()
        )
        data = {"group": str(group.pk), "change": "lost_leader"}
        record(CHANGED, ride, by=by, data=data)


def _opened(ride: Ride, by: Subject, verb: str = "edit") -> Ride:
    ride = locked_ride(ride)
    require(by, verb, ride)
    if not ride.is_open:
        raise WrongState("This ride is over.", state=ride.state, allowed=[])
    return ride


def _opened_group(group: PaceGroup, by: Subject, verb: str = "edit") -> PaceGroup:
    """Lock the ride of a group, then read the group as it stands."""
    ride = _opened(group.ride, by)
    found: PaceGroup | None = PaceGroup.objects.filter(pk=group.pk).first()
    if found is None:
        raise NotFound()
    found.ride = ride
    require(by, verb, found)
    return found


def _with_leader(facts: Mapping[str, Any], organization_id: UUID) -> dict[str, Any]:
    """Put the person in the place of their id."""
    facts = dict(facts)
    if isinstance(facts.get("leader"), UUID):
        facts["leader"] = leader_of(organization_id, facts["leader"], "/leader")
    return facts


def _check(group: PaceGroup) -> None:
    group.full_clean(
        exclude=["ride", "organization", "leader"], validate_unique=False, validate_constraints=False
    )
