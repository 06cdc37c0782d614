"""The review desk: what waits beside one open item, taken, decided, and gone on from."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.listings.models import Pet
from apps.listings.services import edit_pet
from apps.moderation import services
from apps.moderation.models import Decision, ReviewItem
from apps.organizations.services import edit_organization
from hearth.kernel.authorization import system_subject
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

DESK = "/admin/moderation/reviewitem/desk/"
SEVERAL = f"{DESK}several/"
MOST_QUERIES = 24
"""Of an item beside a queue of every kind: one per model for the titles, and what its own kind looks at."""


def pending(cast: Cast, name: str = "Biscuit", owner: str = "petra") -> ReviewItem:
    pet = factories.pet(cast.person(owner), moderation="pending", name=name)
    found: ReviewItem = ReviewItem.objects.get(target_id=pet.pk)
    return found


def page(cast: Cast, address: str = DESK, who: str = "mona") -> str:
    answer = cast.browser(who).get(address)
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def at(item: ReviewItem) -> str:
    return f"{DESK}items/{item.pk}/"


def decide(cast: Cast, item: ReviewItem, who: str = "mona", query: str = "", **words: Any) -> Any:
    given = {"action": "approve", "version": str(item.version), **words}
    return cast.browser(who).post(at(item) + query, given)


def test_opens_the_next_one_and_takes_it(cast: Cast) -> None:
    first, second, third = (pending(cast, name) for name in ("Ada", "Bo", "Cleo"))
    services.claim(second, by=cast.subject("max"))
    browser = cast.browser("mona")
    answer = browser.post(at(first), {"action": "approve", "version": "1"})
    assert answer["Location"] == at(third)
    third.refresh_from_db()
    assert third.claimed_by == cast.mona
    assert "Approved: Ada" in browser.get(at(third)).content.decode()


def test_goes_on_within_the_filters(cast: Cast) -> None:
    first, other, last = pending(cast, "Ada"), pending(cast, "Bo"), pending(cast, "Cleo")
    ReviewItem.objects.filter(pk__in=[first.pk, last.pk]).update(origin="flagged")
    answer = decide(cast, first, query="?origin=flagged")
    assert answer["Location"] == f"{at(last)}?origin=flagged"
    assert decide(cast, last, query="?origin=flagged")["Location"] == f"{DESK}?origin=flagged"
    assert ReviewItem.objects.waiting().get() == other


def test_skips_what_is_not_for_this_reviewer(cast: Cast) -> None:
    own = pending(cast, "Mine", owner="mona")
    other = pending(cast, "Biscuit")
    assert f'id="item-{other.pk}"' in page(cast)
    assert "somebody else decides" in page(cast, at(own))
    assert decide(cast, other)["Location"] == DESK


def test_shows_who_holds_what(cast: Cast) -> None:
    item = pending(cast)
    assert cast.browser("max").post(f"{at(item)}claim/").status_code == 302
    shown = page(cast, at(item))
    assert "Max Brandt is looking at this" in shown
    assert 'value="approve"' not in shown
    assert re.search(r"Max Brandt, (10|9)\xa0minutes left", shown)
    refused = decide(cast, item, action="reject", reason="selling", note="This took me an hour.")
    assert (refused.status_code, Decision.objects.exists()) == (409, False)
    assert "Max Brandt is looking at this" in refused.content.decode()
    assert "This took me an hour." in refused.content.decode()
    assert cast.browser("max").post(f"{at(item)}release/").status_code == 302
    assert "looking at this" not in page(cast, at(item))


def test_claim_lapses_silently(cast: Cast) -> None:
    item = pending(cast)
    services.claim(item, by=cast.subject("max"))
    ReviewItem.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert "Max Brandt" not in page(cast, at(item))
    assert decide(cast, item).status_code == 302


def test_keeps_the_note_when_the_target_moved(cast: Cast) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa, description="By the sea.")
    edit_organization(rescue, by=cast.subject("rosa"), description="By the wide sea.")
    seen = ReviewItem.objects.get()
    edit_organization(rescue, by=cast.subject("rosa"), name="Harbour Tails")
    words = {"action": "reject", "reason": "misleading", "note": "We looked it up."}
    answer = decide(cast, seen, **words)
    shown = answer.content.decode()
    assert (answer.status_code, Decision.objects.exists()) == (412, False)
    assert "Changed since you looked" in shown
    assert "We looked it up." in shown
    assert re.search(r'<option value="misleading"[^>]* selected', shown)
    again = re.search(r'name="version" value="(\d+)"', shown)
    assert again is not None
    assert decide(cast, seen, **{**words, "version": again[1]}).status_code == 302
    assert Decision.objects.get().note == "We looked it up."


def test_takes_down_only_what_was_looked_at(cast: Cast) -> None:
    decide(cast, pending(cast))
    pet, decided = Pet.objects.get(), f"{DESK}decided/"
    assert f'name="version" value="{pet.version}"' in page(cast, decided)
    old, down = {"reason": "scam", "version": str(pet.version)}, f"{DESK}remove/pet/{pet.pk}/"
    Pet.objects.update(version=pet.version + 1)
    for given in (old, {"reason": "scam"}):
        answer = cast.browser("mona").post(down, given, follow=True)
        assert "It changed while you were looking at it" in answer.content.decode()
    assert Pet.objects.get().moderation == "approved"
    cast.browser("mona").post(down, {**old, "version": str(pet.version + 1)})
    assert Pet.objects.get().moderation == "removed"


def test_says_what_is_missing_beside_the_form(cast: Cast) -> None:
    answer = decide(cast, pending(cast), action="reject", note="No.")
    assert answer.status_code == 422
    assert "Give one of" in answer.content.decode()
    assert ">No.</textarea>" in answer.content.decode()


def test_shows_the_difference_of_texts_and_photos(cast: Cast) -> None:
    pet = Pet.objects.get(pk=factories.pet(cast.petra, description=f"A calm dog. {factories.DESCRIPTION}").pk)
    new, old = factories.photo(cast.petra), [photo.media_id for photo in pet.photo_list]
    edit_pet(
        pet,
        by=cast.subject("petra"),
        description=f"A lively dog. {factories.DESCRIPTION}",
        images=[new.pk, *old],
    )
    shown = page(cast, at(ReviewItem.objects.get()))
    assert re.search(r"<del>.*calm.*</del><ins>.*lively.*</ins>", shown)
    assert "diff__picture--ins" in shown


def test_shows_why_somebody_is_trusted_and_what_was_before(cast: Cast) -> None:
    item = pending(cast)
    services.decide_item(
        item, by=cast.subject("max"), action="request_changes", reason="photos", note="Brighter, please."
    )
    services.open_item(Pet.objects.get(), by=cast.subject("petra"))
    shown = page(cast)
    assert "Changes asked for" in shown
    assert "Brighter, please." in shown
    assert "Not trusted yet" in shown


def test_shows_reports_with_their_weight_and_the_usual_words(cast: Cast) -> None:
    pet = factories.pet(cast.petra, name="Hugo")
    for name, reason in (("ana", "scam"), ("milo", "scam"), ("rosa", "wrong_facts")):
        services.file_report(by=cast.subject(name), kind="pet", target=pet.pk, reason=reason, note="Look.")
    item = ReviewItem.objects.get(kind="report")
    shown = page(cast, at(item))
    assert f"Priority {item.priority}" in shown
    said = shown[shown.index("3 people reported") :]
    assert re.findall(r'desk__count">(\d)<', said) == ["2", "1"]
    assert "Note to who reported it" in shown
    assert re.search(r'<option value="scam" data-message="[^"]*Hugo[^"]*"', shown)
    assert "Not trusted yet" in shown


def test_pet_says_that_a_photo_of_it_waits_too(cast: Cast) -> None:
    item = pending(cast)
    photo = Pet.objects.get().photo_list[0].media
    flagged = services.open_item(photo, by=system_subject())
    shown = page(cast, at(item))
    assert re.search(rf'noticed by the platform\). <a href="{at(flagged)}">', shown)


def test_narrows_by_kind_and_origin_with_counts(cast: Cast) -> None:
    pending(cast, "Ada")
    pending(cast, "Bo")
    services.open_item(factories.photo(cast.petra, alt_text="A twin"), by=system_subject())
    everything = page(cast)
    assert re.search(r'href="[^"]*\?kind=pet">Pet<span class="narrow__count">2<', everything)
    photos = page(cast, f"{DESK}?kind=photo")
    assert "A twin" in photos
    assert "Ada" not in re.sub(r'(?s)<p class="queue__oldest">.*?</p>', "", photos)
    assert "Nothing like that waits" in page(cast, f"{DESK}?origin=appealed")
    assert page(cast, f"{DESK}?kind=nonsense&origin=%00&cursor=nonsense") != ""


def test_counts_no_further_than_people_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pending(cast, "Ada")
    pending(cast, "Bo")
    services.open_item(factories.photo(cast.petra), by=system_subject())
    monkeypatch.setattr("apps.moderation.desk.counts.COUNTED_TO", 1)
    shown = page(cast)
    assert re.search(r'\?kind=pet">Pet<span class="narrow__count">1\+<', shown)
    assert re.search(r'\?kind=photo">Photo<span class="narrow__count">1<', shown)
    assert "1+ wait" in shown


def test_has_the_oldest_in_sight_and_pages_the_rest(cast: Cast) -> None:
    items = [pending(cast, f"Pet {number}") for number in range(26)]
    ReviewItem.objects.filter(pk=items[-1].pk).update(
        priority=-1, opened_at=timezone.now() - timedelta(days=9)
    )
    shown = page(cast)
    assert re.search(r"Longest: <a[^>]*>Pet 25</a>, 1\xa0week", shown)
    assert shown.count("data-row") == 25
    older = re.search(r'rel="next" href="([^"]+)"', shown)
    assert older is not None
    assert page(cast, older[1].replace("&amp;", "&")).count("data-row") == 1


def test_decides_on_several_with_a_result_per_row(cast: Cast) -> None:
    items = [pending(cast, name) for name in ("Ada", "Bo", "Cleo")]
    services.claim(items[2], by=cast.subject("max"))
    browser = cast.browser("mona")
    chosen = browser.post(SEVERAL, {"item": [str(item.pk) for item in items]}).content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"[^>]* checked', chosen)
    assert len(seen) == 2
    given = {"action": "reject", "reason": "reject:duplicate", "note": "See your first one."}
    decided = browser.post(SEVERAL, {"seen": [*seen, f"{items[2].pk}:1"], **given}).content.decode()
    assert "2 of 3 decided" in decided
    assert "Max Brandt is looking at this" in decided
    assert {decision.note for decision in Decision.objects.all()} == {"See your first one."}


def test_several_survive_nonsense(cast: Cast) -> None:
    browser, item = cast.browser("mona"), pending(cast)
    for given in ({}, {"item": ["x", "\x00"]}, {"seen": ["x:y", f"{item.pk}:-1"], "action": "approve"}):
        assert browser.post(SEVERAL, given).status_code == 302
    gone = browser.post(SEVERAL, {"item": "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff"})
    assert "None of them waits" in gone.content.decode()
    odd = browser.post(SEVERAL, {"seen": f"{item.pk}:1", "action": "teleport"})
    assert "0 of 1 decided" in odd.content.decode()


def test_mixed_kinds_share_what_they_have_in_common(cast: Cast) -> None:
    rescue = factories.organization("Hopeful", founder=cast.ana, status="pending")
    items = [
        pending(cast),
        factories.review_item(rescue, kind="organization", submitter=cast.ana),
    ]
    shown = cast.browser("mona").post(SEVERAL, {"item": [str(item.pk) for item in items]}).content.decode()
    assert re.findall(r'name="action" value="(\w+)"', shown) == ["approve", "reject"]
    assert re.findall(r'<option value="(\w+:\w+)"', shown) == ["reject:duplicate"]


def test_keeps_a_record_of_people_and_organizations(cast: Cast) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=rescue, name="Scout")
    services.decide(pet, by=cast.subject("max"), action="remove", reason="scam", seen_version=pet.version)
    shown = page(cast, f"{DESK}of/organization/{rescue.pk}/")
    assert "Scout" in shown
    assert "Not trusted yet" in shown
    assert "No decisions yet" in page(cast, f"{DESK}of/person/{cast.rosa.pk}/")
    for wrong in (f"of/person/{rescue.pk}/", f"of/club/{rescue.pk}/"):
        assert cast.browser("mona").get(DESK + wrong).status_code == 404


@pytest.mark.parametrize("who", ["", "ana", "rosa"])
def test_is_for_reviewers_alone(cast: Cast, who: str) -> None:
    item, browser = pending(cast), cast.browser(who) if who else cast.browser()
    for address in (DESK, at(item), f"{DESK}decided/", f"{DESK}of/person/{cast.petra.pk}/"):
        assert browser.get(address).status_code in (302, 403)
    for address in (at(item), f"{at(item)}claim/", SEVERAL):
        assert browser.post(address, {"action": "approve", "version": "1"}).status_code in (302, 403)
    assert not Decision.objects.exists()


def test_costs_the_same_at_any_length(cast: Cast) -> None:
    def fill(number: int) -> None:
        for each in range(number):
            pending(cast, f"Pet {each}")
            rescue = factories.organization(f"R {number}{each}", founder=cast.milo, slug=f"r-{number}-{each}")
            edit_organization(rescue, by=cast.subject("milo"), description="New.")
            shown = factories.pet(cast.milo, organization=rescue)
            services.file_report(by=cast.subject("ana"), kind="pet", target=shown.pk, reason="scam")
            photo = factories.photo(cast.petra, perceptual_hash="0f0f33cc55aa1234")
            services.open_item(photo, by=system_subject())

    def cost(address: str) -> int:
        browser = cast.browser("mona")
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    def cost_of_all(kind: str) -> int:
        chosen = [
            str(pk) for pk in ReviewItem.objects.waiting().filter(kind=kind).values_list("pk", flat=True)
        ]
        browser = cast.browser("mona")
        with CaptureQueriesContext(connection) as seen:
            assert browser.post(SEVERAL, {"item": chosen}).content.count(b"several__row") == len(chosen)
        return len(seen)

    fill(1)
    kinds = sorted({item.kind for item in ReviewItem.objects.waiting()})
    addresses = [at(item) for item in ReviewItem.objects.waiting()] + [f"{DESK}decided/"]
    few = {address: cost(address) for address in addresses}
    few_at_once = {kind: cost_of_all(kind) for kind in kinds}
    fill(4)
    many = {address: cost(address) for address in addresses}
    assert many == few
    assert {kind: cost_of_all(kind) for kind in kinds} == few_at_once
    assert max(many.values()) <= MOST_QUERIES, sorted(many.values())
