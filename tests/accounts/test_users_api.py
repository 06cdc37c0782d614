"""/users/me and its neighbours: what people read and change about themselves."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services import edit_person
from hearth.kernel.models import Event
from hearth.kernel.problems import StaleVersion
from hearth.local import issuer
from tests.cast import Cast

ME = "/api/v1/users/me"


def test_tells_people_about_themselves(cast: Cast) -> None:
    response = cast.client("ana").get(ME)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["ETag"].startswith('"1-')
    found = response.json()
    assert set(found) == {
        "id",
        "email",
        "email_verified",
        "display_name",
        "avatar",
        "phone",
        "locale",
        "timezone",
        "system_role",
        "status",
        "created_at",
        "updated_at",
        "version",
    }
    assert (found["email"], found["system_role"], found["status"]) == ("ana@hearth.example", "User", "active")


@pytest.mark.parametrize("method", ["get", "patch"])
@pytest.mark.parametrize("path", [ME, f"{ME}/capabilities"])
def test_needs_somebody(cast: Cast, path: str, method: str) -> None:
    if (path, method) == (f"{ME}/capabilities", "patch"):
        assert cast.client("ana").patch(path).status_code == 405
    assert getattr(cast.client(), method)(path).status_code == 401
    assert getattr(cast.client("quinn"), method)(path).status_code == 403


def test_changes_what_people_say_about_themselves(cast: Cast) -> None:
    changes = {
        "display_name": "Ana R.",
        "phone": "+61 2 5550 0123",
        "locale": "es",
        "timezone": "Europe/Madrid",
    }
    response = cast.client("ana").patch(ME, changes)
    assert response.status_code == 200
    assert {name: response.json()[name] for name in changes} == changes
    assert response.json()["version"] == 2
    event = Event.objects.get()
    assert (event.name, event.data) == ("user.edited", {"fields": sorted(changes)})


def test_merges_what_is_sent(cast: Cast) -> None:
    response = cast.client("ana").patch(ME, {"phone": "5550 0123"})
    assert (response.json()["phone"], response.json()["display_name"]) == ("5550 0123", "Ana Ruiz")
    assert cast.client("ana").patch(ME, {"phone": ""}).json()["phone"] == ""


def test_records_nothing_when_nothing_changes(cast: Cast) -> None:
    response = cast.client("ana").patch(ME, {"display_name": "Ana Ruiz"})
    assert (response.status_code, response.json()["version"]) == (200, 1)
    assert not Event.objects.exists()


def test_accepts_its_own_answer_back(cast: Cast) -> None:
    ana = cast.client("ana")
    found = ana.get(ME).json()
    assert ana.patch(ME, found).json() == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "7c0a1d52-6f0e-4a39-9a53-1d4f0b7bedad"),
        ("email", "other@hearth.example"),
        ("email_verified", False),
        ("system_role", "SiteAdmin"),
        ("status", "erased"),
        ("version", 99),
        ("created_at", "2020-01-01T00:00:00Z"),
    ],
)
def test_ignores_what_people_may_only_read(cast: Cast, name: str, value: Any) -> None:
    before = User.objects.filter(pk=cast.ana.pk).values().get()
    assert cast.client("ana").patch(ME, {name: value}).status_code == 200
    assert User.objects.filter(pk=cast.ana.pk).values().get() == before


@pytest.mark.parametrize(
    "name", ["cognito_sub", "password", "is_staff", "is_superuser", "last_login", "avatar", "x", ""]
)
def test_refuses_fields_that_are_none(cast: Cast, name: str) -> None:
    before = User.objects.filter(pk=cast.ana.pk).values().get()
    response = cast.client("ana").patch(ME, {name: "1", "display_name": "Changed"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == f"/{name}"
    assert User.objects.filter(pk=cast.ana.pk).values().get() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("display_name", ""),
        ("display_name", "   "),
        ("display_name", None),
        ("display_name", "x" * 81),
        ("display_name", "two\nlines"),
        ("display_name", "bell\x07"),
        ("display_name", ["Ana"]),
        ("phone", "call me"),
        ("phone", "1" * 31),
        ("phone", None),
        ("locale", "english"),
        ("locale", "en_AU"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "Europe"),
        ("timezone", ""),
        ("timezone", "x" * 41),
    ],
)
def test_says_which_field_needs_another_look(cast: Cast, name: str, value: Any) -> None:
    response = cast.client("ana").patch(ME, {name: value})
    assert response.status_code == 422, response.content
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/{name}"]


def test_refuses_nul_and_broken_json(cast: Cast) -> None:
    ana = cast.client("ana")
    assert ana.patch(ME, {"display_name": "A\x00"}).status_code == 400
    assert ana.generic("PATCH", ME, '{"display_name":', "application/json").status_code == 400
    assert ana.generic("PATCH", ME, "a=b", "application/x-www-form-urlencoded").status_code == 415


def test_changes_only_the_version_that_was_read(cast: Cast) -> None:
    ana = cast.client("ana")
    tag = ana.get(ME)["ETag"]
    assert ana.patch(ME, {"phone": "5550 0123"}, headers={"If-Match": tag}).status_code == 200
    stale = ana.patch(ME, {"phone": "5550 9999"}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    assert ana.get(ME, headers={"If-None-Match": ana.get(ME)["ETag"]}).status_code == 304


def test_overwrites_nothing_that_came_in_between(cast: Cast) -> None:
    first, second = cast.ana, cast.ana
    edit_person(first, by=cast.subject("ana"), phone="5550 0123")
    with pytest.raises(StaleVersion):
        edit_person(second, by=cast.subject("ana"), phone="5550 9999")
    assert (cast.ana.phone, cast.ana.version) == ("5550 0123", 2)


# By id ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "code"), [("", 404), ("petra", 404), ("mona", 404), ("quinn", 404), ("ana", 200), ("sam", 200)]
)
def test_shows_a_person_to_themselves_and_to_site_admins(cast: Cast, who: str, code: int) -> None:
    assert cast.client(who).get(f"/api/v1/users/{cast.ana.pk}").status_code == code


def test_tells_site_admins_not_how_to_reach_people(cast: Cast) -> None:
    seen = cast.client("sam").get(f"/api/v1/users/{cast.ana.pk}").json()
    assert seen["email"] == "ana@hearth.example"
    assert not {"phone", "locale", "timezone"} & set(seen)
    assert "phone" in cast.client("ana").get(f"/api/v1/users/{cast.ana.pk}").json()


# Capabilities ---------------------------------------------------------------------------------------
def test_lists_what_a_person_may_do(cast: Cast) -> None:
    def ask(who: str) -> Any:
        return cast.client(who).get(f"{ME}/capabilities").json()

    assert ask("ana") == {"system_role": "User", "organization": None, "capabilities": []}
    assert ask("mona")["capabilities"] == ["curate_featured", "review_content"]
    assert "manage_platform" in ask("sam")["capabilities"]


def test_tells_nothing_about_organisations_of_others(cast: Cast) -> None:
    nowhere = str(uuid4())
    found = cast.client("ana").get(f"{ME}/capabilities", {"organization": nowhere}).json()
    assert found == {"system_role": "User", "organization": nowhere, "capabilities": []}


@pytest.mark.parametrize("query", ["organization=x", "organization=", "organisation=1", "a=b"])
def test_refuses_queries_it_does_not_understand(cast: Cast, query: str) -> None:
    response = cast.client("ana").get(f"{ME}/capabilities?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "bad_query")


# POST /users ----------------------------------------------------------------------------------------
def test_takes_no_fields_at_registration(db: None) -> None:
    response = Client().post(
        "/api/v1/users",
        {"system_role": "SiteAdmin"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {issuer.token_for('ana')}"},
    )
    assert response.status_code == 422
    assert User.objects.get().system_role == "user"


# Sessions -------------------------------------------------------------------------------------------
def test_answers_a_session_like_a_token(cast: Cast) -> None:
    assert cast.browser("ana").get(ME).json() == cast.client("ana").get(ME).json()
    assert cast.browser("ana").post("/api/v1/users", {}, "application/json").status_code == 200


def test_asks_sessions_for_the_csrf_token(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cast.browser("ana").cookies
    refused = strict.patch(ME, {"phone": "5550 0123"}, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    strict.cookies["csrftoken"] = "a" * 32
    allowed = strict.patch(
        ME, {"phone": "5550 0123"}, content_type="application/json", headers={"X-CSRFToken": "a" * 32}
    )
    assert allowed.status_code == 200


def test_takes_the_token_when_there_is_a_session_too(cast: Cast) -> None:
    browser = cast.browser("ana")
    bearer = {"Authorization": f"Bearer {cast.token('petra')}"}
    assert browser.get(ME, headers=bearer).json()["display_name"] == "Petra Lindqvist"
    assert browser.get(ME, headers={"Authorization": "Bearer rubbish"}).status_code == 401


def test_challenges_a_session_that_is_over(cast: Cast) -> None:
    browser = cast.browser("ana")
    User.objects.update(status=User.Status.ERASED)
    response = browser.get(ME)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="hearth"'


def test_knows_no_session_of_an_erased_person(cast: Cast) -> None:
    User.objects.filter(pk=cast.ana.pk).update(status=User.Status.ERASED)
    assert cast.browser("ana").get(ME).status_code == 401


def test_varies_public_answers_by_no_cookie(cast: Cast) -> None:
    assert "Cookie" not in cast.client().get("/api/v1/pets").get("Vary", "")
