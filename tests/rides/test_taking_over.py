"""A ride that was put off keeps its line as it was, and whoever takes it over has a place ahead of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.moderation.services import decide, restore
from apps.notifications.models import Notification
from apps.organizations import services as clubs
from apps.organizations.models import Membership, Organization
from apps.organizations.services import change_role
from apps.rides import services
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride
from hearth.kernel.problems import WrongState
from tests import factories
from tests.background import drain
from tests.cast import Cast
from tests.rides.lines import order_faults
from tests.rides.riding import acting, club, faults, join, place_of, ride

pytestmark = pytest.mark.django_db


class Lost:
    """Two places, Lee's and Ana's; Petra waits. Lee may not lead any more, and Carlo could."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.where = cast, club(cast)
        factories.membership(self.where, cast.carlo, "ride_captain")
        self.ride = ride(self.where, cast.lee, capacity=2, audience="public")
        join(self.ride, cast.ana)
        join(self.ride, cast.petra)

    def demote(self) -> None:
        lees = Membership.objects.get(organization=self.where, user=self.cast.lee)
        change_role(lees, by=acting(self.cast.olga), role="member")

    def take_over(self) -> Any:
        """What Carlo is told beforehand, and what he is answered."""
        client, address = self.cast.client("carlo"), f"/api/v1/rides/{self.ride.pk}"
        rows = {row["action"]: row for row in client.get(f"{address}/actions").json()}
        said = rows["reschedule"]
        body = {"starts_at": (timezone.now() + timedelta(days=4)).isoformat()}
        answer = client.post(f"{address}/reschedule", body)
        assert (answer.status_code == 200) is said["allowed"], (said, answer.json())
        assert said["allowed"] or answer.json()["rule"] == said["rule"]
        return answer

    def resize(self, capacity: int | None) -> None:
        answer = self.cast.client("carlo").post(
            f"/api/v1/rides/{self.ride.pk}/resize", {"capacity": capacity}
        )
        assert answer.status_code == 200, answer.json()

    def status_of(self, user: User) -> str:
        return str(Participation.objects.get(ride=self.ride, user=user).status)

    def check(self) -> None:
        assert Ride.objects.get().captain == self.cast.carlo
        assert [*faults(self.ride), *order_faults(self.ride)] == []


@pytest.fixture
def lost(cast: Cast) -> Lost:
    return Lost(cast)


@pytest.mark.parametrize(("capacity", "petras"), [(3, "waitlisted"), (5, "offered"), (None, "offered")])
def test_whoever_takes_it_over_goes_before_the_line(lost: Lost, capacity: int | None, petras: str) -> None:
    lost.demote()
    refused = lost.take_over()
    assert (refused.status_code, refused.json()["rule"]) == (409, "captain_needs_a_place")
    lost.resize(capacity)
    assert lost.take_over().json()["state"] == "published"
    assert (lost.status_of(lost.cast.carlo), lost.status_of(lost.cast.petra)) == ("confirmed", petras)
    lost.check()


def test_whoever_waits_takes_it_over_too(lost: Lost) -> None:
    join(lost.ride, lost.cast.carlo)
    lost.demote()
    assert lost.take_over().json()["rule"] == "captain_needs_a_place"
    lost.resize(3)
    assert lost.take_over().status_code == 200
    assert (lost.status_of(lost.cast.carlo), lost.status_of(lost.cast.petra)) == ("confirmed", "waitlisted")
    lost.check()


def test_whoever_is_asked_has_their_place(lost: Lost) -> None:
    services.withdraw_place(place_of(lost.ride, lost.cast.petra), by=acting(lost.cast.petra))
    join(lost.ride, lost.cast.carlo)
    services.withdraw_place(place_of(lost.ride, lost.cast.ana), by=acting(lost.cast.ana))
    assert lost.status_of(lost.cast.carlo) == "offered"
    lost.demote()
    Participation.objects.filter(ride=lost.ride, status="offered").update(offer_expires_at=timezone.now())
    assert lost.take_over().status_code == 200
    lost.check()


