"""The desk of those who decide: the inbox, one application, many at once."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.applications.models import Application, Message, Note
from apps.listings.models import Pet
from apps.organizations.models import Organization
from tests import factories
from tests.applications.applying import ANSWERS, application, neighbors
from tests.cast import Cast

pytestmark = pytest.mark.django_db
INBOX = "/organizations/harbour-paws/applications"


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


@pytest.fixture
def pet(cast: Cast, harbour: Organization) -> Pet:
    return factories.pet(cast.rosa, organization=harbour)


def read(cast: Cast, path: str, who: str = "rosa") -> str:
    answer = cast.browser(who).get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_shows_the_longest_waiting_first(cast: Cast, pet: Pet, harbour: Organization) -> None:
    late = timezone.now() - timedelta(days=9)
    application(pet, cast.ana)
    application(pet, cast.petra, submitted_at=late, respond_by=late + timedelta(days=7))
    other = factories.pet(cast.rosa, organization=harbour, name="Olive")
    application(other, cast.milo, status="under_review")
    application(other, cast.ana, status="rejected")
    page = read(cast, INBOX)
    assert page.index(str(cast.petra)) < page.index(str(cast.ana))
    assert "overdue since" in page
    assert 'Open <span class="states__number">3</span>' in page
    assert 'New <span class="states__number">2</span>' in page
    assert 'Overdue <span class="states__number">1</span>' in page
    assert str(cast.ana) not in read(cast, f"{INBOX}?overdue=1")
    only = read(cast, f"{INBOX}?pet={other.pk}&status=under_review")
    assert str(cast.milo) in only
    assert str(cast.petra) not in only
    assert str(cast.ana) in read(cast, f"{INBOX}?status=rejected")
    for nonsense in ("?pet=x&status=y&overdue=z", "?status=draft", "?pet=%00"):
        assert str(cast.ana) in read(cast, INBOX + nonsense)
    assert cast.browser("milo").get(INBOX).status_code == 404
    assert cast.browser("petra").get("/my/applications/received").status_code == 200


def test_hides_what_is_personal_until_somebody_reads(cast: Cast, pet: Pet) -> None:
    made = application(pet, cast.ana)
    page = read(cast, made.get_absolute_url())
    assert ANSWERS["phone"] not in page
    assert "Hidden until you begin to read" in page
    assert "Begin reading" in page
    assert ANSWERS["why_this_pet"] in page
    cast.browser("rosa").post(f"/applications/{made.pk}/begin_review")
    page = read(cast, made.get_absolute_url())
    assert ANSWERS["phone"] in page
    assert "Hidden until" not in page


def test_decides(cast: Cast, pet: Pet) -> None:
    first, second = application(pet, cast.ana, status="under_review"), application(pet, cast.petra)
    rosa, at = cast.browser("rosa"), f"/applications/{first.pk}"
    assert "Ask" in read(cast, f"{at}/request_info")
    assert rosa.post(f"{at}/request_info", {"message": ""}).status_code == 422
    rosa.post(f"{at}/request_info", {"message": "Is there a lift?"})
    assert Message.objects.get().text == "Is there a lift?"
    Application.objects.filter(pk=first.pk).update(status="under_review")
    past = rosa.post(f"{at}/invite_to_meeting", {"at": "2020-01-01T10:00"})
    assert (past.status_code, b"Choose a time to come." in past.content) == (422, True)
    assert "In the time of Sydney" in read(cast, f"{at}/invite_to_meeting")
    there = (timezone.now() + timedelta(days=9)).astimezone(ZoneInfo("Australia/Sydney"))
    agreed = there.replace(hour=14, minute=0, second=0, microsecond=0)
    rosa.post(f"{at}/invite_to_meeting", {"at": f"{agreed:%Y-%m-%dT%H:%M}"})
    first.refresh_from_db()
    assert first.planned_at == agreed
    rosa.post(f"{at}/approve", {"message": "Welcome!"})
    first.refresh_from_db()
    assert first.status == "approved"
    beside = read(cast, second.get_absolute_url())
    assert "Others who applied" in beside
    assert "Waits longest" not in beside
    assert f"Waits longest: {cast.petra} for Biscuit" in read(cast, first.get_absolute_url())
    assert "Put in the line" in beside
    assert f"/applications/{second.pk}/approve" not in beside
    second_at = f"/applications/{second.pk}"
    rosa.post(f"{second_at}/waitlist")
    assert rosa.post(f"{second_at}/reject", {}).status_code == 422
    rosa.post(f"{second_at}/reject", {"reason": "time", "note": "He would be alone too long."})
    second.refresh_from_db()
    assert (second.status, second.ending) == ("rejected", "time")
    told = read(cast, second.get_absolute_url(), "petra")
    assert "This pet needs more time or company" in told
    assert "See pets like Biscuit" in told


def test_keeps_notes_between_those_who_decide(cast: Cast, pet: Pet) -> None:
    made = application(pet, cast.ana)
    cast.browser("rosa").post(f"/applications/{made.pk}/notes", {"text": "Knows collies."})
    assert Note.objects.get().text == "Knows collies."
    assert "Knows collies." in read(cast, made.get_absolute_url())
    assert "Knows collies." not in read(cast, made.get_absolute_url(), "ana")
    assert cast.browser("ana").post(f"/applications/{made.pk}/notes", {"text": "Me too."}).status_code == 403
    assert cast.browser("rosa").post(f"/applications/{made.pk}/notes", {"text": ""}).status_code == 422


def test_decides_on_many_and_says_what_became_of_each(cast: Cast, pet: Pet) -> None:
    new, read_already = application(pet, cast.ana), application(pet, cast.petra, status="meeting")
    foreign = application(factories.pet(cast.petra, name="Foreign"), cast.milo)
    rosa, ids = cast.browser("rosa"), [str(row.pk) for row in (new, read_already, foreign)]
    answer = rosa.post(f"{INBOX}/triage", {"verb": "begin_review", "ids": ids}).content.decode()
    assert "1 done, 1 not" in answer
    assert "is being read now." in answer
    asks = rosa.post(f"{INBOX}/triage", {"verb": "reject", "ids": ids}).content.decode()
    assert "Turn 2 applications down?" in asks
    assert "Foreign" not in asks
    assert rosa.post(f"{INBOX}/triage", {"verb": "reject", "ids": ids, "asked": "1"}).status_code == 422
    words = {"verb": "reject", "ids": ids, "asked": "1", "reason": "distance"}
    assert "All 2 done" in rosa.post(f"{INBOX}/triage", words).content.decode()
    assert set(Application.objects.values_list("status", flat=True)) == {"rejected", "submitted"}
    assert "Nobody was ticked" in rosa.post(f"{INBOX}/triage", {"verb": "reject"}).content.decode()
    for verb in ("approve", "", "x"):
        assert rosa.post(f"{INBOX}/triage", {"verb": verb, "ids": ids}).status_code == 404
    nonsense = rosa.post(f"{INBOX}/triage", {"verb": "waitlist", "ids": ["x", "\x00", *ids]})
    assert "None could be done" in nonsense.content.decode()


def test_is_the_private_owners_desk_too(cast: Cast) -> None:
    pet = factories.pet(cast.petra, name="Olive")
    made = application(pet, cast.ana)
    assert str(cast.ana) in read(cast, "/my/applications/received", "petra")
    assert "1 application for Olive" in read(cast, pet.get_absolute_url(), "petra")
    petra = cast.browser("petra")
    petra.post("/my/applications/received/triage", {"verb": "begin_review", "ids": [str(made.pk)]})
    made.refresh_from_db()
    assert made.status == "under_review"
    assert "The owner" in read(cast, made.get_absolute_url(), "ana")


def test_opens_to_the_platforms_people_for_a_reason(cast: Cast, pet: Pet) -> None:
    made = application(pet, cast.ana)
    page = read(cast, made.get_absolute_url(), "sam")
    assert ANSWERS["why_this_pet"] not in page
    assert "Say why, and open it" in page
    sam = cast.browser("sam")
    sam.post(f"/applications/{made.pk}/reveal", {"reason": "safety", "note": "A neighbour called."})
    assert ANSWERS["phone"] in read(cast, made.get_absolute_url(), "sam")
    assert cast.browser("rosa").get(f"/applications/{made.pk}/reveal").status_code == 403


def test_asks_as_often_however_many_there_are(cast: Cast, pet: Pet) -> None:
    def visits(made: Application, browser: Any) -> list[int]:
        numbers = []
        for path in (INBOX, made.get_absolute_url()):
            browser.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            numbers.append(len(asked))
        return numbers

    people, rosa = neighbors(12), cast.browser("rosa")
    made = application(pet, people[0], status="under_review")
    few = application(pet, people[1])
    Message.objects.create(
        application=made,
        applicant=made.user,
        organization=made.organization,
        offered_by_id=made.offered_by_id,
        user=made.user,
        from_applicant=True,
        text="Hello",
    )
    before = visits(made, rosa)
    for person in people[2:]:
        application(pet, person, form=few.form)
        Message.objects.create(
            application=made,
            applicant=made.user,
            organization=made.organization,
            offered_by_id=made.offered_by_id,
            user=person,
            from_applicant=False,
            text="Hi",
        )
    assert visits(made, rosa) == before
    assert max(before) <= 32, before
