"""The desk offers nobody what they may not decide, says why, and says afterwards what came of it."""

import re
from typing import Any

import pytest
from django.utils.html import escape

from apps.listings.models import Pet
from apps.moderation import reviewables, services
from apps.moderation.models import ReviewItem
from apps.moderation.registrations.appeals import FIRST_REVIEWER
from apps.moderation.services.impartiality import NOT_YOURS, OVERRULED
from tests import factories
from tests.cast import Cast
from tests.matrices import Role
from tests.moderation.records import decided
from tests.moderation.scenes import CHAPTERS, Scene
from tests.moderation.test_desk import DESK, SEVERAL, at, decide, page, pending

pytestmark = pytest.mark.django_db
OWN_REPORT = "You reported it yourself: somebody else decides."


def reported(cast: Cast, who: str, **facts: Any) -> Pet:
    pet = factories.pet(cast.petra, **facts)
    services.file_report(by=cast.subject(who), kind="pet", target=pet.pk, reason="scam")
    return pet


@pytest.mark.parametrize(("who", "may"), [("mona", False), ("max", True)])
def test_does_not_offer_to_take_down_what_one_reported(cast: Cast, who: str, may: bool) -> None:
    pet = reported(cast, "mona", name="Biscuit")
    factories.pet(cast.petra, name="Olive")
    for each in Pet.objects.all():
        decided(cast.petra, cast.max, target=each.pk)
    listed = page(cast, f"{DESK}decided/", who)
    assert listed.count('value="remove"') == (2 if may else 1)
    sample = services.open_item(pet, by=cast.subject("petra"), origin="sampled")
    opened = page(cast, at(sample), who)
    assert ('value="remove"' in opened, 'value="approve"' in opened) == (may, True)
    for shown in (listed, opened):
        assert (OWN_REPORT in shown) is not may
    chosen = cast.browser(who).post(SEVERAL, {"item": [str(sample.pk)]}).content.decode()
    assert re.findall(r'name="action" value="(\w+)"', chosen) == ["approve", *(["remove"] if may else [])]


def test_goes_on_to_what_one_may_decide(cast: Cast) -> None:
    """Past one's own, one's report, the appeal against one's decision, and what it gave back."""
    first = pending(cast, "Ada")
    pending(cast, "Mine", owner="mona")
    reported(cast, "mona", name="Reported")
    for name in ("Appealed", "Given back"):
        pet = Pet.objects.get(pk=pending(cast, name).target_id)
        mona = cast.subject("mona")
        decision = services.decide(pet, by=mona, action="reject", reason="selling", seen_version=pet.version)
        appeal, _ = services.file_appeal(decision, by=cast.subject("petra"), text="Please.")
        if name == "Given back":
            services.decide(
                appeal, by=cast.subject("max"), action="approve", reason="mistake", seen_version=1
            )
    assert ReviewItem.objects.waiting().filter(origin="appealed").count() == 2
    ReviewItem.objects.exclude(pk=first.pk).update(priority=5)
    last = pending(cast, "Last")
    assert f'id="item-{first.pk}"' in page(cast), "the first that is for her, though others wait before it"
    items = list(ReviewItem.objects.waiting())
    chosen = cast.browser("mona").post(SEVERAL, {"item": [str(item.pk) for item in items]}).content.decode()
    assert re.findall(r'name="seen" value="([^":]+):\d+"[^>]* checked', chosen) == [
        str(item.pk) for item in (first, last)
    ]
    for why in (OWN_REPORT, OVERRULED, FIRST_REVIEWER, NOT_YOURS):
        assert escape(why) in chosen
    assert decide(cast, first)["Location"] == at(last)
    assert decide(cast, last)["Location"] == DESK


TOASTS = {
    "pet": {
        "approve": "Approved",
        "request_changes": "Changes asked for",
        "reject": "Rejected",
        "remove": "Removed",
    },
    "pet_change": {"approve": "Change approved", "reject": "Change rejected"},
    "organization": {"approve": "Approved", "reject": "Rejected", "remove": "Suspended"},
    "organization_change": {"approve": "Change approved", "reject": "Change rejected"},
    "organization_without_admin": {"remove": "Suspended"},
    "photo": {"approve": "Nothing wrong", "remove": "Taken down"},
    "report": {"remove": "Taken down", "reject": "Nothing wrong"},
    "appeal": {"approve": "Appeal granted", "reject": "Appeal not granted"},
    "question": {"remove": "Taken down"},
    "message": {"remove": "Taken down"},
    "ride": {"remove": "Taken down"},
}
CASES = [(kind, action, words) for kind, actions in TOASTS.items() for action, words in actions.items()]
SHOWN_ALREADY = {("pet", "remove"), ("organization", "remove")}
"""What is decided on without an item of this kind: it is published."""


def test_knows_what_to_say_of_every_decision() -> None:
    known = {kind: set(reviewable.verbs) for kind, reviewable in reviewables.kinds().items()}
    assert known == {kind: set(actions) for kind, actions in TOASTS.items()}


@pytest.mark.parametrize(("kind", "action", "words"), CASES)
def test_says_what_came_of_it(cast: Cast, kind: str, action: str, words: str) -> None:
    title = next(title for title, chapter in CHAPTERS.items() if chapter.kind == kind)
    scene = Scene(cast, title, Role("mona"))
    item = scene.item("open")
    target, reasons = scene.targets[item.pk], scene.chapter.reasons
    given = {"action": action, "reason": reasons.get(action, "")}
    address = at(item)
    if (kind, action) in SHOWN_ALREADY:
        target = scene.chapter.make(scene, "decided", "approved")
        address = f"{DESK}remove/{kind}/{target.pk}/"
    version = {"version": str(item.version)}
    said = cast.browser("mona").post(address, {**given, **version}, follow=True).content.decode()
    title = reviewables.of_kind(kind).title(reviewables.of_kind(kind).rows().get(pk=target.pk))
    assert re.findall(r'class="toast__text">([^<]+)<', said) == [f"{words}: {title}."]
    assert f">{words}<" in page(cast, f"{DESK}decided/").replace("\n", "")


def test_says_that_a_sample_stays(cast: Cast) -> None:
    pet = factories.pet(cast.petra, name="Biscuit")
    sample = services.open_item(pet, by=cast.subject("petra"), origin="sampled")
    answer = cast.browser("mona").post(at(sample), {"action": "approve", "version": "1"}, follow=True)
    assert "Stays as it is: Biscuit." in answer.content.decode()


def test_calls_reports_the_same_everywhere(cast: Cast) -> None:
    reported(cast, "ana")
    pending(cast)
    assert '?kind=report">Report<span class="narrow__count">1<' in page(cast)
    narrowed = page(cast, f"{DESK}?kind=report")
    assert re.search(r'aria-current="true">Report<span', narrowed)
    assert not re.search(r">\s*Reported\b", narrowed)
