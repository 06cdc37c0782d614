"""Listings end after sixty days unless somebody says before that the pet still looks for a home."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from apps.listings.models import Pet
from apps.listings.services import expire_pets, remind_of_expiry
from apps.listings.services.expiry import SHOWN_FOR
from apps.moderation.models import Decision
from apps.moderation.services import restore
from apps.notifications.models import Mail
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event, ScheduledRun
from hearth.kernel.scheduling import run_due
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def at(pet: Pet) -> str:
    return f"/api/v1/pets/{pet.pk}"


def published(cast: Cast) -> Pet:
    """A pet that Mona has just approved."""
    pet = factories.pet(cast.petra, moderation="pending")
    seen = {"If-Match": '"1-seen"'}
    assert cast.client("mona").post(f"{at(pet)}/approve", headers=seen).status_code == 200
    return Pet.objects.get(pk=pet.pk)


def end_of(pet: Pet) -> datetime:
    found = Pet.objects.get(pk=pet.pk).expires_at
    assert found is not None
    return found


def mails() -> list[tuple[str, str]]:
    drain()
    kinds = ("pet.reminded", "pet.expired")
    rows = Mail.objects.filter(kind__in=kinds).order_by("created_at")
    return [(mail.kind.removeprefix("pet."), str(mail.context.get("days", ""))) for mail in rows]


def test_is_shown_for_sixty_days_to_the_minute(cast: Cast) -> None:
    pet = published(cast)
    assert abs(end_of(pet) - timezone.now() - SHOWN_FOR) < MINUTE
    Pet.objects.update(reminders=2)
    assert expire_pets(end_of(pet) - MINUTE) == 0
    assert expire_pets(end_of(pet)) == 1
    assert cast.client().get(at(pet)).status_code == 404
    assert cast.client().get("/api/v1/pets").json()["results"] == []
    mine = cast.client("petra").get(at(pet)).json()
    assert mine["status"] == "expired"
    assert expire_pets(end_of(pet) + DAY) == 0


def test_its_people_are_asked_two_weeks_and_three_days_before(cast: Cast) -> None:
    pet = published(cast)
    end = end_of(pet)
    for moment, asked in ((15, 0), (14, 1), (13, 0), (3, 1), (3, 0), (1, 0)):
        assert remind_of_expiry(end - moment * DAY) == asked, moment
    assert expire_pets(end) == 1
    assert mails() == [("expired", "")]  # what was asked before the end is not worth a mail any more


def test_reminders_go_out_once_each(cast: Cast) -> None:
    pet = published(cast)
    end = end_of(pet)
    remind_of_expiry(end - 14 * DAY)
    assert mails() == [("reminded", "14")]
    remind_of_expiry(end - 2 * DAY)
    remind_of_expiry(end - DAY)
    assert mails() == [("reminded", "14"), ("reminded", "3")]


def test_a_missed_reminder_is_made_up_for_by_the_next_one_alone(cast: Cast) -> None:
    pet = published(cast)
    assert remind_of_expiry(end_of(pet) - 2 * DAY) == 1
    assert mails() == [("reminded", "3")]


def test_nothing_ends_that_nobody_was_asked_about(cast: Cast) -> None:
    """Nothing ran for months: then its people are asked first, and have two weeks to answer."""
    pet, petra = published(cast), cast.client("petra")
    before = petra.get(at(pet))
    late = end_of(pet) + 90 * DAY
    for _ in range(2):
        run_due(late, only="listings.expire")
    assert Pet.objects.get().moderation == "approved"
    assert end_of(pet) == ScheduledRun.objects.get(name="listings.expire").due_at + 14 * DAY
    assert mails() == [("reminded", "14")]
    known = petra.get(at(pet), headers={"If-None-Match": before["ETag"]})
    assert (known.status_code, known.json()["expires_at"][:10]) == (200, f"{end_of(pet).date()}")
    run_due(end_of(pet) - 2 * DAY, only="listings.remind")
    assert mails()[1:] == [("reminded", "3")]
    run_due(end_of(pet) + DAY, only="listings.expire")
    assert Pet.objects.get().moderation == "expired"


def test_works_on_the_clock_late_and_doubled(cast: Cast) -> None:
    pet = published(cast)
    Pet.objects.update(expires_at=timezone.now() - DAY, reminders=2)
    late = timezone.now() + timedelta(hours=2)
    for _ in range(2):
        run_due(late, only="listings.expire")
    assert Pet.objects.get(pk=pet.pk).moderation == "expired"
    assert Event.objects.filter(name="pet.expired").count() == 1
    assert [run.outcome for run in ScheduledRun.objects.filter(name="listings.expire")] == ["1 ended"]


@pytest.mark.parametrize(
    ("placement", "ends"), [("available", True), ("on_hold", True), ("reserved", False), ("adopted", False)]
)
def test_only_who_still_looks_for_a_home_is_asked(cast: Cast, placement: str, ends: bool) -> None:
    factories.pet(cast.petra, placement=placement, expires_at=timezone.now() - DAY, reminders=2)
    assert expire_pets(timezone.now()) == int(ends)


def test_owner_renews_before_the_end_and_after_it(cast: Cast) -> None:
    pet = factories.pet(cast.petra, expires_at=timezone.now() + DAY, reminders=2)
    petra = cast.client("petra")
    answer = petra.post(f"{at(pet)}/renew")
    assert (answer.status_code, answer.json()["status"]) == (200, "approved")
    assert abs(end_of(pet) - timezone.now() - SHOWN_FOR) < MINUTE
    assert Pet.objects.get().reminders == 0
    Pet.objects.update(reminders=2)
    expire_pets(end_of(pet))
    published_at = Pet.objects.get().published_at
    assert petra.post(f"{at(pet)}/renew").json()["status"] == "approved"
    assert cast.client().get(at(pet)).status_code == 200
    assert Pet.objects.get().published_at == published_at  # it comes back to its old place
    version = Pet.objects.get().version
    assert petra.post(f"{at(pet)}/renew").status_code == 200
    assert Pet.objects.get().version == version  # a repeat changes nothing


def test_a_listing_that_ended_is_not_edited_past_review(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="expired")
    answer = cast.client("petra").patch(at(pet), {"description": factories.DESCRIPTION + " Call me."})
    assert (answer.status_code, answer.json()["allowed"]) == (409, ["remove", "renew", "withdraw"])


def test_who_left_the_rescue_is_not_asked(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.remy, organization=harbour, expires_at=timezone.now() + DAY)
    remind_of_expiry(timezone.now())
    drain()
    assert [mail.user for mail in Mail.objects.filter(kind="pet.reminded", about_id=pet.pk)] == [cast.rosa]


def test_granted_appeal_puts_it_back_with_time_to_answer(cast: Cast) -> None:
    pet = factories.pet(cast.petra, expires_at=timezone.now() + DAY)
    seen = {"If-Match": '"1-seen"'}
    cast.client("mona").post(f"{at(pet)}/remove", {"reason": "scam"}, headers=seen)
    assert cast.client().get(at(pet)).status_code == 404
    restore(Decision.objects.get(), by=cast.subject("max"))
    assert cast.client().get(at(pet)).status_code == 200
    assert end_of(pet) > timezone.now() + 13 * DAY


def test_asking_costs_the_same_for_many(cast: Cast) -> None:
    """A chunk ends with the first that it finds nothing in; each is a transaction of its own."""
    for _ in range(5):
        factories.pet(cast.petra, expires_at=timezone.now() - DAY, reminders=1)
    run_due(timezone.now() + timedelta(hours=1), only="listings.expire")
    assert Pet.objects.filter(moderation="expired").count() == 5
