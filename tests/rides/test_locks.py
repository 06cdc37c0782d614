"""Locks of one sort are taken in one order, so that nobody waits for one another in a circle."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.services.erasure import erase_person
from apps.rides.services import planning
from tests import factories
from tests.cast import Cast
from tests.rides.riding import acting, club, join, ride

pytestmark = pytest.mark.django_db


def test_standings_are_locked_by_the_id_of_their_people(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    where = club(cast)
    leaders = [cast.olga, cast.petra, cast.lee]
    factories.membership(where, cast.petra, "ride_leader")
    locked: list[UUID] = []
    standing = planning.locked_standing

    def noted(organization_id: UUID, person_id: UUID) -> Any:
        locked.append(person_id)
        return standing(organization_id, person_id)

    monkeypatch.setattr(planning, "locked_standing", noted)
    for turn in (leaders, leaders[::-1]):
        locked.clear()
        ride(where, cast.lee, pace_groups=[{"name": f"{one}", "leader": one.pk} for one in turn])
        assert locked[:3] == sorted(one.pk for one in leaders)


def test_an_erasure_locks_memberships_and_then_rides_before_it_changes_one(cast: Cast) -> None:
    harbour, bay = club(cast), club(cast, "Bay Riders")
    for where in (bay, harbour, bay):
        join(ride(where, cast.olga), cast.lee)
    with CaptureQueriesContext(connection) as queries:
        erase_person(cast.lee, by=acting(cast.lee))
    locks = [
        query["sql"]
        for query in queries.captured_queries
        if re.search("FOR NO KEY UPDATE|^UPDATE", query["sql"])
    ]
    tables = [re.search(r'(?:FROM|UPDATE) "(\w+)"', sql).group(1) for sql in locks]  # type: ignore[union-attr]
    first_change = next(place for place, sql in enumerate(locks) if sql.startswith("UPDATE"))
    seen = list(dict.fromkeys(tables[:first_change]))
    assert seen[:3] == ["organizations_organization", "organizations_membership", "rides_ride"], seen
    locks_of_rides = next(sql for sql, table in zip(locks, tables, strict=True) if table == "rides_ride")
    assert locks_of_rides.startswith('SELECT "rides_ride"."id"')
    assert "ORDER BY 1 ASC FOR" in locks_of_rides
