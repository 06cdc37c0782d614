"""Rides that come again: planned, changed from one ride on, ended."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from apps.organizations.models import Organization
from apps.organizations.services.locking import lock_organization
from apps.rides.choices import CancelReason, SeriesState, State
from apps.rides.lines import RIDES
from apps.rides.models import Ride, Series
from apps.rides.models.facts import FACTS
from apps.rides.recurrence import instant, read_rule, starts, without_first, written
from apps.rides.services.locking import locked_standing, people_in_order
from apps.rides.services.making import (
    NOT_BEGUN,
    is_left_alone,
    locked_series,
    make_ahead,
    move_rides,
)
from apps.rides.services.people import leader_of
from apps.rides.services.planning import FURTHEST, call_off, check_place, with_route
from apps.rides.workflows import SERIES
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Invalid, NotAllowed, StaleVersion
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import check_seen

MOST_SERIES = 100
NEVER_CHECKED = ["organization", "user", "captain", "route", "continues", "timezone"]
COPIED = (*FACTS, "capacity", "route", "captain", "local_time", "first_date", "rrule")


@transactional
def create_series(
    organization: Organization, *, by: Subject, captain: UUID | None = None, **facts: Any
) -> Series:
    """Plan rides that come again, and make those of the next twelve weeks."""
    require_for_new(by, "create", Series)
    lock_organization(organization.pk)  # its series are counted
    by = _standing(organization.pk, by, captain)
    check_may_repeat(organization, by=by)
    leader = leader_of(organization.pk, captain, "/captain") if captain else by.user
    running = Series.objects.filter(organization=organization, state=SeriesState.RUNNING)
    if running.count() >= MOST_SERIES:
        raise Conflict(f"A club has {MOST_SERIES} series at most.", rule="series_at_most", most=MOST_SERIES)
    series = Series(
        organization=organization,
        user=by.user,
        captain=leader,
        timezone=organization.timezone,
        **with_route(facts, organization),
    )
    check_series(series, by.now)
    series.save(force_insert=True)
    record(SERIES.of["plan"].event, series, by=by, to_state=series.state, data={"rrule": series.rrule})
    make_ahead(series, locked_standing(organization.pk, leader.pk), by=by, now=by.now)
    return series


@transactional
def edit_series(
    series: Series,
    *,
    by: Subject,
    since: datetime | None = None,
    seen_version: str = "",
    captain: UUID | None = None,
    **facts: Any,
) -> Series:
    """Change a series from a ride on (else from now); return the series that goes on from there.

    What is over stays as it was. Where rides were made, another series continues this one and takes those to
    come along: whoever has a place is asked again when it is at another time or place. Another captain takes
    over those of them that nobody else did, and leads what is made from then on.
    """
    by, series = _opened(series, "edit", by, captain)
    check_seen(series, seen_version)
    facts = with_route(facts, series.organization, series.route_id)
    if captain is not None:
        facts["captain"] = leader_of(series.organization_id, captain, "/captain")
    changes = {name: value for name, value in facts.items() if getattr(series, name) != value}
    if not changes:
        return series
    since = max(since or by.now, by.now)
    if since > by.now + FURTHEST:
        raise Invalid([("/from", "too_far", "Choose a ride within the next two years.")])
    if Ride.objects.filter(series=series).exists():
        return _split(series, changes, since=since, by=by)
    for name, value in changes.items():
        setattr(series, name, value)
    check_series(series, by.now)
    changes = {name: getattr(series, name) for name in changes}
    SERIES.move(series, "edit", by=by, data={"fields": sorted(changes)}, made_until=None, **changes)
    make_ahead(series, locked_standing(series.organization_id, series.captain_id), by=by, now=by.now)
    return series


@transactional
def end_series(
    series: Series, *, by: Subject, reason: str = CancelReason.OTHER, cancel: str = "unjoined"
) -> Series:
    """Make no more rides; cancel those to come that nobody joined, `all` of them, or `none`."""
    by, series = _opened(series, "end", by)
    # What was put off without a new time is still to come, however long ago it would have been.
    still_to_come = Q(starts_at__gt=by.now) | Q(state=State.POSTPONED)
    coming = Ride.objects.filter(still_to_come, series=series, state__in=NOT_BEGUN)
    cancelled = 0
    for pk in [] if cancel == "none" else list(coming.order_by("pk").values_list("pk", flat=True)):
        ride = RIDES.locked(pk)
        # Somebody may have joined, or it may have begun, before its lock was ours.
        if ride.state in NOT_BEGUN and (cancel == "all" or is_left_alone(ride)):
            call_off(ride, by=by, reason=reason)
            cancelled += 1
    told = {"cancelled": cancelled}
    return SERIES.move(series, "end", by=by, reason=str(reason), data=told, ends_before=by.now)


def check_may_repeat(organization: Organization, *, by: Subject) -> None:
    """Raise NotAllowed unless they lead rides of the club."""
    if "lead_rides" not in by.capabilities_in(organization.pk):
        raise NotAllowed("Only who leads rides plans series of them.", rule="needs_lead_rides")


def following_of(series: Series, changes: dict[str, Any], *, since: datetime, now: datetime) -> Series:
    """The series, not saved, that goes on from a moment with these changes."""
    rule, zone = read_rule(series.rrule), series.zone
    before = starts(rule, series.first_date, series.local_time, zone, before=since)
    if len(before) == rule.count and not changes.keys() & {"first_date", "rrule"}:
        raise Conflict("Its last day is over: change the ride that is left by itself.", rule="series_is_over")
    own = {name: getattr(series, name) for name in COPIED}
    own["first_date"] = max(since.astimezone(zone).date(), series.first_date)
    if before and before[-1].astimezone(zone).date() == own["first_date"]:
        own["first_date"] += timedelta(days=1)  # that day's ride is over, or stays with the old series
    own["rrule"] = written(without_first(rule, len(before)))
    following = Series(
        organization=series.organization,
        user=series.user,
        timezone=series.organization.timezone,
        continues=series,
        **{**own, **changes},
    )
    # Of the day of that ride on: a new time may be earlier than the old one.
    following.made_until = max(instant(datetime.combine(own["first_date"], time()), zone), now)
    _keep_its_days(following, series, changes)
    check_series(following, now)
    return following


def _split(series: Series, changes: dict[str, Any], *, since: datetime, by: Subject) -> Series:
    following = following_of(series, changes, since=since, now=by.now)
    after = following.made_until or by.now
    SERIES.move(series, "split", by=by, data={"fields": sorted(changes)}, ends_before=since)
    following.save(force_insert=True)
    told = {"rrule": following.rrule, "continues": str(series.pk)}
    record(SERIES.of["plan"].event, following, by=by, to_state=following.state, data=told)
    move_rides(series, following, since=since, after=after, by=by)
    standing = locked_standing(following.organization_id, following.captain_id)
    make_ahead(following, standing, by=by, now=by.now)
    return following


def _keep_its_days(following: Series, series: Series, changes: dict[str, Any]) -> None:
    """Begin on a day of the old rule: what a rule does not say, it takes from the first ride's day."""
    if changes.keys() & {"first_date", "rrule"}:
        return
    rule = read_rule(series.rrule)
    days = rule.days(series.first_date, following.first_date + FURTHEST)
    later = next((day for day in days if day >= following.first_date), None)
    if later is None:
        raise Conflict("No ride of this series is left.", rule="series_is_over")
    following.first_date = later


