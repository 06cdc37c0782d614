"""A start that is moved nearer opens no emergency contact sooner than its rider could expect."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.rides import contacts, services
from apps.rides.contacts import contacts_for
from apps.rides.models import Ride
from hearth.kernel.models import Reveal
from tests import factories
from tests.cast import Cast
from tests.rides.riding import acting, club, join, place_of, ride
from tests.rides.test_contacts import BRUNO, MINUTE, begin, shared

pytestmark = pytest.mark.django_db


def read_by_lee(cast: Cast, loop: Ride) -> tuple[str, Any]:
    """What Lee reads of Ana's, and when it opens if it is closed for her alone."""
    found = cast.client("lee").get(f"/api/v1/rides/{loop.pk}/emergency-contacts")
    if found.status_code == 403:
        return str(found.json()["rule"]), None
    row = next(row for row in found.json()["results"] if row["rider"] == str(cast.ana))
    return row["phone"], row["opens_at"]


@pytest.mark.parametrize("way", ["edit", "postpone"])
def test_a_start_moved_nearer_opens_nothing_that_its_riders_did_not_expect(cast: Cast, way: str) -> None:
    where, loop = shared(cast)
    begin(loop, timedelta(hours=-72))
    Ride.objects.filter(pk=loop.pk).update(audience="public")
    guest = services.bring_guest(loop, by=acting(cast.ana), guest_name="Kim")
    half_an_hour = timezone.now() + timedelta(minutes=30)

    def nearer() -> None:
        row = Ride.objects.get(pk=loop.pk)
        if way == "edit":
            services.edit_ride(row, by=acting(cast.lee), starts_at=half_an_hour)
        else:
            row = services.postpone_ride(row, by=acting(cast.lee))
            services.reschedule_ride(row, by=acting(cast.lee), starts_at=half_an_hour)

    assert read_by_lee(cast, loop) == ("before_contacts_open", None)
    nearer()
    closed = read_by_lee(cast, loop)
    assert (closed[0], bool(closed[1])) == ("", True)
    of_kim = contacts_for(loop, by=acting(cast.lee))
    assert [each.is_shared for each in of_kim if each.place.pk == guest.pk] == [False]
    assert "Opens" in cast.browser("lee").post(f"/rides/{loop.pk}/contacts").content.decode()
    assert not Reveal.objects.exists()
    # There and back again is no way round.
    services.edit_ride(
        Ride.objects.get(pk=loop.pk), by=acting(cast.lee), starts_at=timezone.now() + timedelta(days=3)
    )
    nearer()
    assert read_by_lee(cast, loop)[0] == ""
    held = Ride.objects.get(pk=loop.pk).contacts_from
    assert held is not None
    assert abs(held - timezone.now() - contacts.NOTICE) < MINUTE
    # Whoever joins now knows when it is, and who agrees shares at once.
    services.keep_contact(by=acting(cast.petra), **BRUNO)
    factories.membership(where, cast.petra)
    join(loop, cast.petra, shares_contact=True)
    of_petra = {each.rider: each.phone for each in contacts_for(loop, by=acting(cast.lee))}
    assert (of_petra[str(cast.petra)], of_petra[str(cast.ana)]) == (BRUNO["phone"], "")
    services.still_coming(place_of(loop, cast.ana), by=acting(cast.ana))
    assert read_by_lee(cast, loop) == (BRUNO["phone"], None)


def test_a_start_moved_nearer_opens_at_the_old_hour_to_whoever_said_nothing(cast: Cast) -> None:
    _, loop = shared(cast)
    begin(loop, timedelta(hours=-6))
    loop = Ride.objects.get(pk=loop.pk)
    old, now = contacts.opens_at(loop), timezone.now()
    services.edit_ride(loop, by=acting(cast.lee), starts_at=now + timedelta(hours=2))
    assert Ride.objects.get(pk=loop.pk).contacts_from == old
    begin(loop, timedelta())
    assert read_by_lee(cast, loop)[0] == ""
    Ride.objects.filter(pk=loop.pk).update(contacts_from=now)
    assert read_by_lee(cast, loop) == (BRUNO["phone"], None)


def test_whoever_gets_a_place_unasked_agrees_to_the_new_start_first(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, capacity=2)
    factories.membership(where, cast.petra)
    join(loop, cast.ana)
    services.keep_contact(by=acting(cast.petra), **BRUNO)
    join(loop, cast.petra, shares_contact=True, takes_it=True)
    services.edit_ride(
        Ride.objects.get(pk=loop.pk), by=acting(cast.lee), starts_at=timezone.now() + timedelta(minutes=30)
    )
    services.withdraw_place(place_of(loop, cast.ana), by=acting(cast.ana))
    place = place_of(loop, cast.petra)
    assert (place.status, place.asked_again) == ("confirmed", True)
    assert not any(each.is_shared for each in contacts_for(loop, by=acting(cast.lee)))
