"""Emergency contacts: who reads them and when, that each look is written down and told, and how they go."""

import re
import time
from datetime import timedelta
from threading import Event as Signal
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from apps.accounts.services import erase_person, export_of
from apps.notifications.models import Notification
from apps.organizations.models import Organization
from apps.rides import contacts, services
from apps.rides.contacts import closed_by, contacts_for, forget_copies
from apps.rides.models import EmergencyContact, Participation, Ride, SharedContact
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event, IdempotencyRecord, Reveal
from hearth.kernel.problems import Conflict, Invalid, NotAllowed
from tests import factories
from tests.cast import Cast
from tests.rides.riding import acting, club, join, place_of, ride
from tests.together import together

pytestmark = pytest.mark.django_db

BRUNO = {
    "name": "Bruno Ruiz",
    "phone": "+61 400 111 222",
    "relation": "Brother",
    "medical_note": "Penicillin",
}
WORDS = ("Bruno", "400 111 222", "Penicillin")
MINUTE = timedelta(minutes=1)
PATIENCE = 20
"""Seconds that one waits for another who is sure to come; a machine may be busy."""


def shared(cast: Cast) -> tuple[Organization, Ride]:
    """A ride that Lee captains and Ana shares her contact with."""
    where = club(cast)
    loop = ride(where, cast.lee)
    services.keep_contact(by=acting(cast.ana), **BRUNO)
    join(loop, cast.ana, shares_contact=True)
    return where, loop


def begin(of: Ride, moment: timedelta) -> Ride:
    """Let the present be so long after the start of a ride."""
    Ride.objects.filter(pk=of.pk).update(starts_at=timezone.now() - moment, duration_minutes=120)
    return Ride.objects.get(pk=of.pk)


MOMENTS = {
    "a day before": (timedelta(days=-1), "before_contacts_open"),
    "just before": (timedelta(minutes=-61), "before_contacts_open"),
    "from an hour before": (timedelta(minutes=-59), ""),
    "on the way": (timedelta(minutes=30), ""),
    "until six hours after": (timedelta(hours=7, minutes=59), ""),
    "just after": (timedelta(hours=8, minutes=1), "after_contacts_closed"),
}
WHO = {"lee": True, "max": True, "ana": False, "olga": False, "sam": False, "mona": False, "petra": False}
"""Captain, leader along, the rider, the club's owner, site admin, moderator, another rider."""


@pytest.mark.parametrize("when", MOMENTS)
def test_only_who_leads_this_very_ride_reads_them_and_only_around_it(cast: Cast, when: str) -> None:
    where, loop = shared(cast)
    for name in ("max", "petra"):
        factories.membership(where, cast.person(name), "ride_leader")
        join(loop, cast.person(name))
    services.make_leader(place_of(loop, cast.max), by=acting(cast.lee))
    moment, rule = MOMENTS[when]
    begin(loop, moment)
    for name, leads in WHO.items():
        answer = cast.client(name).get(f"/api/v1/rides/{loop.pk}/emergency-contacts")
        if leads and not rule:
            rows = {row["rider"]: row for row in answer.json()["results"]}
            assert rows[str(cast.ana)]["phone"] == BRUNO["phone"], name
            assert not rows[str(cast.petra)]["shared"]
        else:
            assert answer.status_code == 403, (name, when)
            assert not any(word in answer.content.decode() for word in WORDS)
            assert answer.json()["rule"] == rule or not leads
    assert cast.client("milo").get(f"/api/v1/rides/{loop.pk}/emergency-contacts").status_code == 404
    assert cast.client().get(f"/api/v1/rides/{loop.pk}/emergency-contacts").status_code == 401


