"""Who is told what: each person once, nobody of what they did themselves."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone

from apps.accounts.services import erase_person
from apps.accounts.services.lifecycle import suspend_person
from apps.moderation.models import ReviewItem
from apps.notifications.models import Mail, Notification
from apps.organizations.models import Membership
from apps.organizations.services import change_role, suspend_membership
from apps.rides import services
from apps.rides.models import Ride
from hearth.kernel.problems import NotFound
from tests.background import drain
from tests.cast import Cast
from tests.factories import membership
from tests.rides.riding import FACTS, acting, club, faults, join, place_of, ride

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    """Who was told what since the last time, by the name of the kind."""
    drain()
    rows = Notification.objects.filter(kind__regex=r"^(ride|participation)\.").order_by("created_at", "id")
    found = [(row.user.display_name.split()[0], row.kind) for row in rows.select_related("user")]
    Notification.objects.all().delete()
    return sorted(found)


def test_leaders_hear_of_a_proposal_and_its_author_of_its_publication(cast: Cast) -> None:
    proposal = ride(club(cast), cast.ana)
    assert told() == [("Lee", "ride.drafted"), ("Olga", "ride.drafted")]
    services.publish_ride(proposal, by=acting(cast.lee))
    assert told() == [("Ana", "ride.published")]


def test_who_may_publish_a_draft_themselves_bothers_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of their own standing: those who are told are never all who may."""
    monkeypatch.setattr("apps.rides.people.MOST_TOLD", 1)
    ride(club(cast), cast.lee, publish=False)
    assert told() == []


def test_drafts_of_a_series_are_told_once(cast: Cast) -> None:
    where = club(cast)
    today = timezone.localdate()
    weekly = {**FACTS, "first_date": today, "local_time": time(7), "rrule": "FREQ=WEEKLY"}
    series = services.create_series(where, by=acting(cast.lee), **weekly)
    change_role(
        Membership.objects.get(organization=where, user=cast.lee), by=acting(cast.olga), role="member"
    )
    told()
    assert services.make_all_ahead(timezone.now() + timedelta(weeks=4)) == (4, 1)
    assert Ride.objects.filter(series=series, state="draft").count() == 4
    letters = len(mail.outbox)
    assert told() == [("Olga", "ride.series_drafted")]
    assert f"/clubs/{where.slug}/series/{series.pk}" in mail.outbox[letters].body


def test_who_stands_in_the_line_hears_of_a_place(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee, capacity=2)
    join(loop, cast.ana)
    join(loop, cast.olga)
    services.withdraw_place(place_of(loop, cast.ana), by=acting(cast.ana))
    assert told() == [("Olga", "participation.offered")]


def test_everybody_who_comes_hears_of_another_time(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee)
    join(loop, cast.ana)
    services.edit_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), description="Bring lights.")
    assert told() == []
    services.edit_ride(
        Ride.objects.get(pk=loop.pk), by=acting(cast.lee), starts_at=timezone.now() + timedelta(days=4)
    )
    assert told() == [("Ana", "ride.changed")]
    services.cancel_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), reason="weather")
    assert told() == [("Ana", "ride.cancelled")]


def test_who_is_asked_or_waits_hears_of_another_time_or_place(cast: Cast) -> None:
    """An offer never outlives the ride, and nobody is given a place unasked at a time they never read of."""
    where = club(cast)
    loop = ride(where, cast.lee, capacity=3, starts_at=timezone.now() + timedelta(days=20))
    for person in (cast.petra, cast.milo):
        membership(where, person)
    for person in (cast.ana, cast.milo, cast.olga):
        join(loop, person)
    join(loop, cast.petra, takes_it=True)
    services.withdraw_place(place_of(loop, cast.milo), by=acting(cast.milo))
    assert told() == [("Olga", "participation.offered")]
    letters, nearer = len(mail.outbox), timezone.now() + timedelta(hours=40)
    everybody = [("Ana", "ride.changed"), ("Olga", "ride.changed"), ("Petra", "ride.changed")]
    services.edit_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), starts_at=nearer)
    assert told() == everybody
    ends = place_of(loop, cast.olga).offer_expires_at
    assert ends is not None
    assert timezone.now() < ends < timezone.now() + timedelta(hours=11)
    words = {letter.to[0]: str(letter.body) for letter in mail.outbox[letters:]}
    assert "is kept for you stays so until" in words[str(cast.olga.email)]
    assert "You still wait for a place" in words[str(cast.petra.email)]
    assert "your place is kept meanwhile" in words[str(cast.ana.email)]
    # Together with more places: theirs is an offer now.
    change: dict[str, Any] = {"meeting_point": "The pier", "capacity": 4}
    services.edit_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), **change)
    assert told() == [*everybody[:2], ("Petra", "participation.offered")]
    assert place_of(loop, cast.olga).offer_expires_at == ends
    agreed = services.accept_place(place_of(loop, cast.olga), by=acting(cast.olga))
    assert (agreed.status, agreed.asked_again) == ("confirmed", False)
    assert list(faults(loop)) == []


