"""What happens to a ride is asked for in dialogs on its admin page, and done by the same verbs."""

from typing import Any

import pytest
from django.urls import reverse

from apps.moderation.models import Decision
from apps.rides.models import Ride
from tests import factories
from tests.cast import Cast
from tests.rides.riding import club, ride

pytestmark = pytest.mark.django_db

VERBS = {"postpone", "cancel", "remove"}


@pytest.fixture
def loop(cast: Cast) -> Ride:
    return ride(club(cast), cast.lee)


def dialog(of: Ride, verb: str) -> str:
    return reverse(f"admin:rides_ride_{verb}", args=[of.pk])


def ask(cast: Cast, who: str, of: Ride, verb: str, **given: Any) -> str:
    seen = given.pop("version", Ride.objects.get(pk=of.pk).version)
    asked = {"version": seen, "_form_submitted": "True", **given}
    browser = cast.browser(who)
    answer = browser.post(dialog(of, verb), asked)
    assert answer.status_code == 200
    told: str = browser.get(answer["HX-Redirect"]).content.decode()
    return told


def offered(cast: Cast, who: str, of: Ride) -> set[str]:
    page = cast.browser(who).get(reverse("admin:rides_ride_change", args=[of.pk]))
    assert page.status_code == 200
    return {verb for verb in VERBS if dialog(of, verb) in page.content.decode()}


def test_offers_what_the_state_and_the_policy_have_room_for(cast: Cast, loop: Ride) -> None:
    assert offered(cast, "mona", loop) == offered(cast, "sam", loop) == {"remove"}
    factories.membership(loop.organization, cast.sam, "ride_captain")
    assert offered(cast, "sam", loop) == {"postpone", "cancel"}
    Ride.objects.update(state="completed", moderation="removed")
    assert offered(cast, "mona", loop) == offered(cast, "sam", loop) == set()


def test_takes_down_by_a_decision(cast: Cast, loop: Ride) -> None:
    assert "is taken down" in ask(cast, "mona", loop, "remove", reason="danger", note="No lights.")
    decision = Decision.objects.get(target_id=loop.pk)
    assert (decision.kind, decision.action, decision.reason) == ("ride", "remove", "danger")
    assert Ride.objects.get(pk=loop.pk).moderation == "removed"


def test_runs_a_club_s_ride_for_who_belongs_to_its_leadership(cast: Cast, loop: Ride) -> None:
    factories.membership(loop.organization, cast.sam, "ride_captain")
    assert "is postponed" in ask(cast, "sam", loop, "postpone", reason="weather")
    assert "is cancelled" in ask(cast, "sam", loop, "cancel", reason="road")
    assert Ride.objects.values_list("state", "why").get(pk=loop.pk) == ("cancelled", "road")


def test_refuses_others_and_what_was_seen_before_a_change(cast: Cast, loop: Ride) -> None:
    stale = ask(cast, "mona", loop, "remove", reason="danger", version=loop.version - 1)
    assert "is taken down" not in stale
    for who, code in (("olga", 403), ("quinn", 403), ("", 302)):
        asked = {"version": loop.version, "_form_submitted": "True", "reason": "danger"}
        assert cast.browser(who).post(dialog(loop, "remove"), asked).status_code == code
    asked = {"version": loop.version, "_form_submitted": "True", "reason": "road"}
    assert cast.browser("mona").post(dialog(loop, "cancel"), asked).status_code == 403
    assert Ride.objects.values_list("state", "moderation").get(pk=loop.pk) == ("published", "shown")
