"""What managers set, wherever it is stored, and that it counts from the very next request on."""

from typing import Any

import pytest

from apps.listings.models import RescueProfile
from apps.organizations.models import Organization
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rescue(cast: Cast) -> Organization:
    made = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(made, cast.remy)
    return made


def settings_of(rescue: Organization) -> str:
    return f"/api/v1/organizations/{rescue.pk}/settings"


def capabilities(cast: Cast, who: str, rescue: Organization) -> set[str]:
    answer = cast.client(who).get(f"/api/v1/users/me/capabilities?organization={rescue.pk}")
    return set(answer.json()["capabilities"])


def test_of_a_rescue_are_those_of_every_organisation_and_its_own(cast: Cast, rescue: Organization) -> None:
    assert cast.client("rosa").get(settings_of(rescue)).json() == {
        "organization": str(rescue.pk),
        "slug": "harbour-paws",
        "join_policy": "approval",
        "timezone": "Australia/Sydney",
        "version": 1,
        "members_decide_applications": True,
        "answer_within_days": 7,
        "sampled": 0,
        "how_we_work": "",
    }
    assert not RescueProfile.objects.exists(), "reading writes nothing"


def test_members_stop_deciding_on_the_very_next_request(cast: Cast, rescue: Organization) -> None:
    assert "decide_applications" in capabilities(cast, "remy", rescue)
    for setting in (False, True, False):
        answer = cast.client("rosa").patch(settings_of(rescue), {"members_decide_applications": setting})
        assert answer.json()["members_decide_applications"] is setting
        assert ("decide_applications" in capabilities(cast, "remy", rescue)) is setting
        assert "decide_applications" in capabilities(cast, "rosa", rescue)
        assert "answer_questions" in capabilities(cast, "remy", rescue)


def test_another_rescues_setting_changes_nothing_here(cast: Cast, rescue: Organization) -> None:
    farm = factories.organization("Second Chance Farm", founder=cast.milo)
    factories.membership(farm, cast.remy)
    cast.client("milo").patch(settings_of(farm), {"members_decide_applications": False})
    assert "decide_applications" in capabilities(cast, "remy", rescue)
    assert "decide_applications" not in capabilities(cast, "remy", farm)


@pytest.mark.parametrize(
    "given",
    [
        *({"join_policy": "closed"}, {"timezone": "Sydney"}, {"timezone": ""}, {"join_policy": None}),
        *({"members_decide_applications": None}, {"members_decide_applications": "perhaps"}),
        *({"sampled": 10}, {"sampled": 30}, {"sampled": None}, {"sampled": "all"}),
        *({"status": "approved"}, {"verified": True}, {"timezone": "../../etc/passwd"}),
    ],
)
def test_refuses_what_is_none(cast: Cast, rescue: Organization, given: dict[str, Any]) -> None:
    answer = cast.client("rosa").patch(settings_of(rescue), given)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}" for name in given]


def test_club_has_no_setting_of_a_rescue(cast: Cast) -> None:
    club = factories.organization("Bay Wheelers", founder=cast.rosa, kind="club")
    assert "members_decide_applications" not in cast.client("rosa").get(settings_of(club)).json()
    answer = cast.client("rosa").patch(settings_of(club), {"members_decide_applications": False})
    assert answer.status_code == 422


def test_one_tag_stands_for_all_of_them(cast: Cast, rescue: Organization) -> None:
    read = cast.client("rosa").get(settings_of(rescue))
    same = cast.client("rosa").get(settings_of(rescue), headers={"If-None-Match": read["ETag"]})
    assert same.status_code == 304
    changed = cast.client("rosa").patch(
        settings_of(rescue), {"members_decide_applications": False}, headers={"If-Match": read["ETag"]}
    )
    assert changed.status_code == 200
    late = cast.client("rosa").patch(
        settings_of(rescue), {"join_policy": "open"}, headers={"If-Match": read["ETag"]}
    )
    assert late.status_code == 412


def test_page_shows_and_saves_them(cast: Cast, rescue: Organization) -> None:
    browser, page = cast.browser("rosa"), "/organizations/harbour-paws/settings"
    assert b"members decide on applications" in browser.get(page).content.lower()
    given = {"join_policy": "invite_only", "timezone": "Europe/Berlin", "version": "1"}
    given |= {"answer_within_days": "7", "sampled": "25"}
    assert browser.post(page, given).status_code == 302
    rescue.refresh_from_db()
    assert (rescue.join_policy, rescue.timezone) == ("invite_only", "Europe/Berlin")
    assert not RescueProfile.objects.get().members_decide_applications
    assert RescueProfile.objects.get().sampled == 25
    assert browser.post(page, {**given, "version": "1"}).status_code == 422
    assert browser.post(page, {**given, "join_policy": "closed"}).status_code == 422
    for who, code in (("remy", 403), ("ana", 403), ("", 302)):
        assert cast.browser(who).get(page).status_code == code


def test_page_changes_the_address(cast: Cast, rescue: Organization) -> None:
    browser, page = cast.browser("rosa"), "/organizations/harbour-paws/address"
    assert browser.post(page, {"slug": "New"}).status_code == 422
    assert b"not free" in browser.post(page, {"slug": "new"}).content
    assert browser.post(page, {"slug": "tails"})["Location"] == "/organizations/tails/settings"
    assert browser.get("/rescues/harbour-paws", follow=True).redirect_chain == [("/rescues/tails", 301)]
    for number in range(2):
        assert browser.post(page, {"slug": f"tails-{number}"}).status_code == 302
    assert b"at most 3 new addresses" in browser.post(page, {"slug": "tails-again"}).content


def test_pages_behind_it_are_for_its_people(cast: Cast, rescue: Organization) -> None:
    page, link = "/rescues/harbour-paws", b"/organizations/harbour-paws/settings"
    assert link in cast.browser("rosa").get(page).content
    for who in ("remy", "ana", "", "mona"):
        assert link not in cast.browser(who).get(page).content