def check_series(series: Series, now: datetime) -> None:
    series.rrule = written(read_rule(series.rrule))
    series.full_clean(exclude=NEVER_CHECKED, validate_unique=False, validate_constraints=False)
    check_place(series)
    today = now.astimezone(series.zone).date()
    if not today <= series.first_date <= today + FURTHEST:
        raise Invalid([("/first_date", "out_of_range", "Begin today or within the next two years.")])
    rule = read_rule(series.rrule)
    if not starts(rule, series.first_date, series.local_time, series.zone, after=now, before=now + FURTHEST):
        raise Invalid([("/rrule", "no_day", "It names no day within the next two years.")])


def _standing(organization_id: UUID, by: Subject, *others: UUID | None) -> Subject:
    """Lock the places in the club of whoever acts and of the captains, in one order."""
    for person in people_in_order(by.id, *others):
        locked_standing(organization_id, person)
    return by.refreshed()


def _opened(series: Series, verb: str, by: Subject, *others: UUID | None) -> tuple[Subject, Series]:
    require(by, verb, series)
    by = _standing(series.organization_id, by, series.captain_id, *others)
    fresh = locked_series(series.pk)
    if fresh.version != series.version:
        raise StaleVersion(f"It is now at version {fresh.version}.", version=fresh.version)
    require(by, verb, fresh)
    SERIES.guard(fresh, verb, by=by)
    return by, fresh