def asked(lost: Lost) -> Participation:
    """Petra is asked, since Ana gave her place up; Milo waits behind her."""
    join(lost.ride, lost.cast.milo)
    services.withdraw_place(place_of(lost.ride, lost.cast.ana), by=acting(lost.cast.ana))
    return place_of(lost.ride, lost.cast.petra)


def let_time_pass(place: Participation) -> None:
    """As if the offer had been made before."""
    Participation.objects.filter(pk=place.pk).update(offer_expires_at=timezone.now() - timedelta(hours=1))


def let_two_days_pass(place: Participation) -> None:
    """The same; then whatever is due ends, and once more."""
    let_time_pass(place)
    for _ in range(2):
        RIDES.expire_due()


def check_petra_goes_first(lost: Lost, place: Participation) -> None:
    place.refresh_from_db()
    assert place.status == "offered"
    assert place.offer_expires_at is not None
    assert place.offer_expires_at > timezone.now() + timedelta(hours=6), "the whole time, again"
    services.accept_place(place, by=acting(lost.cast.petra))
    assert lost.status_of(lost.cast.milo) == "waitlisted"
    assert list(order_faults(lost.ride)) == []


def test_an_offer_stands_still_while_the_ride_is_put_off(lost: Lost) -> None:
    place, lee = asked(lost), acting(lost.cast.lee)
    services.postpone_ride(Ride.objects.get(), by=lee)
    drain()
    with pytest.raises(WrongState):
        services.accept_place(place, by=acting(lost.cast.petra))
    actions = lost.cast.client("petra").get(f"/api/v1/participations/{place.pk}/actions").json()
    assert {row["action"]: row["rule"] for row in actions}["accept"] == "state"
    let_two_days_pass(place)
    services.reschedule_ride(Ride.objects.get(), by=lee, starts_at=timezone.now() + timedelta(days=4))
    before = Notification.objects.filter(user=lost.cast.petra, kind="participation.offered").count()
    drain()
    after = Notification.objects.filter(user=lost.cast.petra, kind="participation.offered").count()
    assert after == before + 1, "she is told until when she can answer now"
    check_petra_goes_first(lost, place)


def reinstate(lost: Lost) -> None:
    clubs.reinstate_organization(Organization.objects.get(pk=lost.where.pk), by=lost.cast.subject("sam"))


def open_again(lost: Lost) -> None:
    clubs.unarchive_organization(Organization.objects.get(pk=lost.where.pk), by=lost.cast.subject("sam"))


@pytest.mark.parametrize("turned_off", ["suspended", "archived"])
def test_an_offer_stands_still_while_the_club_is_off(lost: Lost, turned_off: str) -> None:
    """Also where nobody looked in all that time, and what is due ends before anything else happens."""
    place = asked(lost)
    Organization.objects.filter(pk=lost.where.pk).update(status=turned_off)
    let_two_days_pass(place)
    let_time_pass(place)
    (reinstate if turned_off == "suspended" else open_again)(lost)
    RIDES.expire_due()
    check_petra_goes_first(lost, place)


@pytest.mark.parametrize("kind", ["ride", "organization"])
def test_an_offer_stands_still_until_an_appeal_is_granted(lost: Lost, kind: str) -> None:
    place = asked(lost)
    target = Ride.objects.get() if kind == "ride" else Organization.objects.get(pk=lost.where.pk)
    facts: dict[str, Any] = {"action": "remove", "reason": "rules", "seen_version": target.version}
    decision = decide(target, by=lost.cast.subject("mona"), **facts)
    let_two_days_pass(place)
    let_time_pass(place)
    restore(decision, by=lost.cast.subject("max"))
    RIDES.expire_due()
    check_petra_goes_first(lost, place)


def test_joining_twice_says_which_place_one_has(lost: Lost) -> None:
    again = lost.cast.client("ana").post(f"/api/v1/rides/{lost.ride.pk}/participations", {})
    assert again.status_code == 409
    mine = place_of(lost.ride, lost.cast.ana)
    assert (again.json()["rule"], again.json()["participation"]) == ("joined_already", str(mine.pk))
