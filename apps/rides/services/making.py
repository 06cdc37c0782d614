"""The rides of a series: made twelve weeks ahead, and rewritten when the series is.

Locks in the order of all rides: the captain's standing, the series, then one ride after the other.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from apps.organizations.models import Membership
from apps.rides.choices import COMING, CancelReason, Role, SeriesState, State
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride, Series
from apps.rides.models.facts import FACTS
from apps.rides.recurrence import is_over, read_rule, starts
from apps.rides.services.leadership import follow_series, may_lead
from apps.rides.services.locking import locked_standing
from apps.rides.services.planning import call_off, change_ride, new_ride, open_draft
from apps.rides.workflows import RIDE_STATES, SERIES
from hearth.kernel.authorization import Subject, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import Problem
from hearth.kernel.transactions import transactional

logger = logging.getLogger("hearth.rides")

AHEAD = timedelta(weeks=12)
HANDED_ON = (*FACTS, "capacity", "route_id")
"""What a ride takes over from its series."""
SAME_WEEK = timedelta(days=6)
NOT_BEGUN = (State.DRAFT.value, *COMING)


def make_all_ahead(now: datetime) -> tuple[int, int]:
    """Make the rides that are missing; return how many, and of how many series."""
    rows = Series.objects.filter(state=SeriesState.RUNNING, organization__status="approved")
    # Looked at once a day at most, however often this runs.
    due = rows.filter(Q(made_until__isnull=True) | Q(made_until__lt=now + AHEAD - timedelta(days=1)))
    made = served = 0
    failures = []
    for pk in list(due.order_by("made_until", "pk").values_list("pk", flat=True)):
        try:
            made += _make_one(pk, now)
            served += 1
        except Exception as failure:
            logger.exception("the rides of series %s could not be made", pk)
            if not isinstance(failure, Problem):
                failures.append(failure)
    if failures:
        raise failures[0]
    return made, served


@transactional
def _make_one(pk: UUID, now: datetime) -> int:
    seen = Series.objects.get(pk=pk)
    standing = locked_standing(seen.organization_id, seen.captain_id)
    series = locked_series(pk)
    if series.version != seen.version or series.state != SeriesState.RUNNING:
        return 0  # changed this moment: whoever did so made its rides, or the next run will
    return make_ahead(series, standing, by=system_subject(), now=now)


def locked_series(pk: UUID) -> Series:
    rows = Series.objects.select_for_update(no_key=True, of=("self",))
    found: Series = rows.select_related("organization", "captain", "user").get(pk=pk)
    return found


def make_ahead(series: Series, standing: Membership | None, *, by: Subject, now: datetime) -> int:
    """Make what is missing of the next twelve weeks; the caller holds the locks. Return how many.

    Where the captain may not lead any more, rides are made as drafts for somebody else to publish.
    A series whose rule names no later day goes on until its last ride is over.
    """
    until, after = now + AHEAD, max(series.made_until or now, now)
    moments = moments_of(series, after=after, before=until)
    known = set(
        Ride.objects.filter(series=series, recurrence_id__in=moments).values_list("recurrence_id", flat=True)
    )
    made = 0
    for moment in moments:
        if moment <= now or moment in known:
            continue
        _make(series, moment, leads=may_lead(standing), is_first=not made, by=by)
        made += 1
    rule = read_rule(series.rrule)
    names_no_more = is_over(rule, series.first_date, series.local_time, series.zone, by=until)
    if names_no_more and not Ride.objects.to_come(now).filter(series=series).exists():
        SERIES.move(series, "run_out", by=by, made_until=until)
    else:
        Series.objects.filter(pk=series.pk).update(made_until=until)
        series.made_until = until
    return made


def moments_of(series: Series, *, after: datetime, before: datetime) -> list[datetime]:
    """When its rides begin between two moments, by its own rule."""
    return starts(
        read_rule(series.rrule),
        series.first_date,
        series.local_time,
        series.zone,
        before=min(before, series.ends_before or before),
        after=after,
    )


def is_left_alone(ride: Ride) -> bool:
    """Whether a ride, whose lock the caller holds, can go: it has not begun, and nobody else comes."""
    others = Participation.objects.live().filter(ride=ride).exclude(role=Role.CAPTAIN)
    return ride.state in NOT_BEGUN and not others.exists()


def move_rides(old: Series, new: Series, *, since: datetime, after: datetime, by: Subject) -> None:
    """Let a new series take over the rides of the one that it continues.

    Those from `since` on go to times of the new one from `after` on, which may be earlier that day.
    A ride goes to the new time of its day, else to the nearest one of its week. One that no time is left for
    is cancelled when nobody joined it, and stays behind: its day is free again. All others come along as they
    are, those too that were cancelled alone or have begun, or the next change would know nothing of them.
    """
    rides = list(Ride.objects.filter(series=old, recurrence_id__gte=since).order_by("pk"))
    if not rides:
        return
    last = max(ride.recurrence_id for ride in rides)
    targets = _targets(rides, new, moments_of(new, after=after, before=last + SAME_WEEK + timedelta(days=1)))
    for ride in rides:
        locked, moment = RIDES.locked(ride.pk), targets.get(ride.pk)
        if moment is not None and locked.state in NOT_BEGUN:
            _rewrite(locked, old, new, moment, by=by)
            follow_series(locked, old.captain, new.captain, by=by)
        elif is_left_alone(locked):
            call_off(locked, by=by, reason=CancelReason.OTHER)
        else:
            facts = {"series": new, "recurrence_id": moment or locked.recurrence_id}
            Ride.objects.filter(pk=locked.pk).update(**facts, version=F("version") + 1, updated_at=by.now)


def _make(series: Series, moment: datetime, *, leads: bool, is_first: bool, by: Subject) -> None:
    facts = {name: getattr(series, name) for name in (*FACTS, "capacity")}
    facts |= {"route": series.route_id, "starts_at": moment, "series": series, "recurrence_id": moment}
    ride = new_ride(series.organization, series.user, facts, ())
    told = {"series": str(series.pk), "first": is_first}
    record(RIDE_STATES.of["draft"].event, ride, by=by, to_state=ride.state, data=told)
    if leads:
        open_draft(RIDES.locked(ride.pk), series.captain, by=by)


def _targets(rides: list[Any], new: Series, moments: list[datetime]) -> dict[UUID, datetime]:
    """Which time of the new series each ride goes to; what is cancelled or over keeps its day taken."""
    of_day = {moment.astimezone(new.zone).date(): moment for moment in moments}
    found: dict[UUID, datetime] = {}
    for ride in rides:
        day = ride.recurrence_id.astimezone(new.zone).date()
        if day in of_day:
            found[ride.pk] = of_day.pop(day)
    free = list(of_day.values())
    for ride in sorted(rides, key=lambda one: one.recurrence_id):
        near = [moment for moment in free if abs(moment - ride.recurrence_id) <= SAME_WEEK]
        if ride.pk not in found and near and ride.state in NOT_BEGUN:
            found[ride.pk] = min(near, key=lambda moment: abs(moment - ride.recurrence_id))
            free.remove(found[ride.pk])
    return found


def _rewrite(ride: Ride, old: Series, new: Series, moment: datetime, *, by: Subject) -> None:
    """Hand on what changed in the series, but for what was changed in this one ride by hand."""
    facts = {
        name: getattr(new, name)
        for name in HANDED_ON
        if getattr(new, name) != getattr(old, name) and getattr(ride, name) == getattr(old, name)
    }
    if "route_id" in facts:
        facts["route"] = facts.pop("route_id")
    capacity = facts.get("capacity")
    if capacity is not None and capacity < ride.confirmed_count + ride.offered_count + ride.held_count:
        del facts["capacity"]  # nobody loses a place by it
    if ride.state != State.POSTPONED and ride.starts_at == ride.recurrence_id:
        facts["starts_at"] = moment
    change_ride(ride, {**facts, "series": new, "recurrence_id": moment}, by=by)
