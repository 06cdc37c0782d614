"""The line for a pet: who is asked when it is free again, and who keeps its place meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.applications import services
from apps.applications.lines import LINES
from apps.applications.models import Application, Turn
from apps.listings.models import Pet
from apps.listings.services.placement import adopt_pet, hold_pet, make_available, release_pet, return_pet
from apps.organizations.services import reinstate_organization
from hearth.kernel.problems import Full, WrongState
from tests import factories
from tests.applications.applying import Promised, acting, application, place
from tests.background import drain
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Line(Promised):
    """The line of Petra, Milo and Max."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast, "petra", "milo", "max")

    def now(self, row: Application) -> Application:
        found: Application = Application.objects.get(pk=row.pk)
        return found

    def fresh(self) -> Pet:
        return Pet.objects.get(pk=self.pet.pk)


@pytest.fixture
def line(cast: Cast) -> Line:
    return Line(cast)


def test_asks_the_first_when_the_reservation_is_given_up(line: Line, mailoutbox: list[Any]) -> None:
    release_pet(line.fresh(), by=line.rosa, reason="withdrew")
    assert line.states() == ["rejected", "offered", "waitlisted", "waitlisted"]
    drain()
    asked = [mail for mail in mailoutbox if line.cast.petra.email in mail.to]
    assert [mail.subject.partition(":")[0] for mail in asked] == ["It is your turn"]


@pytest.mark.parametrize("who", ["applicant", "rescue"])
def test_gives_the_reservation_up_when_the_application_ends(line: Line, who: str) -> None:
    if who == "applicant":
        services.withdraw_application(line.chosen, by=acting(line.cast.ana))
    else:
        services.reject_application(line.chosen, by=line.rosa, reason="other")
    assert line.states()[1:] == ["offered", "waitlisted", "waitlisted"]
    assert line.fresh().placement == "available"


def test_keeps_the_place_while_it_is_offered_and_after(line: Line) -> None:
    rival = application(line.pet, line.cast.remy, status="under_review")
    release_pet(line.fresh(), by=line.rosa, reason="withdrew")
    with pytest.raises(Full):
        services.approve_application(rival, by=line.rosa)
    services.accept_offer(line.now(line.line[0]), by=acting(line.cast.petra))
    assert line.states() == ["rejected", "under_review", "waitlisted", "waitlisted"]
    with pytest.raises(Full):
        services.approve_application(rival, by=line.rosa)
    services.approve_application(line.now(line.line[0]), by=line.rosa)
    assert line.fresh().placement == "reserved"
    assert line.states()[1] == "approved"


def test_moves_on_when_who_accepted_is_turned_down(line: Line) -> None:
    release_pet(line.fresh(), by=line.rosa, reason="withdrew")
    services.accept_offer(line.now(line.line[0]), by=acting(line.cast.petra))
    services.reject_application(line.now(line.line[0]), by=line.rosa, reason="home")
    assert line.states() == ["rejected", "rejected", "offered", "waitlisted"]


def test_asks_the_next_when_one_passes_and_when_one_stays_silent(line: Line) -> None:
    release_pet(line.fresh(), by=line.rosa, reason="withdrew")
    services.pass_offer(line.now(line.line[0]), by=acting(line.cast.petra))
    assert line.states() == ["rejected", "withdrawn", "offered", "waitlisted"]
    LINES.expire_due(now=timezone.now() + timedelta(days=3))
    assert line.states() == ["rejected", "withdrawn", "expired", "offered"]
    with pytest.raises(WrongState):
        services.accept_offer(line.now(line.line[1]), by=acting(line.cast.milo))


def test_asks_nobody_while_the_pet_is_on_hold(line: Line) -> None:
    place(line.pet, "trial")
    return_pet(line.fresh(), by=line.rosa, reason="allergy")
    assert line.states() == ["rejected", "waitlisted", "waitlisted", "waitlisted"]
    make_available(line.fresh(), by=line.rosa)
    drain()
    assert line.states() == ["rejected", "offered", "waitlisted", "waitlisted"]


def test_closes_everybody_kindly_when_the_pet_moves_in_and_opens_again(line: Line) -> None:
    adopt_pet(line.fresh(), by=line.rosa)
    assert line.states() == ["completed", "not_selected", "not_selected", "not_selected"]
    return_pet(line.fresh(), by=line.rosa, reason="allergy")
    make_available(line.fresh(), by=line.rosa)
    another = application(line.pet, line.cast.remy, status="under_review")
    services.approve_application(another, by=line.rosa)
    assert line.fresh().placement == "reserved"


def test_puts_nobody_in_the_line_of_a_free_pet(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    row = application(pet, cast.ana, status="submitted")
    with pytest.raises(WrongState, match="is free"):
        services.waitlist_application(row, by=acting(cast.petra))
    hold_pet(pet, by=acting(cast.petra), reason="vet_care")
    read = services.begin_review(row, by=acting(cast.petra))
    with pytest.raises(WrongState):
        services.approve_application(read, by=acting(cast.petra))
    assert not Turn.objects.exists()


def test_says_where_somebody_stands(line: Line) -> None:
    answer = line.cast.client("milo").get(f"/api/v1/applications/{line.line[1].pk}").json()
    assert (answer["position"], answer["status"]) == (2, "waitlisted")
    seen = (
        line.cast.client("rosa")
        .get(f"/api/v1/organizations/{line.pet.organization_id}/applications")
        .json()["results"]
    )
    assert sorted(row["position"] or 0 for row in seen) == [0, 1, 2, 3]


def test_gives_back_what_somebody_has_who_leaves_the_platform(line: Line) -> None:
    from apps.accounts.services import erase_person

    note = services.write_note(line.chosen, text="She limps a little.", by=line.rosa)
    erase_person(line.cast.ana, by=acting(line.cast.ana))
    assert line.states() == ["withdrawn", "offered", "waitlisted", "waitlisted"]
    chosen = line.now(line.chosen)
    assert (chosen.answers, chosen.household) == ({}, {})
    note.refresh_from_db()
    assert note.text == "This note was erased."


def test_who_is_asked_keeps_the_turn_while_the_rescue_is_closed(line: Line) -> None:
    """Their time begins anew in the very step that opens it: what ends offers may look at once."""
    release_pet(line.fresh(), by=line.rosa, reason="withdrew")
    rescue = line.pet.organization
    assert rescue is not None
    sam, long_after = line.cast.subject("sam"), timezone.now() - timedelta(minutes=1)
    rescue.status = "suspended"
    rescue.save()
    Turn.objects.filter(status="offered").update(offer_expires_at=long_after)
    assert LINES.expire_due() == 0
    rescue.refresh_from_db()
    reinstate_organization(rescue, by=sam)
    assert LINES.expire_due() == 0
    assert line.states() == ["rejected", "offered", "waitlisted", "waitlisted"]
    asked = Turn.objects.get(status="offered")
    assert asked.offer_expires_at is not None
    assert asked.offer_expires_at > timezone.now()
