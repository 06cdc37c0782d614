"""A ride under random steps on PostgreSQL: whatever its people do, and become, its promises hold."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apps.accounts.models import User
from apps.organizations import services as clubs
from apps.organizations.models import Membership, Organization
from apps.rides import services
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride
from apps.rides.services import leadership
from hearth.kernel.problems import Problem
from hearth.kernel.waitlist import Waitlist
from tests.cast import Cast
from tests.rides.riding import acting, club, faults, join, ride

WHO = st.integers(0, 4)
ROLES = st.sampled_from(["member", "ride_leader", "ride_captain", "admin"])
CAPACITY = st.sampled_from([None, 1, 2, 3, 4])
ANSWERS: dict[str, Callable[..., Any]] = {
    "accept": services.accept_place,
    "pass": services.pass_place,
    "withdraw": services.withdraw_place,
    "remove": services.remove_place,
    "make_captain": services.make_captain,
    "make_leader": services.make_leader,
    "step_down": services.step_down,
}
OWN = ("accept", "pass", "withdraw")
STANDINGS: dict[str, Callable[..., Any]] = {
    "suspend": clubs.suspend_membership,
    "reinstate": clubs.reinstate_membership,
    "remove": clubs.remove_member,
    "leave": clubs.leave_organization,
}


class Afternoon(RuleBasedStateMachine):
    """One ride, five people who come, go, rise and fall, and an owner who looks after it all."""

    where: ClassVar[Organization]
    owner: ClassVar[User]
    people: ClassVar[list[User]]

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.mark)

    @initialize(capacity=CAPACITY)
    def plan(self, capacity: int | None) -> None:
        groups = [{"name": "Quick", "capacity": 1}]
        # Lee captains it, and may lose that.
        self.ride = ride(self.where, self.people[0], capacity=capacity, pace_groups=groups)
        self.quick = self.ride.pace_groups.get().pk

    @rule(who=WHO, takes_it=st.booleans(), quick=st.booleans())
    def come(self, who: int, takes_it: bool, quick: bool) -> None:
        group = self.quick if quick else None
        self.act(lambda: join(self.ride, self.people[who], takes_it=takes_it, pace_group=group))

    @rule(who=WHO)
    def bring_somebody(self, who: int) -> None:
        person = acting(self.people[who])
        self.act(lambda: services.bring_guest(self.ride, by=person, guest_name="A friend"))

    @rule(verb=st.sampled_from(sorted(ANSWERS)), nth=st.integers(0, 6))
    def answer(self, verb: str, nth: int) -> None:
        places = list(Participation.objects.live().filter(ride=self.ride).order_by("queued_at", "id"))
        if not places:
            return
        place = places[nth % len(places)]
        person = User.objects.get(pk=place.belongs_to) if verb in OWN else self.owner
        self.act(lambda: ANSWERS[verb](place, by=acting(person)))

    @rule(who=WHO, role=ROLES)
    def rise_or_fall(self, who: int, role: str) -> None:
        if (mine := self.standing(who)) is not None:
            self.act(lambda: clubs.change_role(mine, by=acting(self.owner), role=role))

    @rule(who=WHO, verb=st.sampled_from(sorted(STANDINGS)))
    def come_and_go_in_the_club(self, who: int, verb: str) -> None:
        mine = self.standing(who)
        if mine is None:
            person = acting(self.people[who])
            self.act(lambda: clubs.request_membership(self.where, by=person))
            return
        by = acting(self.people[who] if verb == "leave" else self.owner)
        self.act(lambda: STANDINGS[verb](mine, by=by))

    @rule(capacity=CAPACITY)
    def resize(self, capacity: int | None) -> None:
        self.act(lambda: services.resize_ride(self.fresh(), by=acting(self.owner), capacity=capacity))

    @rule()
    def put_off_or_on_again(self) -> None:
        by = acting(self.owner)
        if self.fresh().state == "postponed":
            soon = timezone.now() + timedelta(days=3)
            self.act(lambda: services.reschedule_ride(self.fresh(), by=by, starts_at=soon))
        else:
            self.act(lambda: services.postpone_ride(self.fresh(), by=by))

    @rule()
    def let_offers_go(self) -> None:
        self.act(lambda: RIDES.expire_due(now=timezone.now() + timedelta(days=2)))

    def fresh(self) -> Ride:
        found: Ride = Ride.objects.select_related("organization").get(pk=self.ride.pk)
        return found

    def standing(self, who: int) -> Membership | None:
        rows = Membership.objects.live().filter(organization=self.where, user=self.people[who])
        found: Membership | None = rows.select_related("organization", "user").first()
        return found

    def act(self, step: Callable[[], Any]) -> None:
        """Take a step; a refused one changes nothing, and nobody is served before those ahead of them."""
        line = [place.pk for place in RIDES.in_line(self.ride)]
        before = list(Participation.objects.filter(ride=self.ride).order_by("pk").values())
        try:
            with transaction.atomic():
                step()
        except Problem:
            assert before == list(Participation.objects.filter(ride=self.ride).order_by("pk").values())
            return
        except Exception as error:
            if "participation_once" not in str(error):
                raise
            return
        after = dict(Participation.objects.filter(pk__in=line).values_list("pk", "status"))
        served = [pk for pk in line if after[pk] in ("offered", "confirmed")]
        waiting = [pk for pk in line if after[pk] == "waitlisted"]
        if served and waiting:
            assert line.index(served[-1]) < line.index(waiting[0]), "somebody jumped the line"

    @invariant()
    def promises_hold(self) -> None:
        if hasattr(self, "ride"):
            assert list(faults(self.ride)) == []

    @invariant()
    def the_club_has_an_owner(self) -> None:
        owners = Membership.objects.filter(organization=self.where, role="owner", status="active")
        assert owners.count() == 1


def run(examples: int, steps: int, *, shrinks: bool = False) -> None:
    run_state_machine_as_test(
        Afternoon,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not shrinks,
            phases=list(Phase) if shrinks else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(autouse=True)
def _club(cast: Cast) -> None:
    Afternoon.where = club(cast)
    Afternoon.owner = cast.olga
    Afternoon.people = [cast.lee, cast.ana, cast.carlo, cast.petra, cast.milo]


@pytest.mark.django_db
def test_promises_hold_after_any_steps() -> None:
    run(12, 20)


@pytest.mark.soak
@pytest.mark.django_db
def test_promises_hold_after_very_many_steps() -> None:
    run(600, 60, shrinks=True)


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["forgets the lead", "forgets to offer", "forgets to count"])
def test_would_notice_a_club_that(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "forgets the lead":
        monkeypatch.setattr(leadership, "end_lead", lambda ride, place, by: None)
    elif broken == "forgets to offer":
        monkeypatch.setattr(Waitlist, "_fill", lambda self, line, now: None)
    else:
        monkeypatch.setattr(Waitlist, "_count", lambda self, line, place, sign: None)
    with pytest.raises((AssertionError, IntegrityError)):
        run(25, 30)
