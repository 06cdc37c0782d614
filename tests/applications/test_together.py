"""Everybody at once at one pet: one home is chosen, and the line moves by one.

Each has its negative control, with the protection taken away.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from itertools import product
from threading import Barrier, BrokenBarrierError, Event, local
from typing import Any

import pytest

from apps.accounts.models import User
from apps.applications import services
from apps.applications.lines import turn_of
from apps.applications.models import Application, PetLine, Turn
from apps.applications.services import applying, deciding, endings, locking
from apps.applications.services.thread import say
from apps.listings.models import Pet
from apps.listings.services.listing import withdraw_pet
from apps.listings.services.placement import hold_pet, release_pet
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Full, Problem
from hearth.kernel.waitlist import Waitlist
from hearth.kernel.workflow import Workflow
from tests import factories
from tests.applications.applying import acting, application, faults, neighbors
from tests.cast import Cast
from tests.together import crowd, together
from tests.unguarded import unlocked, without_constraints

pytestmark = pytest.mark.django_db(transaction=True)
CONNECTIONS = 24
CROWD = 12
"""People of the negative control, each with a connection: all have looked before anybody writes."""
PATIENCE = 20
"""Seconds that one waits for another who is sure to come; a machine may be busy."""


def pet_of(cast: Cast) -> Pet:
    harbour = Organization.objects.filter(name="Harbour Paws").first()
    if harbour is None:
        harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        factories.membership(harbour, cast.remy)
    return factories.pet(cast.rosa, organization=harbour)


def approve_all(cast: Cast, pet: Pet, people: list[User], *, connections: int = CONNECTIONS) -> list[Any]:
    """Approve the applications of all these people at the same moment, or one after another."""
    waiting = [application(pet, user, status="under_review") for user in people]
    rosa = acting(cast.rosa)

    def approve(place: int) -> None:
        services.approve_application(Application.objects.get(pk=waiting[place].pk), by=rosa)

    return crowd(approve, len(people), connections=connections)


def approved(pet: Pet) -> int:
    return Application.objects.filter(pet=pet, status="approved").count()


def test_chooses_one_home_of_fifty(cast: Cast) -> None:
    """Fifty approvals, 24 of them at any moment: no test opens more connections."""
    pet = pet_of(cast)
    found = approve_all(cast, pet, neighbors(50))
    assert [outcome for outcome in found if outcome is None] == [None]
    assert all(isinstance(outcome, Full) for outcome in found if outcome is not None), found
    assert approved(pet) == 1
    assert list(faults(pet)) == []


def test_would_choose_several_without_locks_constraints_and_compare_and_set(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without locks the database still refuses; without both, only who comes alone finds the place taken."""
    people, pets = neighbors(CROWD), [pet_of(cast) for _ in range(3)]
    PetLine.objects.bulk_create(PetLine(pet=pet, capacity=1) for pet in pets)
    without_locks(monkeypatch)
    with monkeypatch.context() as everybody:
        everybody.setattr(deciding, "turn_of", when_all_have_looked(len(people)))
        found = approve_all(cast, pets[0], people)
        assert approved(pets[0]) == 1, found
        assert found.count(None) == 1, found
        assert any("petline_within_capacity" in str(outcome) for outcome in found), found

    monkeypatch.setattr(Workflow, "_compare_and_set", set_blindly)
    with without_promises():
        found = approve_all(cast, pets[1], people, connections=1)
        assert approved(pets[1]) == 1, found
        monkeypatch.setattr(deciding, "turn_of", when_all_have_looked(len(people)))
        found = approve_all(cast, pets[2], people)
        assert approved(pets[2]) > 1, found


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Waitlist, "locked", unlocked)
    monkeypatch.setattr(locking, "locked_pet", lambda pet: Pet.objects.get(pk=pet.pk))
    monkeypatch.setattr(locking, "locked_application", lambda row: Application.objects.get(pk=row.pk))


def when_all_have_looked(people: int) -> Callable[[Application], Turn | None]:
    """Each has read the line by then, and nobody has taken its place."""
    all_here, seen = Barrier(people), local()

    def look(row: Application) -> Turn | None:
        if not hasattr(seen, "once"):  # a second try of the same person waits for nobody
            seen.once = True
            with suppress(BrokenBarrierError):
                all_here.wait(PATIENCE)
        return turn_of(row)

    return look


def without_promises() -> AbstractContextManager[None]:
    """One approved application for a pet, and no more places than a line has: neither is demanded."""

    def tidy() -> None:
        Application.objects.filter(status="approved").update(status="under_review")
        PetLine.objects.update(confirmed_count=0)

    names = ("application_one_approved", "petline_within_capacity")
    return without_constraints(Application, PetLine, names=names, tidy=tidy)


def fall_through(cast: Cast, released: Event) -> tuple[Pet, list[Application], list[Any]]:
    """A reservation is given up while the first two of the line take their applications back."""
    pet = pet_of(cast)
    people = neighbors(5)
    chosen = application(pet, people[0], status="approved")
    line = [application(pet, user, status="waitlisted") for user in people[1:]]
    rosa = acting(cast.rosa)

    def release() -> None:
        try:
            release_pet(Pet.objects.get(pk=pet.pk), by=rosa, reason="withdrew")
        finally:
            released.set()

    found = together(
        release,
        withdraw(line[0], people[1]),
        withdraw(line[1], people[2]),
    )
    for row in (chosen, *line):
        row.refresh_from_db()
    return pet, [chosen, *line], found