def test_without_the_window_the_matrix_would_fail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the rule off, a leader reads a day before."""
    _, loop = shared(cast)
    with pytest.raises(NotAllowed):
        contacts_for(loop, by=acting(cast.lee))
    monkeypatch.setattr(contacts, "closed_by", lambda ride, now: "")
    assert contacts_for(loop, by=acting(cast.lee))[1].phone == BRUNO["phone"]


@pytest.mark.parametrize("state", ["draft", "postponed", "cancelled"])
def test_a_ride_that_nobody_rides_opens_nothing(cast: Cast, state: str) -> None:
    _, loop = shared(cast)
    begin(loop, timedelta())
    Ride.objects.filter(pk=loop.pk).update(state=state)
    with pytest.raises(NotAllowed, match="does not take place"):
        contacts_for(loop, by=acting(cast.lee))


def test_who_leads_no_more_is_refused_on_the_next_request(cast: Cast) -> None:
    where, loop = shared(cast)
    factories.membership(where, cast.max, "ride_leader")
    services.make_captain(join(loop, cast.max), by=acting(cast.lee))
    services.step_down(place_of(loop, cast.lee), by=acting(cast.lee))
    begin(loop, MINUTE)
    with pytest.raises(NotAllowed):
        contacts_for(loop, by=acting(cast.lee))
    assert contacts_for(loop, by=acting(cast.max))


def test_each_look_is_written_down_and_told(cast: Cast) -> None:
    _, loop = shared(cast)
    begin(loop, MINUTE)
    mail.outbox.clear()
    lee = cast.client("lee")
    for _ in range(2):
        assert lee.get(f"/api/v1/rides/{loop.pk}/emergency-contacts").status_code == 200
    looks = Reveal.objects.filter(user=cast.lee, target_type="rides.sharedcontact")
    assert looks.count() == 2
    assert Event.objects.filter(name="ride.contacts_seen", actor=cast.lee).count() == 2
    drain()
    told = Notification.objects.filter(kind="ride.contacts_seen")
    assert [note.user for note in told] == [cast.ana]
    assert f"{cast.lee} read your emergency contact" in [letter.subject for letter in mail.outbox]
    looks.update(created_at=timezone.now() - timedelta(minutes=16))
    lee.get(f"/api/v1/rides/{loop.pk}/emergency-contacts")
    drain()
    assert told.all().count() == 2


def test_no_word_of_it_is_in_events_mails_or_repeats(cast: Cast) -> None:
    _, loop = shared(cast)
    begin(loop, MINUTE)
    contacts_for(loop, by=acting(cast.lee))
    drain()
    said = [*Event.objects.values_list("data", flat=True), *Notification.objects.values_list("context")]
    said += [letter.body for letter in mail.outbox] + list(IdempotencyRecord.objects.values_list("body"))
    assert not [word for word in WORDS if word in str(said)]


def test_a_guest_has_the_contact_that_the_host_gives_or_the_hosts_own(cast: Cast) -> None:
    _, loop = shared(cast)
    guest = services.bring_guest(loop, by=acting(cast.ana), guest_name="Kim")
    begin(loop, MINUTE)
    found = {each.rider: each for each in contacts_for(loop, by=acting(cast.lee))}
    assert (found["Kim"].phone, found["Kim"].of_host) == (BRUNO["phone"], True)
    ana = cast.client("ana")
    address = f"/api/v1/participations/{guest.pk}/emergency-contact"
    assert ana.put(address, {}).status_code == 422
    assert ana.put(address, {"name": "Pat", "phone": "0400 333 444"}).status_code == 200
    found = {each.rider: each for each in contacts_for(loop, by=acting(cast.lee))}
    assert (found["Kim"].name, found["Kim"].of_host) == ("Pat", False)
    assert cast.client("lee").put(address, {"name": "X", "phone": "0400 333 444"}).status_code == 403


def test_a_change_reaches_the_rides_that_are_not_over(cast: Cast) -> None:
    where, loop = shared(cast)
    old = ride(where, cast.lee, title="Old")
    join(old, cast.ana, shares_contact=True)
    Ride.objects.filter(pk=old.pk).update(state="completed")
    services.keep_contact(by=acting(cast.ana), name="Cleo", phone="0400 999 888")
    names = {copy.participation.ride.title: copy.details["name"] for copy in SharedContact.objects.all()}
    assert names == {loop.title: "Cleo", "Old": "Bruno Ruiz"}
    mine = EmergencyContact.objects.get(user=cast.ana)
    services.forget_contact(mine, by=acting(cast.ana))
    assert [copy.participation.ride.title for copy in SharedContact.objects.all()] == ["Old"]


def test_sharing_is_taken_back_and_goes_with_the_place(cast: Cast) -> None:
    _, loop = shared(cast)
    place = place_of(loop, cast.ana)
    ana = cast.browser("ana")
    page = ana.get(f"/rides/{loop.pk}").content.decode()
    assert "Do not share it" in page
    assert ana.post(f"/rides/{loop.pk}/share-contact", {"shares": "no"}).status_code == 302
    assert not SharedContact.objects.exists()
    ana.post(f"/rides/{loop.pk}/share-contact", {"shares": "yes"})
    assert SharedContact.objects.filter(participation=place).exists()
    services.withdraw_place(place, by=acting(cast.ana))
    drain()
    assert not SharedContact.objects.exists()


def test_copies_are_deleted_thirty_days_after_the_ride(cast: Cast) -> None:
    _, loop = shared(cast)
    Ride.objects.filter(pk=loop.pk).update(state="completed")
    begin(loop, timedelta(days=30, hours=1))
    assert forget_copies(timezone.now()) == 0
    begin(loop, timedelta(days=30, hours=3))
    assert forget_copies(timezone.now()) == 1
    assert EmergencyContact.objects.count() == 1


def test_says_what_is_missing(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee)
    with pytest.raises(Conflict, match="whom to call"):
        join(loop, cast.ana, shares_contact=True)
    assert not Participation.objects.filter(user=cast.ana).exists()
    with pytest.raises(Invalid) as refused:
        services.keep_contact(by=acting(cast.ana), name="", phone="12", relation="x" * 61)
    assert {error["pointer"] for error in refused.value.errors} == {"/name", "/phone", "/relation"}


def test_is_exported_to_its_person_and_erased_with_them(cast: Cast) -> None:
    shared(cast)
    told = export_of(cast.ana, by=acting(cast.ana))
    assert told["rides.emergencycontact"][0]["details"]["name"] == "Bruno Ruiz"
    assert "Bruno" not in str(export_of(cast.lee, by=acting(cast.lee)))
    erase_person(cast.ana, by=acting(cast.ana))
    assert not EmergencyContact.objects.exists()
    assert not SharedContact.objects.exists()


def test_pages_keep_it_and_show_it_to_who_leads(cast: Cast) -> None:
    _, loop = shared(cast)
    ana, lee = cast.browser("ana"), cast.browser("lee")
    assert "Bruno Ruiz" in ana.get("/account/emergency-contact").content.decode()
    assert ana.post("/account/emergency-contact", {"name": "", "phone": "x"}).status_code == 422
    address = f"/rides/{loop.pk}/contacts"
    assert "one hour before" in lee.get(address).content.decode()
    begin(loop, MINUTE)
    assert "Bruno" not in lee.get(address).content.decode()
    assert not Reveal.objects.exists()
    assert "Bruno Ruiz" in lee.post(address).content.decode()
    assert Reveal.objects.count() == 1
    assert cast.browser("olga").post(address).status_code == 403
    assert ana.post("/account/emergency-contact/forget").status_code == 302
    assert not EmergencyContact.objects.exists()


def test_the_admin_shows_that_there_is_one_and_no_more(cast: Cast) -> None:
    shared(cast)
    sam = cast.browser("sam")
    for row in (EmergencyContact.objects.get(), SharedContact.objects.get()):
        page = f"/admin/rides/{row._meta.model_name}/"
        for address in (page, f"{page}{row.pk}/change/"):
            said = sam.get(address).content.decode()
            assert "••••••" in said
            assert not any(word in said for word in WORDS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_no_copy_stays_of_what_changes_meanwhile(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, *, is_locked: bool
) -> None:
    """Shared and changed at once; without the lock, the control, leaders would read the old one."""
    services.keep_contact(by=acting(cast.ana), **BRUNO)
    place = join(ride(club(cast), cast.lee), cast.ana)
    read, changed = Signal(), Signal()

    def between(of: Participation) -> Any:
        """What was read is not written yet: the other one is done now, or waits for us."""
        read.set()
        ends_at = time.monotonic() + PATIENCE
        while not changed.wait(0.01) and not (is_locked and waits()) and time.monotonic() < ends_at:
            pass
        return of.user_id

    def change() -> None:
        read.wait(PATIENCE)
        try:
            services.keep_contact(by=acting(cast.ana), name="Cleo", phone="0400 999 888")
        finally:
            changed.set()

    monkeypatch.setattr(Participation, "belongs_to", property(between))
    if not is_locked:
        rows = EmergencyContact.objects
        monkeypatch.setattr(rows, "select_for_update", lambda **how: rows.all())
    found = together(lambda: services.share_contact(place, by=acting(cast.ana)), change)
    assert not [each for each in found if isinstance(each, Exception)], found
    assert SharedContact.objects.get().details["name"] == ("Cleo" if is_locked else "Bruno Ruiz")


def waits() -> bool:
    """Whether a transaction waits for another one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted)"
        )
        return bool(cursor.fetchone()[0])


