"""What an owner sees and does about where an animal is, and what a rescue says of itself."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.listings.choices import Placement
from apps.listings.models import Pet, RescueProfile
from apps.listings.rescues import answer_within
from apps.listings.services import reserve_pet
from apps.organizations.sections import _sections
from apps.organizations.templatetags.organizations import within
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _dialog(pet: Pet) -> str:
    return reverse("admin:listings_pet_do_hold", args=[pet.pk])


def page_of(cast: Cast, pet: Pet, who: str = "petra") -> str:
    return cast.browser(who).get(f"/pets/{pet.pk}").content.decode()


@pytest.mark.parametrize("placement", Placement.values)
def test_every_placement_says_what_comes_next(cast: Cast, placement: str) -> None:
    pet = factories.pet(cast.petra, placement=placement)
    page = page_of(cast, pet)
    assert "Where is Biscuit?" in page
    assert "None" not in page.split("Where is Biscuit?")[1].split("</section>")[0]
    assert "Where is Biscuit?" not in page_of(cast, pet, "mona")
    assert cast.browser("petra").get("/my/listings").status_code == 200


@pytest.mark.parametrize("placement", [p for p in Placement if p not in ("transferred", "reclaimed")])
def test_panel_has_one_primary_button_at_most(cast: Cast, placement: str) -> None:
    pet = factories.pet(cast.petra, placement=placement)
    Pet.objects.update(expires_at=timezone.now() + DAY)
    panel = page_of(cast, pet).partition('aria-label="Your listing"')[2].partition("</section>")[0]
    panel = re.sub(r'<form class="ask__body.*?</form>', "", panel, flags=re.DOTALL)  # what a button opens
    assert panel.count('class="button button--primary"') + panel.count('class="button"') <= 1, panel


def test_an_adoption_by_hand(cast: Cast) -> None:
    pet, petra = factories.pet(cast.petra), cast.browser("petra")
    reserve_pet(pet, by=cast.subject("petra"))
    address = f"/my/listings/{pet.pk}"
    late = str(timezone.localdate() + 63 * DAY)
    for body in ({}, {"until": "soon"}, {"until": late}):
        answer = petra.post(f"{address}/start_trial", body, follow=True)
        assert len([*answer.context["messages"]]) == 1
        assert Pet.objects.get(pk=pet.pk).placement == "reserved"
    petra.post(f"{address}/start_trial", {"until": str(timezone.localdate() + 7 * DAY)})
    assert Pet.objects.get(pk=pet.pk).placement == "trial"
    assert petra.post(f"{address}/adopt")["Location"] == f"{address}/ending"
    assert petra.post(f"{address}/hold", {"reason": "away"}).status_code == 302
    found = Pet.objects.get(pk=pet.pk)
    assert found.placement == "adopted"
    history = petra.get(f"{address}/history").content.decode()
    assert [history.index(words) for words in ("Adopted", "A trial began", "Reserved")] == sorted(
        history.index(words) for words in ("Adopted", "A trial began", "Reserved")
    )
    for who in ("ana", "mona"):
        assert cast.browser(who).get(f"{address}/history").status_code in (403, 404)


def test_colleagues_read_who_did_it_and_no_moderator(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    pet = factories.pet(cast.remy, organization=harbour, moderation="pending")
    seen = {"If-Match": '"1-seen"'}
    assert cast.client("mona").post(f"/api/v1/pets/{pet.pk}/approve", headers=seen).status_code == 200
    cast.browser("remy").post(f"/my/listings/{pet.pk}/hold", {"reason": "vet_care"})
    page = cast.browser("rosa").get(f"/my/listings/{pet.pk}/history").content.decode()
    assert "Needs care by a vet first" in page
    assert str(cast.remy) in page.split("<main")[1]
    assert str(cast.mona) not in page


def test_a_hundred_listings_can_be_narrowed(cast: Cast) -> None:
    for number in range(3):
        factories.pet(cast.petra, name=f"Otter {number}", photo_state="")
        factories.pet(cast.petra, name=f"Heron {number}", placement="on_hold", photo_state="")

    def shown(query: str) -> list[str]:
        found = cast.browser("petra").get(f"/my/listings?{query}").context["pets"]
        return sorted(pet.name for pet, _, _ in found)

    assert shown("q=otter+1") == ["Otter 1"]
    assert shown("status=on_hold") == ["Heron 0", "Heron 1", "Heron 2"]
    assert shown("q=heron&status=approved") == []
    assert len(shown("status=nonsense")) == len(shown("q=%00")) == 6


def test_admin_has_the_same_verbs_for_the_pets_own_people(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.mona)
    theirs = factories.pet(cast.rosa, organization=harbour)
    another = factories.pet(cast.petra)
    mona = cast.browser("mona")
    for pet, offers in ((theirs, True), (another, False)):
        page = mona.get(f"/admin/listings/pet/{pet.pk}/change/").content.decode()
        assert (_dialog(pet) in page) is offers
    form = {"version": theirs.version, "reason": "vet_care", "_form_submitted": "True"}
    for pet in (theirs, another):
        mona.post(_dialog(pet), form)
    assert Pet.objects.get(pk=theirs.pk).placement == "on_hold"
    assert Pet.objects.get(pk=another.pk).placement == "available"


def test_a_rescue_sets_how_it_works(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    assert answer_within(None) == answer_within(harbour) == 7 * DAY
    address = f"/api/v1/organizations/{harbour.pk}/settings"
    for wrong in (0, 31, "soon", None, 2.5):
        answer = cast.client("rosa").patch(address, {"answer_within_days": wrong})
        assert answer.status_code == 422, (wrong, answer.content)
    given = {"answer_within_days": 3, "how_we_work": "We meet you twice."}
    answer = cast.client("rosa").patch(address, given)
    assert answer.status_code == 200, answer.content
    assert {name: answer.json()[name] for name in given} == given
    assert answer_within(harbour) == 3 * DAY
    told: dict[str, Any] = {"median_reply": None}
    monkeypatch.setattr("apps.organizations.sections._sections", [*_sections, lambda organization: told])
    page = cast.browser().get("/rescues/harbour-paws").content.decode()
    assert "We meet you twice." in page
    assert "Usually answers" not in page
    told["median_reply"] = timedelta(hours=5, minutes=10)
    assert "Usually answers within 6 hours" in cast.browser().get("/rescues/harbour-paws").content.decode()
    assert RescueProfile.objects.count() == 1


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (None, ""),
        (timedelta(minutes=4), "within an hour"),
        (timedelta(hours=23), "within 23 hours"),
        (timedelta(hours=23, minutes=1), "within a day"),
        (timedelta(days=2, hours=1), "within 3 days"),
    ],
)
def test_lengths_of_time_are_rounded_up(span: timedelta | None, words: str) -> None:
    assert within(span) == words


def test_every_dialog_says_on_its_button_what_happens(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    page = page_of(cast, pet)
    for verb, text, button in (
        ("transfer", "Another rescue looks after Biscuit from now on.", "End the listing"),
        ("reclaim", "Biscuit is back with the people who had lost Biscuit.", "End the listing"),
        ("mark_deceased", "We are sorry that Biscuit has died.", "End the listing"),
        ("hold", "Pause the listing", "Put on hold"),
        ("withdraw", "Biscuit will no longer be shown.", "Withdraw Biscuit"),
    ):
        dialog = page.partition(f'action="/my/listings/{pet.pk}/{verb}"')[2].partition("</form>")[0]
        assert text in dialog
        assert f'type="submit">{button}</button>' in dialog, verb
