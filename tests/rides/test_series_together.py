"""Series and their rides, changed by several people at once: each meets the others at a fixed point."""

from collections.abc import Callable
from datetime import time, timedelta
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.organizations.models import Membership, Organization
from apps.rides import services
from apps.rides.models import Participation, Ride, Series
from apps.rides.services import making
from apps.rides.services import series as planning
from hearth.kernel.problems import Conflict
from hearth.kernel.waitlist import Waitlist
from tests.cast import Cast
from tests.rides.riding import FACTS, acting, club, faults, join
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


def series_of(where: Organization, captain: Any, **facts: Any) -> Series:
    """Three rides within the twelve weeks that are made ahead."""
    soon = timezone.now().date() + timedelta(days=2)
    usual = {"first_date": soon, "local_time": time(7), "rrule": "FREQ=DAILY;INTERVAL=35"}
    return services.create_series(where, by=acting(captain), **{**FACTS, **usual, **facts})


def before_the_first_lock(monkeypatch: pytest.MonkeyPatch, step: Callable[[], Any]) -> None:
    """Somebody else does a step, and commits it, when the next ride's lock is asked for."""
    locked, still_to_come = Waitlist.locked, [step]

    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        finally:
            connection.close()

    def meanwhile(self: Any, line_id: UUID) -> Any:
        if still_to_come:
            other = Thread(target=run, args=(still_to_come.pop(),))
            other.start()
            other.join(PATIENCE)
        return locked(self, line_id)

    monkeypatch.setattr(Waitlist, "locked", meanwhile)


@pytest.mark.parametrize("looked_again", [True, False])
@pytest.mark.parametrize("change", ["end", "rarer"])
def test_who_joins_at_that_moment_keeps_the_ride(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, change: str, *, looked_again: bool
) -> None:
    """And the control: where only what was read before the lock counts, it is cancelled under them."""
    where = club(cast)
    series = series_of(where, cast.lee)
    rides = list(Ride.objects.filter(series=series).order_by("recurrence_id"))
    joined = rides[1]
    by = acting(cast.lee)
    if not looked_again:
        for module in (making, planning):
            monkeypatch.setattr(module, "is_left_alone", lambda ride: True)
    before_the_first_lock(monkeypatch, lambda: join(joined, cast.ana))
    if change == "end":
        services.end_series(series, by=by)
    else:
        services.edit_series(series, by=by, since=rides[0].recurrence_id, rrule="FREQ=DAILY;INTERVAL=70")
    joined.refresh_from_db()
    assert Participation.objects.live().filter(ride=joined, user=cast.ana).exists()
    assert joined.state == ("published" if looked_again else "cancelled")
    assert list(faults(joined)) == []


@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_make_no_ride_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch, *, locked: bool) -> None:
    """And the control: without the locks one of them fails at what the other has made."""
    where = club(cast)
    series = series_of(where, cast.lee)
    Participation.objects.filter(ride__series=series).delete()
    Ride.objects.filter(series=series).delete()
    Series.objects.filter(pk=series.pk).update(made_until=None)
    meet = Barrier(2)
    standing = making.locked_standing

    def both_begin(organization_id: UUID, person_id: UUID) -> Membership | None:
        meet.wait(PATIENCE)
        return standing(organization_id, person_id)

    def both_have_read(organization_id: UUID, person_id: UUID) -> Membership | None:
        return Membership.objects.select_related("user").get(organization=organization_id, user=person_id)

    def unlocked(pk: UUID) -> Series:
        found: Series = Series.objects.select_related("organization", "captain", "user").get(pk=pk)
        return found

    def both_know(*args: Any, **kwargs: Any) -> list[Any]:
        found = moments(*args, **kwargs)
        meet.wait(PATIENCE)
        return found

    moments = making.moments_of
    if locked:
        monkeypatch.setattr(making, "locked_standing", both_begin)
    else:
        monkeypatch.setattr(making, "locked_standing", both_have_read)
        monkeypatch.setattr(making, "locked_series", unlocked)
        monkeypatch.setattr(making, "moments_of", both_know)
    found = together(*[lambda: services.make_all_ahead(timezone.now())] * 2)
    if locked:
        assert sorted(made for made, _ in found) == [0, 3], found
        assert [list(faults(ride)) for ride in Ride.objects.filter(series=series)] == [[], [], []]
    else:
        assert any(isinstance(outcome, IntegrityError) for outcome in found), found


@pytest.mark.parametrize("counted_under_lock", [True, False])
def test_a_club_has_no_more_series_than_it_may(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, *, counted_under_lock: bool
) -> None:
    where = club(cast)
    monkeypatch.setattr(planning, "MOST_SERIES", 1)
    meet = Barrier(2)
    check = planning.check_series

    def both_have_counted(series: Series, now: Any) -> None:
        # Where one of them is kept waiting by the lock, the other goes on alone.
        try:
            meet.wait(0.2 if counted_under_lock else PATIENCE)
        except BrokenBarrierError:
            assert counted_under_lock
        check(series, now)

    monkeypatch.setattr(planning, "check_series", both_have_counted)
    if not counted_under_lock:
        monkeypatch.setattr(planning, "lock_organization", lambda organization_id: None)
    found = together(lambda: series_of(where, cast.lee), lambda: series_of(where, cast.olga))
    refused = [outcome for outcome in found if isinstance(outcome, Conflict)]
    assert len(refused) == (1 if counted_under_lock else 0), found
