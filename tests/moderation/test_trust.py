"""Who is trusted is derived from what reviewers decided; nothing that a submitter does alone adds to it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.listings.models import Pet
from apps.listings.services import expire_pets
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import decide, decide_item, open_item, restore, standing, trust
from apps.organizations.models import Organization
from hearth.kernel.authorization import system_subject
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast
from tests.moderation.records import approvals, decided

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_samples(settings: Any) -> None:
    settings.REVIEW_SAMPLE_SHARE = 0


def submit(cast: Cast, who: str, pet: Pet) -> Any:
    return cast.client(who).post(f"/api/v1/pets/{pet.pk}/submit").json()


def draft(cast: Cast, **facts: Any) -> Pet:
    return factories.pet(cast.petra, moderation="draft", **facts)


def test_first_one_waits_and_so_do_the_next_four(cast: Cast) -> None:
    for number in range(5):
        assert standing(cast.petra).clean == number
        pet = draft(cast)
        assert submit(cast, "petra", pet)["status"] == "pending"
        decide_item(ReviewItem.objects.waiting().get(), by=cast.subject("mona"), action="approve")
    assert standing(cast.petra) == trust.Standing(True, "clean_record", 5, None)
    assert submit(cast, "petra", draft(cast))["status"] == "approved"
    assert not ReviewItem.objects.waiting().exists()
    event = Event.objects.filter(name="pet.approved").order_by("-occurred_at").first()
    assert event is not None
    assert (event.data["trusted"], event.actor) == (True, None)
    assert Decision.objects.count() == 5, "nobody decided on the sixth"


def test_a_rejection_takes_it_for_ninety_days_and_the_count_starts_anew(cast: Cast) -> None:
    approvals(cast.petra, cast.mona, 9, days_ago=200)
    strike = decided(cast.petra, cast.mona, "reject", days_ago=89)
    found = standing(cast.petra)
    assert (found.trusted, found.why, found.clean) == (False, "struck", 0)
    approvals(cast.petra, cast.mona, 5, days_ago=80)
    assert standing(cast.petra).why == "struck", "five new ones do not shorten the ninety days"
    Decision.objects.filter(pk=strike.pk).update(decided_at="2020-01-01T00:00:00Z")
    assert standing(cast.petra).trusted
    Decision.objects.filter(pk=strike.pk).update(decided_at=found.last_strike, action="remove")
    Decision.objects.filter(action="approve").update(decided_at="2020-01-01T00:00:00Z")
    assert standing(cast.petra).clean == 0, "what was approved before a strike counts no more"


def test_an_appeal_that_was_granted_lifts_the_strike(cast: Cast) -> None:
    approvals(cast.petra, cast.mona, 5, days_ago=20)
    pet = factories.pet(cast.petra)
    decision = decide(pet, by=cast.subject("mona"), action="remove", reason="scam", seen_version=1)
    assert standing(cast.petra).why == "struck"
    restore(decision, by=cast.subject("max"))
    assert standing(cast.petra) == trust.Standing(True, "clean_record", 5, None)


def test_counts_each_target_once_and_none_that_was_sent_back(cast: Cast) -> None:
    target, sent_back = uuid4(), uuid4()
    approvals(cast.petra, cast.mona, 9, target=target)
    decided(cast.petra, cast.mona, target=target, kind="pet_change")
    assert standing(cast.petra).clean == 1
    decided(cast.petra, cast.mona, "request_changes", target=sent_back, days_ago=2)
    decided(cast.petra, cast.mona, target=sent_back)
    assert standing(cast.petra).clean == 1


def test_counts_what_lies_behind_many_approvals_of_one_target(cast: Cast) -> None:
    approvals(cast.petra, cast.mona, 4, days_ago=9)
    approvals(cast.petra, cast.mona, 2 * trust.ENOUGH, target=uuid4())
    assert standing(cast.petra) == trust.Standing(True, "clean_record", trust.ENOUGH, None)


def test_counts_only_what_can_be_published_at_once(cast: Cast) -> None:
    approvals(cast.petra, cast.mona, 9, kind="photo")
    approvals(cast.petra, cast.mona, 9, kind="report")
    decided(cast.petra, cast.mona, "reject", kind="report")
    decided(cast.petra, cast.mona, "reject", kind="appeal")
    assert standing(cast.petra) == trust.Standing(False, "too_new", 0, None)


def test_withdrawing_and_sending_again_adds_nothing(cast: Cast) -> None:
    client = cast.client("petra")
    for _ in range(6):
        pet = draft(cast)
        submit(cast, "petra", pet)
        client.post(f"/api/v1/pets/{pet.pk}/withdraw")
    assert standing(cast.petra).clean == 0
    assert submit(cast, "petra", draft(cast))["status"] == "pending"


def test_what_was_published_at_once_adds_nothing(cast: Cast) -> None:
    approvals(cast.petra, cast.mona, 5)
    before = standing(cast.petra)
    for _ in range(3):
        assert submit(cast, "petra", draft(cast))["status"] == "approved"
    assert standing(cast.petra) == before


def test_is_an_organization_s_where_there_is_one(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    approvals(cast.rosa, cast.mona, 5, organization=harbour)
    assert standing(cast.remy, harbour).trusted, "whoever sends it for the organisation"
    assert not standing(cast.rosa).trusted, "and not for oneself"
    approvals(cast.milo, cast.mona, 5)
    assert not standing(cast.milo, factories.organization("Second Chance Farm", founder=cast.milo)).trusted


def test_a_badge_asks_for_one_clean_approval_and_no_strike(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa, verified=True)
    assert standing(cast.rosa, harbour).why == "too_new", "the first is always reviewed"
    approvals(cast.rosa, cast.mona, 1, organization=harbour)
    assert standing(cast.rosa, harbour).why == "verified"
    Organization.objects.filter(pk=harbour.pk).update(verified_until=None)
    assert not standing(cast.rosa, harbour).trusted
    Organization.objects.filter(pk=harbour.pk).update(verified_until="2999-01-01T00:00:00Z")
    decided(cast.rosa, cast.mona, "remove", organization=harbour)
    assert standing(cast.rosa, harbour).why == "struck"


def test_what_a_reviewer_sent_back_is_looked_at_again(cast: Cast) -> None:
    approvals(cast.petra, cast.mona, 5)
    pet = factories.pet(cast.petra, moderation="changes_requested")
    decided(cast.petra, cast.mona, "request_changes", target=pet.pk)
    answer = cast.client("petra").post(f"/api/v1/pets/{pet.pk}/resubmit").json()
    assert answer["status"] == "pending"


def test_samples_are_looked_at_afterwards(cast: Cast, settings: Any) -> None:
    settings.REVIEW_SAMPLE_SHARE = 1
    approvals(cast.petra, cast.mona, 5)
    pets = [draft(cast, name=name) for name in ("Kept", "Taken down")]
    assert {submit(cast, "petra", pet)["status"] for pet in pets} == {"approved"}
    kept, taken = ReviewItem.objects.waiting().order_by("opened_at")
    assert {kept.origin, taken.origin} == {"sampled"}
    client = cast.client("mona")
    read = client.get(f"/api/v1/review/items/{kept.pk}")
    assert read.json()["actions"] == ["approve", "remove"]
    headers = {"If-Match": read["ETag"]}
    refused = client.post(
        f"/api/v1/review/items/{kept.pk}/decide", {"action": "reject", "reason": "selling"}, headers=headers
    )
    assert refused.status_code == 409
    answer = client.post(f"/api/v1/review/items/{kept.pk}/decide", {"action": "approve"}, headers=headers)
    assert answer.status_code == 200, answer.json()
    decide_item(taken, by=cast.subject("mona"), action="remove", reason="scam")
    assert {pet.name: pet.moderation for pet in Pet.objects.all()} == {
        "Kept": "approved",
        "Taken down": "removed",
    }
    assert standing(cast.petra).why == "struck"
    assert Event.objects.filter(name="pet.approved").count() == 2, "to approve a sample moves nothing"


def test_a_sample_cannot_be_escaped_by_withdrawing_it(cast: Cast, settings: Any) -> None:
    settings.REVIEW_SAMPLE_SHARE = 1
    approvals(cast.petra, cast.mona, 5)
    pet = draft(cast)
    submit(cast, "petra", pet)
    cast.client("petra").post(f"/api/v1/pets/{pet.pk}/withdraw")
    assert not ReviewItem.objects.waiting().exists()
    settings.REVIEW_SAMPLE_SHARE = 0
    Pet.objects.filter(pk=pet.pk).update(moderation="draft")
    assert submit(cast, "petra", pet)["status"] == "approved"
    assert ReviewItem.objects.waiting().get().origin == "sampled"


def test_a_sample_cannot_be_escaped_by_letting_it_end(cast: Cast, settings: Any) -> None:
    settings.REVIEW_SAMPLE_SHARE = 1
    approvals(cast.petra, cast.mona, 5)
    pet, client = draft(cast), cast.client("petra")
    submit(cast, "petra", pet)
    for waits in (True, False):
        Pet.objects.update(expires_at="2026-01-01T00:00:00Z", reminders=1)
        assert expire_pets(timezone.now()) == 1
        assert not ReviewItem.objects.waiting().exists()
        assert client.post(f"/api/v1/pets/{pet.pk}/renew").status_code == 200
        assert ReviewItem.objects.waiting().filter(origin="sampled").exists() is waits
        if waits:
            decide_item(ReviewItem.objects.waiting().get(), by=cast.subject("mona"), action="approve")


def test_nobody_learns_from_their_export_what_is_looked_at(cast: Cast, settings: Any) -> None:
    settings.REVIEW_SAMPLE_SHARE = 1
    approvals(cast.petra, cast.mona, 5)
    submit(cast, "petra", draft(cast))
    open_item(factories.pet(cast.petra), by=system_subject())
    sent = factories.pet(cast.petra, moderation="pending")
    assert set(ReviewItem.objects.waiting().values_list("origin", flat=True)) == {
        *("sampled", "flagged", "submitted")
    }
    rows = cast.client("petra").get("/api/v1/users/me/export").json()["moderation.reviewitem"]
    assert [row["target_id"] for row in rows] == [str(sent.pk)]


def test_draws_about_a_tenth_and_always_the_same(cast: Cast, settings: Any) -> None:
    settings.REVIEW_SAMPLE_SHARE = 0.1
    pets = [Pet(version=2) for _ in range(2000)]
    drawn = [trust.is_sampled("pet", pet) for pet in pets]
    assert 140 < sum(drawn) < 260
    assert drawn == [trust.is_sampled("pet", pet) for pet in pets]
    settings.SECRET_KEY = "another"
    assert drawn != [trust.is_sampled("pet", pet) for pet in pets], "it cannot be foreseen without the key"


def test_costs_the_same_however_long_the_record_is(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            standing(rosa, harbour)
        return len(found)

    rosa = cast.rosa
    approvals(rosa, cast.mona, 1, organization=harbour)
    few = queries()
    approvals(rosa, cast.mona, 60, organization=harbour)
    assert (few, queries()) == (3, 2), "strikes, clean approvals, and whoever vouches for the new"