def test_a_guest_says_whom_to_call_by_a_link_without_an_account(cast: Cast) -> None:
    _, loop = shared(cast)
    guest = services.bring_guest(loop, by=acting(cast.ana), guest_name="Kim")
    address = f"/rides/{loop.pk}/guests/{guest.pk}/contact"
    ana, stranger = cast.browser("ana"), cast.browser()
    assert address in ana.get(f"/rides/{loop.pk}").content.decode()
    assert cast.browser("lee").get(address).status_code == 404, "a leader reads it while the ride lasts"
    link = re.search(r'value="http[^"]*(/rides/guests/[^"]+)"', ana.get(address).content.decode())
    assert link is not None
    path = link[1]
    page = stranger.get(path)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert "Whom should we call, Kim?" in page.content.decode()
    assert stranger.post(path, {"name": "Pat"}).status_code == 422
    assert "Thank you, Kim" in stranger.post(path, {"name": "Pat", "phone": "0400 333 444"}).content.decode()
    again = stranger.get(path).content.decode()
    assert "kept already" in again
    assert "0400 333 444" not in again
    assert "0400 333 444" in ana.get(address).content.decode()
    assert SharedContact.objects.get(participation=guest).user == cast.ana
    for wrong in (path[:-1], f"{path}x", "/rides/guests/x", f"/rides/guests/{guest.pk.hex}"):
        assert stranger.get(wrong).status_code == 404
    assert ana.post(address, {"name": "Jo", "phone": "0400 333 555"}).status_code == 302
    assert SharedContact.objects.get(participation=guest).details["name"] == "Jo"
    assert ana.post(address, {"name": "Jo", "phone": "x"}).status_code == 422
    ana.post(address, {"then": "take-back"})
    assert not SharedContact.objects.filter(participation=guest).exists()
    services.withdraw_place(guest, by=acting(cast.ana))
    assert ana.get(address).status_code == 404
    assert "This link has ended" in stranger.get(path).content.decode()
    stranger.post(path, {"name": "Pat", "phone": "0400 333 444"})
    assert not SharedContact.objects.filter(participation=guest).exists()
    Ride.objects.filter(pk=loop.pk).update(moderation="removed")
    assert stranger.get(path).status_code == 404
    assert "Disallow: /rides/guests/" in stranger.get("/robots.txt").content.decode()


