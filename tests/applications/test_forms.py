"""Forms and their answers: every type, versions, hostile input, and the same as JSON Schema."""

import json
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.applications import services
from apps.applications.forms import DEFAULT_FORM, HOUSEHOLD_FORM, check_form, json_schema, validate
from apps.applications.models import Application, ApplicationForm
from hearth.kernel.problems import Invalid
from tests import factories
from tests.applications.applying import ANSWERS, acting, application
from tests.cast import Cast

CHOICES = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
GOOD: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("text", {"min": 2, "max": 5}, " abc ", "abc"),
    ("long_text", {}, "one\ntwo", "one\ntwo"),
    ("choice", {"choices": CHOICES}, "b", "b"),
    ("multi", {"choices": CHOICES, "max": 2}, ["b", "a", "b"], ["a", "b"]),
    ("number", {"min": 0, "max": 24}, 7.5, 7.5),
    ("date", {"min": "2020-01-01"}, "2030-05-01", "2030-05-01"),
    ("yes_no", {}, False, False),
    ("consent", {}, True, True),
    ("file", {}, "0190A0C4-7d1e-7c6e-8a52-1f0b6f1c2d3e", "0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e"),
]
BAD: list[tuple[str, dict[str, Any], Any]] = [
    ("text", {}, "two\nlines"),
    ("text", {"min": 3}, "ab"),
    ("text", {}, "x" * 301),
    ("text", {}, "a\x00b"),
    ("text", {}, 7),
    ("long_text", {}, "\ud800"),
    ("choice", {"choices": CHOICES}, "c"),
    ("choice", {"choices": CHOICES}, {"a": 1}),
    ("multi", {"choices": CHOICES}, "a"),
    ("multi", {"choices": CHOICES}, [["a"]]),
    ("multi", {"choices": CHOICES, "min": 2}, ["a"]),
    ("number", {}, "7"),
    ("number", {}, True),
    ("number", {}, 10**400),
    ("number", {"max": 24}, 25),
    ("date", {}, "2030-02-30"),
    ("date", {"max": "2030-01-01"}, "2030-01-02"),
    ("yes_no", {}, "yes"),
    ("consent", {"required": True}, False),
    ("file", {}, "../../etc/passwd"),
]


def form(kind: str, facts: dict[str, Any]) -> ApplicationForm:
    question = {"key": "asked", "type": kind, "label": "Asked", **facts}
    return ApplicationForm(
        number=1, title="Form", sections=check_form([{"title": "All", "questions": [question]}])
    )


@pytest.mark.parametrize(("kind", "facts", "answer", "kept"), GOOD)
def test_keeps_a_good_answer(kind: str, facts: dict[str, Any], answer: Any, kept: Any) -> None:
    assert validate(form(kind, facts), {"asked": answer}, partial=False) == {"asked": kept}


@pytest.mark.parametrize(("kind", "facts", "answer"), BAD)
def test_points_at_a_bad_answer(kind: str, facts: dict[str, Any], answer: Any) -> None:
    with pytest.raises(Invalid) as refused:
        validate(form(kind, facts), {"asked": answer}, partial=False)
    assert [error["pointer"] for error in refused.value.errors] == ["/applicant_info/asked"]


def test_demands_only_what_is_required_and_only_in_the_end() -> None:
    asked = form("text", {"required": True})
    assert validate(asked, {}, partial=True) == {}
    with pytest.raises(Invalid) as refused:
        validate(asked, {"asked": "  ", "other/~": 1}, partial=False)
    assert {error["pointer"] for error in refused.value.errors} == {
        "/applicant_info/asked",
        "/applicant_info/other~1~0",
    }


def test_own_forms_are_forms() -> None:
    assert check_form(DEFAULT_FORM["sections"]) == DEFAULT_FORM["sections"]
    assert check_form(HOUSEHOLD_FORM.sections) == HOUSEHOLD_FORM.sections


@pytest.mark.parametrize(
    ("pointer", "spoil"),
    [
        ("/sections", lambda s: "x"),
        ("/sections/0", lambda s: [7]),
        ("/sections/0/colour", lambda s: [{**s[0], "colour": "red"}]),
        ("/sections/0/title", lambda s: [{**s[0], "title": " "}]),
        ("/sections/0/questions", lambda s: [{**s[0], "questions": {}}]),
        ("/sections/0/questions/0/key", lambda s: with_question(s, key="Not this")),
        ("/sections/0/questions/0/type", lambda s: with_question(s, type=["text"])),
        ("/sections/0/questions/0/choices", lambda s: with_question(s, type="choice")),
        ("/sections/0/questions/0/max", lambda s: with_question(s, min=5, max=2)),
        ("/sections/0/questions/0/min", lambda s: with_question(s, type="number", min="1e999")),
        ("/sections/0/questions/0/required", lambda s: with_question(s, required="no")),
        ("/sections/0/questions/0/label", lambda s: with_question(s, label="\x00")),
    ],
)
def test_points_at_what_is_wrong_in_a_form(pointer: str, spoil: Any) -> None:
    good = [{"title": "You", "questions": [{"key": "why", "type": "text", "label": "Why?"}]}]
    with pytest.raises(Invalid) as refused:
        check_form(spoil(deepcopy(good)))
    assert pointer in {error["pointer"] for error in refused.value.errors}


