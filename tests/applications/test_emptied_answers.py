"""What an applicant empties stays empty, whatever the household that they keep would say."""

from typing import Any

import pytest

from apps.applications.models import Application
from apps.applications.services import keep_household
from tests import factories
from tests.applications.applying import ANSWERS, acting, application
from tests.cast import Cast

pytestmark = pytest.mark.django_db

KEPT = {
    "vet": "Dr Iyer, Wattle Cove",
    "adults": 2,
    "children_ages": "4 and 9",
    "other_pets": "A very old cat.",
}


@pytest.fixture
def draft(cast: Cast) -> Application:
    """Ana's, of all that she would be asked besides her household; it lends the rest."""
    keep_household(by=acting(cast.ana), answers=KEPT)
    answers = {key: value for key, value in ANSWERS.items() if key not in KEPT}
    pet = factories.pet(cast.petra, photo_state="")
    return application(pet, cast.ana, status="draft", answers=answers, shares_household=True)


def address(row: Application) -> str:
    return f"/api/v1/applications/{row.pk}"


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_stays_empty_when_it_is_sent_and_when_it_is_sent_again(
    cast: Cast, draft: Application, nothing: Any
) -> None:
    ana, petra = cast.client("ana"), cast.client("petra")
    told = ana.patch(address(draft), {"applicant_info": {"vet": nothing}}).json()
    assert told["applicant_info"]["vet"] is None
    assert ana.post(f"{address(draft)}/submit").status_code == 200
    petra.post(f"{address(draft)}/begin_review")
    read = petra.get(address(draft)).json()
    assert {"vet", ".vet"}.isdisjoint(read["masked"])
    assert "vet" not in read["applicant_info"] | read["household"]
    # What she left untouched her household told.
    assert (read["applicant_info"]["adults"], read["applicant_info"]["children_ages"]) == (2, "4 and 9")
    petra.post(f"{address(draft)}/request_info", {"message": "Is there a lift?"})
    ana.patch(address(draft), {"applicant_info": {"other_pets": None}})
    assert ana.post(f"{address(draft)}/answer", {"message": "There is."}).status_code == 200
    read = petra.get(address(draft)).json()
    assert {"vet", "other_pets"}.isdisjoint(read["applicant_info"] | read["household"])


def test_is_answered_again_by_an_answer(cast: Cast, draft: Application) -> None:
    ana = cast.client("ana")
    for value in (None, None, "Dr Moss"):
        told = ana.patch(address(draft), {"applicant_info": {"vet": value}}).json()
        assert told["applicant_info"]["vet"] == value


def test_must_be_answered_all_the_same_where_the_form_demands_it(cast: Cast, draft: Application) -> None:
    ana = cast.client("ana")
    ana.patch(address(draft), {"applicant_info": {"adults": None}})
    refused = ana.post(f"{address(draft)}/submit").json()
    assert [error["pointer"] for error in refused["errors"]] == ["/applicant_info/adults"]
    check = cast.browser("ana").get(f"/applications/{draft.pk}/check").content.decode()
    assert "Still to answer" in check


def test_is_emptied_on_its_page(cast: Cast, draft: Application) -> None:
    ana = cast.browser("ana")
    page = f"/applications/{draft.pk}/steps/3"
    assert "Dr Iyer" in ana.get(page).content.decode()
    ana.post(page, {"q-vet": "", "q-other_pets": "A very old cat."})
    again = ana.get(page).content.decode()
    assert "Dr Iyer" not in again
    assert "A very old cat." in again
    assert "Dr Iyer" not in ana.get(f"/applications/{draft.pk}/check").content.decode()


def test_is_lent_where_nothing_was_ever_lent_or_touched(cast: Cast, draft: Application) -> None:
    """An answer that was empty while no household was shared is not one that was emptied."""
    ana = cast.client("ana")
    ana.patch(address(draft), {"shares_household": False})
    ana.patch(address(draft), {"applicant_info": {"vet": ""}})
    ana.patch(address(draft), {"shares_household": True})
    assert ana.post(f"{address(draft)}/submit").json()["applicant_info"]["vet"] == KEPT["vet"]


def test_is_empty_from_the_beginning_where_it_is_sent_so(cast: Cast, draft: Application) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    body = {"applicant_info": {**draft.answers, "vet": None}, "shares_household": True}
    sent = cast.client("ana").post(f"/api/v1/pets/{pet.pk}/applications", body).json()
    assert sent["status"] == "submitted"
    assert (sent["applicant_info"]["vet"], sent["applicant_info"]["adults"]) == (None, 2)
    assert "vet" not in sent["household"]