def test_nobody_who_leads_keeps_them_open_by_a_longer_plan(cast: Cast) -> None:
    """How long it was planned for stays once it has begun, and coming home sooner closes them sooner."""
    _, loop = shared(cast)
    lee = acting(cast.lee)
    over = begin(loop, timedelta(days=3))
    with pytest.raises(Conflict) as refusal:
        services.edit_ride(over, by=lee, duration_minutes=43_200)
    assert refusal.value.extra["rule"] == "has_begun"
    services.edit_ride(over, by=lee, duration_minutes=60)
    Ride.objects.filter(pk=loop.pk).update(
        starts_at=timezone.now() - timedelta(days=2), duration_minutes=43_200, state="completed"
    )
    assert closed_by(Ride.objects.get(pk=loop.pk), timezone.now()) == ""
    Ride.objects.filter(pk=loop.pk).update(completed_at=timezone.now() - timedelta(hours=7))
    assert closed_by(Ride.objects.get(pk=loop.pk), timezone.now()) == "after_contacts_closed"


def test_says_when_everybody_was_home(cast: Cast) -> None:
    _, loop = shared(cast)
    active = services.start_ride(begin(loop, timedelta(minutes=5)), by=acting(cast.lee))
    services.call_roll(
        active,
        by=acting(cast.lee),
        outcomes={place.pk: "attended" for place in Participation.objects.confirmed().filter(ride=active)},
    )
    before = timezone.now()
    done = services.complete_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee))
    assert done.completed_at is not None
    assert before <= done.completed_at