def with_question(sections: Any, **facts: Any) -> Any:
    sections[0]["questions"][0] |= facts
    return sections


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["title", "questions", "key", "type", "label", "choices", "min", "max", "value", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(ANYTHING, ANYTHING)
def test_refuses_anything_in_words(sections: Any, answer: Any) -> None:
    refused = [refusal(lambda: check_form(sections))]
    for kind, facts, _, _ in GOOD:
        asked, answers = form(kind, facts), {"asked": answer, "more": answer}
        refused.append(refusal(partial(validate, asked, answers, partial=False)))
    assert all(each is None or each.errors for each in refused)


def refusal(attempt: Callable[[], Any]) -> Invalid | None:
    """What was said against it; any other exception is a fault of ours."""
    try:
        attempt()
    except Invalid as problem:
        return problem
    return None


def test_is_json_schema_that_says_the_same() -> None:
    schema = json_schema(ApplicationForm(number=1, **DEFAULT_FORM))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    assert list(checker.iter_errors(ANSWERS)) == []
    assert not checker.is_valid({**ANSWERS, "home_type": "castle"})
    assert not checker.is_valid({**ANSWERS, "agrees": False})
    json.dumps(schema)


@pytest.mark.django_db
class TestVersions:
    def test_new_version_leaves_answers_with_their_questions(self, cast: Cast) -> None:
        harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        pet, rosa = factories.pet(cast.rosa, organization=harbour, photo_state=""), cast.client("rosa")
        earlier = application(pet, cast.ana)
        forms = f"/api/v1/organizations/{harbour.slug}/application-forms"
        made = rosa.post(forms, {"title": "Who you are"}).json()
        assert made["sections"] == DEFAULT_FORM["sections"]
        assert rosa.post(forms, {}).status_code == 409
        sections = [{"title": "You", "questions": [{"key": "why", "type": "text", "label": "Why?"}]}]
        address = f"/api/v1/application-forms/{made['id']}"
        assert rosa.patch(address, {"sections": sections}).status_code == 200
        assert rosa.post(f"{address}/publish").json()["state"] == "current"
        assert rosa.patch(address, {"sections": sections}).status_code == 409
        earlier.refresh_from_db()
        assert earlier.form.organization is None
        asked = cast.client().get(f"/api/v1/pets/{pet.pk}/application-form").json()
        assert list(asked["schema"]["properties"]) == ["why"]

    def test_retires_the_version_that_was_in_use(self, cast: Cast) -> None:
        harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        rosa = acting(cast.rosa)
        for _ in range(2):
            services.publish_form(services.create_form(harbour, by=rosa), by=rosa)
        states = ApplicationForm.objects.filter(organization=harbour).order_by("number")
        assert list(states.values_list("state", flat=True)) == ["retired", "current"]

    def test_takes_over_the_household_by_consent_alone(self, cast: Cast) -> None:
        pet = factories.pet(cast.petra, photo_state="")
        household = {
            key: ANSWERS[key] for key in ("home_type", "home_ownership", "adults", "phone", "address")
        }
        kept = cast.client("ana").put("/api/v1/users/me/household", {"answers": household})
        assert kept.status_code == 200, kept.content
        own = {key: value for key, value in ANSWERS.items() if key not in household}
        address = f"/api/v1/pets/{pet.pk}/applications"
        refused = cast.client("ana").post(address, {"applicant_info": own})
        assert refused.status_code == 422
        assert not Application.objects.exists()
        body = {"applicant_info": own, "shares_household": True}
        made = cast.client("ana").post(address, body).json()
        assert made["applicant_info"]["adults"] == 2
        assert made["household"] == household
        seen = cast.client("petra").get(f"/api/v1/applications/{made['id']}").json()
        assert seen["masked"] == ["address", "phone", ".address", ".phone"]


def test_form_is_hidden_with_its_organization(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    form = ApplicationForm.objects.create(organization=harbour, number=1, state="current", **DEFAULT_FORM)
    address = f"/api/v1/application-forms/{form.pk}"
    assert cast.client("ana").get(address).status_code == 200
    harbour.status = "suspended"
    harbour.save(update_fields=["status"])
    codes = {cast.client("ana").get(address + more).status_code for more in ("", "/schema")}
    assert codes == {404}
