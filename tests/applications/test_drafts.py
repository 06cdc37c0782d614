"""Keeping what somebody types: what changed of a draft, as far as it goes, and nothing more."""

from typing import Any

import pytest

from apps.applications.models import Application
from tests import factories
from tests.applications.applying import ANSWERS, application
from tests.cast import Cast

pytestmark = pytest.mark.django_db

STEP = 6
"""Of the platform's own form: why this one, from when, and whether everybody agrees."""


@pytest.fixture
def draft(cast: Cast) -> Application:
    return application(factories.pet(cast.petra, photo_state=""), cast.ana, status="draft")


def keep(cast: Cast, row: Application, *changed: str, who: str = "ana", **typed: Any) -> Any:
    body = {f"q-{key}": value for key, value in typed.items()}
    version = str(body.pop("q-version", row.version))
    address = f"/applications/{row.pk}/steps/{STEP}/draft"
    return cast.browser(who).post(
        address, {"version": version, "changed": [f"q-{key}" for key in changed], **body}
    )


def test_changes_what_changed_and_no_other_answer(cast: Cast, draft: Application) -> None:
    told = keep(cast, draft, "why_this_pet", why_this_pet="Ears.", moving_in="2030-05-01").json()
    assert told == {"version": 2, "refused": {}}
    kept = keep(cast, draft, "everyone_agrees", "adults", version=2, adults="7").json()
    assert kept == {"version": 3, "refused": {}}
    draft.refresh_from_db()
    expected = {**ANSWERS, "why_this_pet": "Ears."}
    del expected["everyone_agrees"]
    assert (draft.status, draft.answers) == ("draft", expected)


def test_says_what_it_did_not_keep_and_keeps_the_rest(cast: Cast, draft: Application) -> None:
    told = keep(
        cast, draft, "why_this_pet", "moving_in", why_this_pet="For the ears, and more.", moving_in="soon"
    ).json()
    assert told["refused"] == {"q-moving_in": "Give a date, as in 2030-05-01."}
    draft.refresh_from_db()
    assert draft.answers["why_this_pet"] == "For the ears, and more."


def test_is_refused_to_an_older_version_to_others_and_when_it_is_sent(cast: Cast, draft: Application) -> None:
    keep(cast, draft, "why_this_pet", why_this_pet="Because of the ears, I think.")
    late = keep(cast, draft, "why_this_pet", why_this_pet="Because of the tail, I think.")
    assert (late.status_code, late.json()["version"]) == (412, 2)
    assert late["Content-Type"] == "application/problem+json"
    codes = [keep(cast, draft, "why_this_pet", who=who).status_code for who in ("", "petra", "milo", "sam")]
    assert codes == [401, 404, 404, 404]
    for status in ("info_requested", "submitted"):
        row = application(factories.pet(cast.petra, photo_state=""), cast.ana, status=status)
        assert keep(cast, row, "why_this_pet", why_this_pet="").status_code == 409
        row.refresh_from_db()
        assert row.answers == ANSWERS


def test_begins_short_and_is_sent_whole(cast: Cast, draft: Application) -> None:
    ana, address = cast.client("ana"), f"/api/v1/applications/{draft.pk}"
    assert ana.patch(address, {"applicant_info": {"why_this_pet": "Ears."}}).status_code == 200
    refused = ana.post(f"{address}/submit").json()
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [
        ("/applicant_info/why_this_pet", "min_length")
    ]
    page = cast.browser("ana").post(f"/applications/{draft.pk}/steps/{STEP}", {"q-why_this_pet": "Ears."})
    assert page.status_code == 422
    later = {"q-why_this_pet": "Ears!", "later": "1"}
    assert cast.browser("ana").post(f"/applications/{draft.pk}/steps/{STEP}", later).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["why_this_pet"] == "Ears!"
