"""A ride under random steps on PostgreSQL: whatever its people do, and become, its promises hold."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from apps.accounts.models import User
from apps.accounts.services.erasure import erase_person
from apps.organizations import services as clubs
from apps.organizations.models import Handover, Membership, Organization
from apps.organizations.services import memberships
from apps.rides import services
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride
from apps.rides.obstacles import obstacle_of_ride
from apps.rides.services import falling, joining
from hearth.kernel.authorization import system_subject
from hearth.kernel.problems import Problem
from hearth.kernel.waitlist import Waitlist
from hearth.kernel.waitlist.counting import counting
from tests.cast import Cast
from tests.rides.lines import order_faults
from tests.rides.riding import acting, club, faults, join, ride

ROLES = ("member", "ride_leader", "ride_captain", "admin")
CAPACITIES = (None, 1, 2, 3, 4)
STEPS = (
    *("come",) * 4,
    *("answer",) * 4,
    *("bring_somebody", "rise_or_fall", "come_and_go_in_the_club", "resize", "put_off_or_on_again"),
    *("let_offers_go", "lose_the_account", "set_out_and_come_home", "hand_the_club_over"),
    *("would_leave_the_club_alone", "lose_the_captain", "be_put_off_while_somebody_is_asked"),
)
"""What happens, as often as it stands here."""
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
LATE = 20
"""So many things happen before a ride sets out: little does after that."""
STANDINGS: dict[str, Callable[..., Any]] = {
    "suspend": clubs.suspend_membership,
    "reinstate": clubs.reinstate_membership,
    "remove": clubs.remove_member,
    "leave": clubs.leave_organization,
}


class Afternoon(RuleBasedStateMachine):
    """One ride, five people who come, go, rise and fall, and an owner who looks after it all."""

    where: ClassVar[Organization]
    first_owner: ClassVar[User]
    cast_of_it: ClassVar[list[User]]

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()
        self.people = list(self.cast_of_it)
        self.owner = self.first_owner
        self.taken_off: set[Any] = set()
        self.steps = 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.mark)

    @initialize(capacity=st.sampled_from(CAPACITIES), seed=st.integers(0, 2**32))
    def plan(self, capacity: int | None, seed: int) -> None:
        self.chance = Random(seed)
        groups = [{"name": "Quick", "capacity": 1}]
        # Lee captains it, and may lose that.
        facts = {"capacity": capacity, "pace_groups": groups, "audience": "public"}
        self.ride = ride(self.where, self.people[0], **facts)
        self.quick = self.ride.pace_groups.get().pk

    @rule()
    def something_happens(self) -> None:
        """By a chance of its own: drawn one by one, most steps would be the simplest there is."""
        getattr(self, self.chance.choice(STEPS))(self.chance)

    def come(self, chance: Random) -> None:
        group = chance.choice([self.quick, None])
        person, takes_it = chance.choice(self.people), chance.random() < 0.5
        self.act(lambda: join(self.ride, person, takes_it=takes_it, pace_group=group))

    def bring_somebody(self, chance: Random) -> None:
        person = acting(chance.choice(self.people))
        self.act(lambda: services.bring_guest(self.ride, by=person, guest_name="A friend"))

    def answer(self, chance: Random) -> None:
        places = list(Participation.objects.live().filter(ride=self.ride).order_by("queued_at", "id"))
        if not places:
            return
        place, verb = chance.choice(places), chance.choice(sorted(ANSWERS))
        person = User.objects.get(pk=place.belongs_to) if verb in OWN else self.owner
        if self.act(lambda: ANSWERS[verb](place, by=acting(person))) and verb == "remove" and place.user_id:
            self.taken_off.add(place.user_id)
            gone = User.objects.get(pk=place.user_id)
            self.act(lambda: join(self.ride, gone))

    def rise_or_fall(self, chance: Random) -> None:
        mine, role = self.standing(chance.choice(self.people)), chance.choice(ROLES)
        if mine is not None:
            self.act(lambda: clubs.change_role(mine, by=acting(self.owner), role=role))

    def come_and_go_in_the_club(self, chance: Random) -> None:
        person, verb = chance.choice(self.people), chance.choice(sorted(STANDINGS))
        mine = self.standing(person)
        if mine is None:
            self.act(lambda: clubs.request_membership(self.where, by=acting(person)))
            return
        # Who is out for a while comes back soon: there is little to see without people.
        verb = "reinstate" if mine.status == "suspended" else verb
        by = acting(person if verb == "leave" else self.owner)
        self.act(lambda: STANDINGS[verb](mine, by=by))

    def resize(self, chance: Random) -> None:
        capacity = chance.choice(CAPACITIES)
        self.act(lambda: services.resize_ride(self.fresh(), by=acting(self.owner), capacity=capacity))

    def put_off_or_on_again(self, chance: Random) -> None:
        by = acting(self.owner)
        if self.fresh().state == "postponed":
            soon = timezone.now() + timedelta(days=3)
            needs_room = self.fresh().captain_id is None and not self.has_room_for(self.owner)
            said = obstacle_of_ride(self.fresh(), "reschedule", by=by)
            taken = self.act(lambda: services.reschedule_ride(self.fresh(), by=by, starts_at=soon))
            assert taken is not needs_room, "whoever takes it over comes before the line, where there is room"
            assert said == ("" if taken else "captain_needs_a_place")
        elif chance.random() < 0.3:
            self.act(lambda: services.postpone_ride(self.fresh(), by=by))

    def lose_the_captain(self, chance: Random) -> None:
        """Be led by nobody, and taken over by the owner once there is a place for them."""
        fresh = self.fresh()
        captains = self.standing(fresh.captain) if fresh.captain and fresh.captain != self.owner else None
        if captains is None:
            return
        self.act(lambda: clubs.change_role(captains, by=acting(self.owner), role="member"))
        fresh = self.fresh()
        if fresh.state == "postponed" and fresh.captain_id is None:
            if fresh.free == 0 and chance.random() < 0.8:
                more = (fresh.capacity or 0) + 1
                self.act(lambda: services.resize_ride(fresh, by=acting(self.owner), capacity=more))
            self.put_off_or_on_again(chance)

    def be_put_off_while_somebody_is_asked(self, chance: Random) -> None:
        """Somebody goes, the first in line is asked, and before they answer it is put off for days."""
        by = acting(self.owner)
        places = Participation.objects.confirmed().filter(
            ride=self.ride, role="participant", user__isnull=False
        )
        if (place := places.order_by("pk").first()) is not None:
            self.act(lambda: services.withdraw_place(place, by=acting(place.user)))
        if self.act(lambda: services.postpone_ride(self.fresh(), by=by)):
            self.let_offers_go(chance)
            self.put_off_or_on_again(chance)

    def set_out_and_come_home(self, chance: Random) -> None:
        """Start it, or complete it once everybody is known to be home; nothing is open after that."""
        fresh, by = self.fresh(), acting(self.owner)
        if fresh.state != "active":
            if self.steps > LATE:
                Ride.objects.filter(pk=fresh.pk).update(starts_at=timezone.now() - timedelta(minutes=30))
                self.act(lambda: services.start_ride(self.fresh(), by=by))
            return
        confirmed = Participation.objects.confirmed().filter(ride=fresh)
        outcomes = dict.fromkeys(confirmed.values_list("pk", flat=True), "attended")
        self.act(lambda: services.call_roll(fresh, by=by, outcomes=outcomes))
        self.act(lambda: services.complete_ride(self.fresh(), by=by))

    def lose_the_account(self, chance: Random) -> None:
        """Be suspended by the platform for a moment, or erased: a stranger comes in their place then."""
        person = chance.choice([user for user in self.people if user != self.owner])
        if chance.random() < 0.5:
            mine = User.objects.filter(pk=person.pk)
            mine.update(status="suspended")
            self.act(lambda: services.follow_suspension(person.pk, by=system_subject()))
            mine.update(status="active")
        elif self.act(lambda: erase_person(person, by=acting(person))):
            new = User.objects.create(cognito_sub=f"new-{person.pk}", display_name="New")
            self.people[self.people.index(person)] = new

    def let_offers_go(self, chance: Random) -> None:
        fresh, asked = self.fresh(), Participation.objects.filter(ride=self.ride, status="offered")
        before = list(asked.order_by("pk").values_list("pk", flat=True))
        self.act(lambda: RIDES.expire_due(now=timezone.now() + timedelta(days=2)))
        if fresh.pauses:
            after = list(asked.order_by("pk").values_list("pk", flat=True))
            assert after == before, "somebody lost their turn while nobody could answer"

    def hand_the_club_over(self, chance: Random) -> None:
        person = chance.choice([*self.people, self.first_owner])
        offers: list[Handover] = []

        def offer() -> None:
            offers.append(clubs.offer_handover(self.where, by=acting(self.owner), user_id=person.pk))

        if self.act(offer) and self.act(lambda: clubs.accept_handover(offers[0], by=acting(person))):
            self.owner = person

    def would_leave_the_club_alone(self, chance: Random) -> None:
        """The owner goes, or gives themselves a lower role, without having handed it over."""
        mine = self.standing(self.owner)
        assert mine is not None
        by = acting(self.owner)
        ways: list[Callable[[], Any]] = [
            lambda: clubs.leave_organization(mine, by=by),
            lambda: clubs.change_role(mine, by=by, role=chance.choice(ROLES)),
        ]
        self.act(chance.choice(ways))

    def has_room_for(self, person: User) -> bool:
        asked = Participation.objects.filter(ride=self.ride, user=person, status__in=("offered", "confirmed"))
        return self.fresh().free != 0 or asked.exists()

    def fresh(self) -> Ride:
        found: Ride = Ride.objects.select_related("organization").get(pk=self.ride.pk)
        return found

    def standing(self, person: User) -> Membership | None:
        rows = Membership.objects.live().filter(organization=self.where, user=person)
        found: Membership | None = rows.select_related("organization", "user").first()
        return found

    def act(self, step: Callable[[], Any]) -> bool:
        """Take a step, and say whether it was taken; a refused one changes nothing.

        Nobody is served before those ahead of them.
        """
        self.steps += 1
        line = [place.pk for place in RIDES.in_line(self.ride)]
        before = list(Participation.objects.filter(ride=self.ride).order_by("pk").values())
        try:
            with transaction.atomic():
                step()
        except Problem:
            assert before == list(Participation.objects.filter(ride=self.ride).order_by("pk").values())
            return False
        except Exception as error:
            if "participation_once" not in str(error):
                raise
            return False
        after = dict(Participation.objects.filter(pk__in=line).values_list("pk", "status"))
        served = [pk for pk in line if after[pk] in ("offered", "confirmed")]
        waiting = [pk for pk in line if after[pk] == "waitlisted"]
        if served and waiting:
            assert line.index(served[-1]) < line.index(waiting[0]), "somebody jumped the line"
        return True

    @invariant()
    def promises_hold(self) -> None:
        if hasattr(self, "ride"):
            assert [*faults(self.ride), *order_faults(self.ride)] == []

    @invariant()
    def nobody_comes_back_unasked(self) -> None:
        if self.taken_off:
            back = Participation.objects.live().filter(ride=self.ride, user__in=self.taken_off)
            assert not back.exists(), "somebody came back who was taken off the list"

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
    Afternoon.first_owner = cast.olga
    Afternoon.cast_of_it = [cast.lee, cast.ana, cast.carlo, cast.petra, cast.milo]


@pytest.mark.django_db
def test_promises_hold_after_any_steps() -> None:
    run(12, 20)


@pytest.mark.soak
@pytest.mark.django_db
def test_promises_hold_after_very_many_steps() -> None:
    run(600, 60, shrinks=True)


def expire_all_the_same(line: Any, line_id: Any, now: datetime) -> int:
    """End offers as if the ride gave places, whether it does or not."""
    ride = line.locked(line_id)
    with counting(ride):
        for place in line._due(now).filter(ride=ride):
            line._step(ride, place, "expire", by=system_subject(), now=now)
        line._fill(ride, now)
    return 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        *("forgets the lead", "forgets to offer", "forgets to count", "forgets who was taken off"),
        *("forgets its owner", "lets offers run out meanwhile", "puts captains in the line"),
    ],
)
def test_would_notice_a_club_that(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if broken == "forgets the lead":
        monkeypatch.setattr(falling, "end_lead", lambda ride, place, by, together: None)
    elif broken == "forgets to offer":
        monkeypatch.setattr(Waitlist, "_fill", lambda self, line, now: None)
    elif broken == "forgets who was taken off":
        nobody = Participation.objects.none()
        monkeypatch.setattr(joining, "_was_taken_off", lambda ride, by: nobody)
    elif broken == "forgets its owner":
        monkeypatch.setattr(memberships, "keep_a_top_role", lambda membership: None)
    elif broken == "lets offers run out meanwhile":
        monkeypatch.setattr(Waitlist, "_expire", expire_all_the_same)
    elif broken == "puts captains in the line":
        is_free = Waitlist._is_free_for
        strict = lambda self, line, place, waits: is_free(self, line, place, None)  # noqa: E731
        monkeypatch.setattr(Waitlist, "_is_free_for", strict)
    else:
        monkeypatch.setattr(Waitlist, "_count", lambda self, line, place, sign: None)
    with pytest.raises((AssertionError, IntegrityError)):
        run(25, 30)