def withdraw(row: Application, user: User) -> Callable[[], Any]:
    by = acting(user)
    return lambda: services.withdraw_application(Application.objects.get(pk=row.pk), by=by)


def test_moves_the_line_by_one_when_a_reservation_falls_through(cast: Cast) -> None:
    pet, rows, found = fall_through(cast, Event())
    assert not [outcome for outcome in found if isinstance(outcome, Exception)], found
    states = [row.status for row in rows]
    assert states == ["rejected", "withdrawn", "withdrawn", "offered", "waitlisted"]
    assert list(faults(pet)) == []


def test_would_trip_over_each_other_without_the_locks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads their application before the place is theirs, and writes after, is refused."""
    released = Event()

    def read_too_early(row: Application) -> Application:
        found = Application.objects.for_display().get(pk=row.pk)
        released.wait(PATIENCE)
        return found

    monkeypatch.setattr(Waitlist, "locked", unlocked)
    monkeypatch.setattr(applying, "locked_to_end", read_too_early)
    _, rows, found = fall_through(cast, released)
    assert isinstance(found[1], Problem), [row.status for row in rows]
    assert rows[1].status == "offered"


def approve_and(
    cast: Cast,
    verb: Callable[..., Any],
    told: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    after_the_look: bool,
    waits: float = 0.4,
) -> tuple[Pet, list[Any]]:
    """One of the rescue approves an application while another takes away the pet as they see it now.

    Between the look at the pet and its reservation, the first waits until the other is done, for so many
    seconds at most: where the locks are, the other waits for the first.
    """
    pet = pet_of(cast)
    row = application(pet, cast.ana, status="under_review")
    rosa, remy, seen = acting(cast.rosa), acting(cast.remy), Pet.objects.get(pk=pet.pk)
    looked, taken = Event(), Event()

    def takes_time(row: Application, text: str, *, by: Subject) -> dict[str, Any]:
        looked.set()
        taken.wait(waits)
        return say(row, text, by=by)

    def take_away() -> Any:
        if after_the_look:
            looked.wait(PATIENCE)
        try:
            return verb(seen, by=remy, **told)
        finally:
            taken.set()

    monkeypatch.setattr(deciding, "say", takes_time)
    found = together(lambda: services.approve_application(row, by=rosa), take_away)
    pet.refresh_from_db()
    return pet, found


def in_two_minds(pet: Pet, found: list[Any]) -> Iterator[str]:
    """What is wrong where both were told yes, or the pet is promised and not there."""
    if not any(isinstance(outcome, Problem) for outcome in found):
        yield "both were told yes"
    if approved(pet) and pet.moderation != "approved":
        yield f"one is approved for a pet that is {pet.moderation}"
    yield from faults(pet)


TAKE_AWAY: list[tuple[Callable[..., Any], dict[str, str]]] = [
    (hold_pet, {"reason": "vet_care"}),
    (withdraw_pet, {}),
]


def test_approves_or_takes_the_pet_away_and_never_both(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for (verb, told), later in product(TAKE_AWAY, (False, True)):
        pet, found = approve_and(cast, verb, told, monkeypatch, after_the_look=later)
        assert list(in_two_minds(pet, found)) == [], found
        assert [isinstance(outcome, Pet | Application) for outcome in found].count(True) == 1, found
        if later:
            assert isinstance(found[0], Application), found


def test_would_do_both_without_locks_and_compare_and_set(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    without_locks(monkeypatch)
    monkeypatch.setattr(Workflow, "_compare_and_set", set_blindly)
    for verb, told in TAKE_AWAY:
        pet, found = approve_and(cast, verb, told, monkeypatch, after_the_look=True, waits=PATIENCE)
        assert "both were told yes" in in_two_minds(pet, found), found
    assert "one is approved for a pet that is withdrawn" in in_two_minds(pet, found)


def set_blindly(self: Workflow, obj: Any, goes_to: str, changes: dict[str, Any]) -> bool:
    values = {self.field: goes_to, "version": obj.version + 1, **changes}
    for name, value in values.items():
        setattr(obj, name, value)
    return bool(type(obj)._default_manager.filter(pk=obj.pk).update(**values))


def test_lets_an_applicant_leave_while_their_application_ends(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    pet = pet_of(cast)
    person = neighbors(1)[0]
    application(pet, person, status="under_review")
    withdraw_as_it_stands = endings.withdraw_application

    def too_late(row: Application, **how: Any) -> Application:
        services.reject_application(Application.objects.get(pk=row.pk), by=acting(cast.rosa), reason="time")
        return withdraw_as_it_stands(row, **how)

    monkeypatch.setattr(endings, "withdraw_application", too_late)
    services.forget_applications_of(person)
    row = Application.objects.get(user=person)
    assert (row.status, row.answers) == ("rejected", {})
