"""When rides would be, before a series is planned or changed: the same checks, and nothing is written."""

from copy import copy
from datetime import datetime
from typing import Any

from apps.organizations.models import Organization
from apps.rides.models import Ride, Series
from apps.rides.services.making import moments_of
from apps.rides.services.planning import FURTHEST, with_route
from apps.rides.services.series import check_series, following_of
from hearth.kernel.authorization import Subject

SHOWN = 6


def dates_of_new(organization: Organization, *, by: Subject, **facts: Any) -> list[datetime]:
    """The first rides of a series that is not there yet; raise Invalid where it cannot be."""
    facts = {**with_route(facts, organization), "organization": organization, "user": by.user}
    series = Series(captain=by.user, timezone=organization.timezone, **facts)
    check_series(series, by.now)
    return next_dates(series, by.now)


def dates_after_change(
    series: Series, *, by: Subject, since: datetime | None = None, **facts: Any
) -> list[datetime]:
    """The next rides of a series once it was changed from a ride on; raise Invalid where it cannot be."""
    facts = with_route(facts, series.organization, series.route_id)
    changes = {name: value for name, value in facts.items() if getattr(series, name) != value}
    since = max(since or by.now, by.now)
    if not changes:
        return next_dates(series, by.now)
    if Ride.objects.filter(series=series).exists():
        following = following_of(series, changes, since=since, now=by.now)
        return next_dates(following, following.made_until or by.now)
    changed = copy(series)
    for name, value in changes.items():
        setattr(changed, name, value)
    check_series(changed, by.now)
    return next_dates(changed, by.now)


def next_dates(series: Series, after: datetime, number: int = SHOWN) -> list[datetime]:
    """When its next rides begin by its rule, those that were cancelled alone too."""
    return moments_of(series, after=after, before=after + FURTHEST)[:number]
