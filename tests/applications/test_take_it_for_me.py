"""Somebody in the line may choose not to be asked: at their turn the place is theirs at once."""

from typing import Any

import pytest

from apps.applications import services
from apps.applications.models import Application, Turn
from apps.listings.models import Pet
from apps.listings.services.placement import hold_pet, make_available, release_pet
from hearth.kernel.models import Event
from hearth.kernel.problems import Full
from tests.applications.applying import Promised, acting, application, faults
from tests.background import drain
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Line(Promised):
    """The line of Petra, whose application nobody has read, and Milo."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast, "petra", "milo")
        self.first, self.second = self.line
        Application.objects.filter(pk=self.first.pk).update(reviewed_at=None)
        self.first.refresh_from_db()

    def say(self, verb: str, who: str = "petra") -> Any:
        return self.cast.client(who).post(f"/api/v1/applications/{self.first.pk}/{verb}")

    def release(self) -> None:
        release_pet(Pet.objects.get(pk=self.pet.pk), by=self.rosa, reason="withdrew")


@pytest.fixture
def line(cast: Cast) -> Line:
    return Line(cast)


def test_has_the_place_at_once_and_both_sides_are_told(line: Line, mailoutbox: list[Any]) -> None:
    chosen = line.say("take_it_for_me").json()
    assert (chosen["status"], chosen["position"], chosen["takes_it"]) == ("waitlisted", 1, True)
    line.release()
    assert line.states() == ["rejected", "under_review", "waitlisted"]
    row = Application.objects.get(pk=line.first.pk)
    assert row.reviewed_at is not None
    assert row.respond_by is not None
    drain()
    told = {mail.to[0].partition("@")[0]: mail.subject for mail in mailoutbox if "Biscuit" in mail.subject}
    assert told["petra"] == "Biscuit is kept for you"
    assert told["rosa"].endswith("still wants Biscuit")
    # The place is theirs: nobody else is approved, and they are without another look at the line.
    rival = application(line.pet, line.cast.remy, status="under_review")
    with pytest.raises(Full):
        services.approve_application(rival, by=line.rosa)
    services.approve_application(row, by=line.rosa)
    assert line.states()[1] == "approved"


def test_asks_whoever_chose_nothing_or_thought_again(line: Line) -> None:
    assert line.say("ask_me_first").json()["takes_it"] is False
    assert not Event.objects.filter(name="application.asks_first").exists()
    codes = [
        line.say(verb).status_code
        for verb in ("take_it_for_me", "take_it_for_me", "ask_me_first", "ask_me_first")
    ]
    assert codes == [200] * 4
    names = ("application.takes_it", "application.asks_first", "turn.chosen")
    assert [Event.objects.filter(name=name).count() for name in names] == [1, 1, 2]
    line.release()
    assert line.states() == ["rejected", "offered", "waitlisted"]
    offered = line.say("take_it_for_me")
    assert offered.status_code == 409


def test_goes_on_to_the_next_when_who_was_given_it_takes_it_back(line: Line) -> None:
    line.say("take_it_for_me")
    line.release()
    services.withdraw_application(Application.objects.get(pk=line.first.pk), by=acting(line.cast.petra))
    assert line.states() == ["rejected", "withdrawn", "offered"]


def test_is_given_what_became_free_while_nobody_was_asked(line: Line) -> None:
    """The place is free and not offered yet: choosing is enough."""
    line.release()
    services.pass_offer(Application.objects.get(pk=line.first.pk), by=acting(line.cast.petra))
    services.pass_offer(Application.objects.get(pk=line.second.pk), by=acting(line.cast.milo))
    hold_pet(Pet.objects.get(pk=line.pet.pk), by=line.rosa, reason="vet_care")
    late = application(line.pet, line.cast.remy, status="waitlisted")
    make_available(Pet.objects.get(pk=line.pet.pk), by=line.rosa)
    given = services.take_it_for_me(late, by=acting(line.cast.remy))
    assert given.status == "under_review"
    assert Turn.objects.get(application=late).status == "taken"
    assert list(faults(line.pet)) == []


def test_is_chosen_on_the_page_of_the_application(line: Line) -> None:
    petra, page = line.cast.browser("petra"), line.first.get_absolute_url()
    before = petra.get(page).content.decode()
    assert "Take it for me</button>" in before
    assert "Ask me first</button>" not in before
    done = petra.post(f"{page}/take_it_for_me", {"version": line.first.version}, follow=True)
    assert "When it is your turn, Biscuit is kept for you at once." in done.content.decode()
    after = petra.get(page).content.decode()
    assert "You chose not to be asked" in after
    assert "Ask me first</button>" in after
    assert "Take it for me</button>" not in after
    assert "they chose not to be asked first" in line.cast.browser("rosa").get(page).content.decode()
    assert "Take it for me</button>" not in line.cast.browser("rosa").get(page).content.decode()
    petra.post(f"{page}/ask_me_first")
    line.release()
    assert line.states() == ["rejected", "offered", "waitlisted"]
