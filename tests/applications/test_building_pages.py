"""Building a form with nothing but plain pages, up to the day it is used."""

import re
from typing import Any

import pytest

from apps.applications.forms import questions_of
from apps.applications.models import ApplicationForm
from apps.organizations.models import Organization
from tests import factories
from tests.applications.applying import application
from tests.cast import Cast

pytestmark = pytest.mark.django_db
VERSIONS = "/organizations/harbour-paws/application-form"


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def begun(cast: Cast) -> ApplicationForm:
    answer = cast.browser("rosa").post(VERSIONS)
    form: ApplicationForm = ApplicationForm.objects.get(state="draft")
    assert answer["Location"] == f"/application-forms/{form.pk}"
    return form


def asked(form: ApplicationForm, section: int) -> list[str]:
    form.refresh_from_db()
    return [question["label"] for question in form.sections[section]["questions"]]


def test_builds_a_form_and_puts_it_to_use(cast: Cast, harbour: Organization) -> None:
    rosa = cast.browser("rosa")
    assert "You use Hearth’s usual form" in rosa.get(VERSIONS).content.decode()
    form = begun(cast)
    at = f"/application-forms/{form.pk}"
    assert rosa.post(VERSIONS)["Location"] == at
    assert rosa.post(at, {"title": "Meet the pack", "intro": ""})["Location"] == at
    assert rosa.post(f"{at}/sections/new", {"title": "", "help": ""}).status_code == 422
    rosa.post(f"{at}/sections/new", {"title": "The garden", "help": "Where it plays."})
    form.refresh_from_db()
    last = len(form.sections)
    assert (form.title, form.sections[-1]["title"]) == ("Meet the pack", "The garden")
    new = f"{at}/sections/{last}/new"
    fence = {"label": "How high is the fence?", "type": "choice", "choices": "None\nLow\nHigh\nHigh!"}
    assert rosa.post(new, {**fence, "choices": "None"}).status_code == 422
    assert rosa.post(new, {**fence, "required": "on"})["Location"] == f"{at}#section-{last}"
    dig = {"label": "Is there a pool?", "type": "yes_no", "personal": "on", "another": "1"}
    assert rosa.post(new, dig)["Location"] == new
    wrong = rosa.post(new, {"label": "Trees", "type": "number", "min": "5", "max": "2"})
    assert (wrong.status_code, b"The most is less than the least." in wrong.content) == (422, True)
    form.refresh_from_db()
    question = form.sections[-1]["questions"][0]
    assert (question["key"], question["required"]) == ("how_high_is_the_fence", True)
    assert [choice["value"] for choice in question["choices"]] == ["none", "low", "high", "high_2"]
    renamed = {**fence, "label": "Fence?", "choices": "High\nLow\nNone at all"}
    rosa.post(f"{at}/sections/{last}/1", renamed)
    form.refresh_from_db()
    question = form.sections[-1]["questions"][0]
    assert (question["key"], question["label"]) == ("how_high_is_the_fence", "Fence?")
    assert [choice["value"] for choice in question["choices"]] == ["high", "low", "none_at_all"]
    rosa.post(f"{at}/sections/{last}/1/down")
    assert asked(form, -1) == ["Is there a pool?", "Fence?"]
    rosa.post(f"{at}/sections/{last}/all/up")
    assert asked(form, -2) == ["Is there a pool?", "Fence?"]
    rosa.post(f"{at}/sections/{last - 1}/1/remove")
    assert asked(form, -2) == ["Fence?"]
    preview = rosa.get(f"{at}/preview").content.decode()
    assert "How high" not in preview
    assert "None at all" in preview
    page = rosa.get(f"{at}/publish").content.decode()
    assert re.search(r"New</strong></p><ul[^>]*><li>Fence\?", page)
    assert rosa.post(f"{at}/publish", {"version": "1"}).status_code == 302
    form.refresh_from_db()
    assert form.state == "draft", "somebody saw another version"
    rosa.post(f"{at}/publish", {"version": str(form.version)})
    form.refresh_from_db()
    assert form.state == "current"
    pet = factories.pet(cast.rosa, organization=harbour)
    assert "The garden" in cast.browser("ana").get(f"/pets/{pet.pk}/apply").content.decode()
    assert rosa.get(at)["Location"] == f"{at}/preview"
    assert cast.browser("ana").get(f"{at}/preview").status_code == 200
    assert rosa.post(f"{at}/sections/1/1/remove").status_code == 302
    assert len(questions_of(ApplicationForm.objects.get(pk=form.pk))) == len(questions_of(form))


def test_says_whom_a_new_version_does_not_touch(cast: Cast, harbour: Organization) -> None:
    application(factories.pet(cast.rosa, organization=harbour), cast.ana, status="draft")
    form = begun(cast)
    page = cast.browser("rosa").get(f"/application-forms/{form.pk}/publish").content.decode()
    assert "Whoever is still writing goes on" in page
    assert "No question is new, changed or gone" in page


def test_asks_at_least_one_thing(cast: Cast, harbour: Organization) -> None:
    form, rosa = begun(cast), cast.browser("rosa")
    for _ in form.sections:
        answer = rosa.post(f"/application-forms/{form.pk}/sections/1/all/remove", follow=True)
    assert "Ask at least one question." in answer.content.decode()
    form.refresh_from_db()
    assert len(form.sections) == 1


@pytest.mark.parametrize("who", ["ana", "milo"])
def test_is_nobody_elses_business(cast: Cast, harbour: Organization, who: str) -> None:
    factories.membership(harbour, cast.milo, "member")
    form, browser = begun(cast), cast.browser(who)
    before = form.version
    calls: list[tuple[str, Any]] = [
        ("", {"title": "Mine now"}),
        ("/sections/new", {"title": "Mine"}),
        ("/sections/1/new", {"label": "Mine?", "type": "text"}),
        ("/sections/1/1/remove", {}),
        ("/publish", {}),
    ]
    for path, body in calls:
        assert browser.post(f"/application-forms/{form.pk}{path}", body).status_code in (403, 404), path
    assert browser.post(VERSIONS).status_code in (403, 404)
    form.refresh_from_db()
    assert (form.version, form.state) == (before, "draft")


def test_belongs_to_those_who_rehome(cast: Cast, harbour: Organization) -> None:
    factories.organization("Dawn Riders", founder=cast.rosa, kind="club")
    rosa = cast.browser("rosa")
    assert rosa.get("/organizations/dawn-riders/application-form").status_code == 404
    for slug, shown in (("harbour-paws", True), ("dawn-riders", False)):
        page = rosa.get(f"/organizations/{slug}/members").content.decode()
        assert ("Application form" in page) is shown


@pytest.mark.parametrize("place", ["0/1", "99/1", "x/1", "1/0", "1/99", "1/x", "٣/1", "new/1"])
def test_knows_what_is_not_there(cast: Cast, harbour: Organization, place: str) -> None:
    form = begun(cast)
    assert cast.browser("rosa").get(f"/application-forms/{form.pk}/sections/{place}").status_code == 404
