"""GET /users: for site admins, the newest first, by role, state and words."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from tests import factories
from tests.accounts.people import avatar
from tests.cast import Cast

USERS = "/api/v1/users"

pytestmark = pytest.mark.django_db


def names(client: Any, **query: Any) -> list[str]:
    return [row["display_name"].split()[0] for row in client.get(USERS, query).json()["results"]]


@pytest.fixture
def everybody(cast: Cast) -> Cast:
    for minutes, name in enumerate(("quinn", "sam", "mona", "petra", "ana")):
        moment = timezone.now() - timedelta(minutes=10 - minutes)
        User.objects.filter(pk=cast.person(name).pk).update(created_at=moment)
    return cast


def test_lists_the_newest_first(everybody: Cast) -> None:
    assert names(everybody.client("sam")) == ["Ana", "Petra", "Mona", "Sam", "Quinn"]


def test_turns_pages(everybody: Cast) -> None:
    sam = everybody.client("sam")
    first = sam.get(USERS, {"limit": 3}).json()
    second = sam.get(first["next"]).json()
    assert len(first["results"]) == 3
    assert [row["display_name"] for row in second["results"]] == ["Sam Okafor", "Quinn Abara"]
    assert sam.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"system_role": "Moderator"}, ["Mona"]),
        ({"system_role": "User", "status": "active"}, ["Ana", "Petra"]),
        ({"status": "suspended"}, ["Quinn"]),
        ({"email_verified": "false"}, ["Petra"]),
        ({"q": "RUI"}, ["Ana"]),
        ({"q": "mona@hearth"}, ["Mona"]),
        ({"q": "100%"}, []),
        ({"q": "_"}, []),
    ],
)
def test_filters(everybody: Cast, query: dict[str, str], expected: list[str]) -> None:
    User.objects.filter(pk=everybody.petra.pk).update(email_verified=False)
    assert names(everybody.client("sam"), **query) == expected


@pytest.mark.parametrize(
    "query", ["system_role=moderator", "status=gone", "email_verified=1", "phone=5", "ordering=email"]
)
def test_refuses_what_it_does_not_know(cast: Cast, query: str) -> None:
    assert cast.client("sam").get(f"{USERS}?{query}").status_code == 400


def test_tells_not_how_to_reach_people(everybody: Cast) -> None:
    for row in everybody.client("sam").get(USERS).json()["results"]:
        own = row["display_name"] == "Sam Okafor"
        assert ("phone" in row, "locale" in row, "timezone" in row) == (own, own, own)


def test_costs_the_same_at_any_length(cast: Cast, django_assert_num_queries: Any) -> None:
    sam = cast.client("sam")
    for number in range(6):
        person = User.objects.create(cognito_sub=f"sub-{number}", display_name=f"Person {number}")
        User.objects.filter(pk=person.pk).update(avatar=avatar(person))
        if number in (1, 5):
            with django_assert_num_queries(2):
                sam.get(USERS)


def test_words_have_an_index(cast: Cast) -> None:
    """Looking through names and addresses does not read the whole table."""
    rows = User.objects.filter(display_name__icontains="ruiz") | User.objects.filter(email__icontains="ruiz")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert "user_name_like" in plan
    assert "user_email_like" in plan


# Avatar ---------------------------------------------------------------------------------------------
def test_wears_an_own_picture(cast: Cast) -> None:
    picture = avatar(cast.ana)
    answer = cast.client("ana").patch(f"{USERS}/me", {"avatar": str(picture.pk)})
    assert answer.status_code == 200
    assert answer.json()["avatar"]["id"] == str(picture.pk)
    assert set(answer.json()["avatar"]["renditions"]) == {"thumbnail", "card", "full"}
    assert cast.client("ana").patch(f"{USERS}/me", answer.json()).json()["version"] == 2
    assert cast.client("sam").get(f"{USERS}/{cast.ana.pk}").json()["avatar"] == answer.json()["avatar"]
    assert cast.client("ana").patch(f"{USERS}/me", {"avatar": None}).json()["avatar"] is None


def test_wears_nothing_else(cast: Cast) -> None:
    theirs, unready = avatar(cast.petra), avatar(cast.ana, state="processing")
    a_pets = factories.photo(cast.ana)
    for wrong in (theirs.pk, unready.pk, a_pets.pk, cast.ana.pk, "x", 5, {"id": str(theirs.pk)}, [], {}):
        answer = cast.client("ana").patch(f"{USERS}/me", {"avatar": wrong})
        assert answer.status_code == 422, wrong
        assert answer.json()["errors"][0]["pointer"] == "/avatar"
    assert cast.ana.avatar is None


def test_replaces_everything_said(cast: Cast) -> None:
    said = {"display_name": "A. R.", "phone": "", "locale": "de", "timezone": "Europe/Berlin"}
    ana = cast.client("ana")
    assert ana.put(f"{USERS}/{cast.ana.pk}", said).json()["locale"] == "de"
    missing = ana.put(f"{USERS}/{cast.ana.pk}", {"display_name": "A. R."})
    assert {error["pointer"] for error in missing.json()["errors"]} == {"/phone", "/locale", "/timezone"}


def test_limits_registration(cast: Cast) -> None:
    ana = cast.client("ana")
    found = [ana.post(USERS) for _ in range(6)]
    assert [answer.status_code for answer in found] == [*[200] * 5, 429]
    assert found[0]["RateLimit-Remaining"] == "4"
