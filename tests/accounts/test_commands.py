"""manage.py token and manage.py grant_site_admin, as a person meets them."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from apps.accounts.models import User
from hearth.kernel.models import Event
from hearth.local.people import PEOPLE
from tests.cast import Cast


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def me(token: str) -> Any:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client.get("/api/v1/users/me")


@pytest.mark.parametrize("name", PEOPLE)
def test_prints_a_token_and_nothing_else(db: None, name: str) -> None:
    printed = run("token", name)
    assert printed.count("\n") == 1
    assert me(printed.strip()).json()["email"] == f"{name}@hearth.example"


def test_writes_names_as_people_do(db: None) -> None:
    assert me(run("token", "Ana").strip()).status_code == 200


def test_names_everybody_when_it_knows_nobody(db: None) -> None:
    with pytest.raises(CommandError) as refusal:
        run("token", "nobody")
    assert all(name in str(refusal.value) for name in PEOPLE)


def test_makes_the_first_site_admin(db: None) -> None:
    me(run("token", "sam").strip())
    assert "Sam Okafor is a site admin" in run("grant_site_admin", " SAM@hearth.example ")
    sam = User.objects.get()
    assert sam.system_role == "site_admin"
    assert sam.is_staff
    event = Event.objects.get(name="user.role_granted")
    assert (event.actor, event.data) == (None, {"from_role": "user", "to_role": "site_admin"})
    token = run("token", "sam").strip()
    assert me(token).json()["system_role"] == "SiteAdmin"


def test_says_when_there_is_nothing_to_do(cast: Cast) -> None:
    assert cast.sam
    assert "is a site admin" in run("grant_site_admin", "sam@hearth.example")
    assert not Event.objects.exists()


def test_wants_the_person_to_be_there_first(db: None) -> None:
    with pytest.raises(CommandError, match="has signed in yet"):
        run("grant_site_admin", "sam@hearth.example")


def test_wants_a_verified_address(cast: Cast) -> None:
    User.objects.filter(pk=cast.sam.pk).update(email_verified=False, system_role="user")
    with pytest.raises(CommandError, match="not verified"):
        run("grant_site_admin", "sam@hearth.example")
    assert User.objects.get().system_role == "user"


def test_wants_an_active_person(cast: Cast) -> None:
    assert cast.quinn
    with pytest.raises(CommandError, match="suspended"):
        run("grant_site_admin", "quinn@hearth.example")