def test_who_a_ride_is_not_for_any_more_waits_no_longer(cast: Cast) -> None:
    """Whoever has a place keeps it, and what they were offered goes to those it is for."""
    where = club(cast)
    loop = ride(where, cast.lee, capacity=3, audience="public")
    for person in (cast.milo, cast.max, cast.petra, cast.olga, cast.ana):
        join(loop, person)
    services.withdraw_place(place_of(loop, cast.max), by=acting(cast.max))
    guest = services.bring_guest(loop, by=acting(cast.milo), guest_name="My sister")
    assert told() == [("Petra", "participation.offered")]
    letters = len(mail.outbox)
    Ride.objects.filter(pk=loop.pk).update(moderation="removed")
    narrow: dict[str, Any] = {"audience": "members", "capacity": 4}
    services.edit_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), **narrow)
    assert told() == [("Milo", "participation.closed"), ("Petra", "participation.closed")]
    assert "is for fewer people now" in mail.outbox[letters].body
    assert f"/rides/{loop.pk}" not in mail.outbox[letters].body
    guest.refresh_from_db()
    assert (guest.status, guest.why) == ("passed", "audience")
    Ride.objects.filter(pk=loop.pk).update(moderation="shown", capacity=2)
    services.edit_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), audience="public", capacity=3)
    assert told() == [("Olga", "participation.offered")]
    services.invite_to_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), user=cast.ana.pk)
    services.edit_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), audience="invite")
    assert told() == [("Ana", "participation.offered"), ("Olga", "participation.closed")]
    assert place_of(loop, cast.milo).status == "confirmed"
    assert list(faults(loop)) == []


def test_a_ride_loses_its_captain_in_nobodys_silence(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee)
    join(loop, cast.ana)
    lees = Membership.objects.get(organization=where, user=cast.lee)
    change_role(lees, by=acting(cast.olga), role="member")
    assert told() == [("Ana", "ride.postponed"), ("Lee", "ride.postponed"), ("Olga", "ride.lost_captain")]


def test_who_leads_no_more_causes_one_letter_to_each_however_many_rides(cast: Cast) -> None:
    """Also where the club suspends them or they leave, and where one of the rides is under way already."""
    where = club(cast)
    rides = [
        ride(where, cast.lee, title=f"Loop {day}", starts_at=timezone.now() + timedelta(days=day))
        for day in (4, 2, 3)
    ]
    for loop in rides:
        join(loop, cast.ana)
    join(rides[0], cast.olga)
    under_way, led = ride(where, cast.lee, title="Under way"), ride(where, cast.lee, title="Led")
    services.make_leader(join(led, cast.olga), by=acting(cast.lee))
    Ride.objects.filter(pk=under_way.pk).update(starts_at=timezone.now() - timedelta(minutes=30))
    services.start_ride(Ride.objects.get(pk=under_way.pk), by=acting(cast.lee))
    told()
    letters = len(mail.outbox)
    lees = Membership.objects.get(organization=where, user=cast.lee)
    suspend_membership(lees, by=acting(cast.olga))
    drain()
    anas = Notification.objects.get(user=cast.ana)
    assert [each["ride_title"] for each in anas.context["rides"]] == ["Loop 2", "Loop 3", "Loop 4"]
    news = [each for each in told() if each[0] != "Lee"]
    assert news == [("Ana", "ride.several_postponed"), ("Olga", "ride.captains_lost")]
    about_lost = next(each.body for each in mail.outbox[letters:] if "4 rides" in each.subject)
    assert about_lost.index("Under way") < about_lost.index("Loop 2") < about_lost.index("Loop 4")
    assert all(f"/rides/{loop.pk}" in about_lost for loop in (*rides, under_way))


def test_a_rider_of_one_of_them_reads_of_that_one(cast: Cast) -> None:
    where = club(cast)
    rides = [ride(where, cast.lee, title=title) for title in ("Coast", "Hills")]
    join(rides[0], cast.ana)
    suspend_person(cast.lee, by=cast.subject("sam"), reason="spam")
    assert ("Ana", "ride.postponed") in (news := told())
    assert ("Olga", "ride.captains_lost") in news


def test_everybody_hears_who_took_over(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee)
    join(loop, cast.ana)
    services.make_captain(join(loop, cast.olga), by=acting(cast.lee))
    assert told() == [("Ana", "ride.captain_changed"), ("Olga", "participation.made_captain")]


def test_a_rider_who_was_missed_may_say_otherwise(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee)
    join(loop, cast.ana)
    Ride.objects.filter(pk=loop.pk).update(starts_at=timezone.now() - timedelta(minutes=30))
    started = services.start_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee))
    outcomes = {place_of(loop, cast.lee).pk: "attended", place_of(loop, cast.ana).pk: "no_show"}
    services.call_roll(started, by=acting(cast.lee), outcomes=outcomes)
    services.complete_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee))
    assert told() == [("Ana", "participation.marked")]
    mine = services.dispute_attendance(place_of(loop, cast.ana), by=acting(cast.ana), text="I was there.")
    assert told() == [("Lee", "participation.disputed")]
    services.settle_dispute(mine, by=acting(cast.lee), attendance="attended")
    assert told() == [("Ana", "participation.settled")]


def test_a_reported_ride_is_taken_down_and_an_appeal_brings_it_back(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, audience="public")
    reported = cast.client("ana").post(
        "/api/v1/reports", {"kind": "ride", "target": str(loop.pk), "reason": "danger"}
    )
    assert reported.status_code == 201, reported.content
    case = ReviewItem.objects.get(kind="report")
    assert case.state == "open"
    fresh = Ride.objects.get(pk=loop.pk)
    decided = cast.client("mona").post(
        f"/api/v1/rides/{loop.pk}/remove", {"reason": "danger"}, headers={"If-Match": f'"{fresh.version}-x"'}
    )
    assert decided.status_code == 200, decided.content
    fresh.refresh_from_db()
    assert fresh.moderation == "removed"
    assert cast.client("").get(f"/api/v1/rides/{loop.pk}").status_code == 404
    assert cast.client("lee").get(f"/api/v1/rides/{loop.pk}").status_code == 200
    assert ("Lee", "ride.removed") in told()
    with pytest.raises(NotFound):
        join(loop, cast.petra)


def test_an_erased_name_goes_from_what_others_were_told(cast: Cast) -> None:
    """Who invited and captained; the name of another captain in the same words stays."""
    where = club(cast)
    membership(where, cast.max, "ride_leader")
    services.invite_to_ride(ride(where, cast.lee, audience="invite"), by=acting(cast.lee), user=cast.ana.pk)
    loop = ride(where, cast.lee)
    join(loop, cast.ana)
    services.make_captain(join(loop, cast.max), by=acting(cast.lee))
    services.make_captain(place_of(loop, cast.lee), by=acting(cast.max))
    drain()
    before = contexts()
    assert sum("Lee Whitmore" in words for words in before.values()) > 1
    erase_person(cast.lee, by=acting(cast.lee))
    drain()
    left = contexts()
    assert not [words for words in left.values() if "Lee Whitmore" in words]
    about_max = {pk for pk, words in before.items() if str(cast.max) in words and pk in left}
    assert about_max
    assert all(str(cast.max) in left[pk] for pk in about_max)


def contexts() -> dict[UUID, str]:
    return {row.pk: str(row.context) for model in (Notification, Mail) for row in model.objects.all()}
