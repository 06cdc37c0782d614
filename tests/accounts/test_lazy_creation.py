"""A person's row makes itself, once: on any first token, by POST /users, by the trigger."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.accounts.services import people, person_for_claims
from apps.accounts.tokens import Claims, claims_of
from hearth.kernel.models import Event
from hearth.local import issuer
from hearth.local.people import PEOPLE
from tests.cast import Cast
from tests.together import together


def client(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def claims(name: str = "ana", /, **more: Any) -> Claims:
    return claims_of(issuer.payload_for(name, **more), issuer.CLIENTS)


def test_makes_the_row_on_the_first_token(db: None) -> None:
    answer = client(issuer.token_for("ana")).get("/api/v1/users/me").json()
    user = User.objects.get()
    assert answer["id"] == str(user.pk)
    assert (user.cognito_sub, user.email, user.email_verified) == (
        PEOPLE["ana"].sub,
        "ana@hearth.example",
        True,
    )
    assert (user.display_name, user.system_role, user.status) == ("Ana Ruiz", "user", "active")


def test_records_who_arrived_and_nothing_that_was_typed(db: None) -> None:
    user, created = person_for_claims(claims())
    event = Event.objects.get()
    assert created
    assert (event.name, event.actor, event.target_id, event.data) == ("user.created", user, user.pk, {})


def test_makes_nothing_on_later_tokens(db: None, django_assert_num_queries: Any) -> None:
    person_for_claims(claims())
    known = claims()
    with django_assert_num_queries(1):
        assert person_for_claims(known)[1] is False
    assert (User.objects.count(), Event.objects.count()) == (1, 1)


def test_answers_201_when_this_very_request_made_the_row_else_200(db: None) -> None:
    ana = client(issuer.token_for("ana"))
    first, second = ana.post("/api/v1/users"), ana.post("/api/v1/users")
    assert (first.status_code, second.status_code) == (201, 200)
    assert "Location" not in second
    assert first.json() == second.json() == ana.get(first["Location"]).json()


def test_answers_200_when_another_request_made_the_row(db: None) -> None:
    ana = client(issuer.token_for("ana"))
    ana.get("/api/v1/users/me")
    assert ana.post("/api/v1/users").status_code == 200


def test_makes_no_row_without_a_token(db: None) -> None:
    assert APIClient().post("/api/v1/users").status_code == 401
    assert not User.objects.exists()


def test_starts_without_an_address_that_is_missing_or_unverified(db: None) -> None:
    for number, more in enumerate([{"email": None}, {"email_verified": False}, {"email_verified": "false"}]):
        user, _ = person_for_claims(claims(sub=f"sub-{number}", **more))
        assert (user.email, user.email_verified) == (None, False)


def test_understands_cognitos_own_word_for_verified(db: None) -> None:
    assert person_for_claims(claims(email_verified="true"))[0].email == "ana@hearth.example"


def test_names_a_person_without_a_name(db: None) -> None:
    assert person_for_claims(claims(name=None))[0].display_name == "New member"


# Addresses ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("email", ["ana@hearth.example", "ANA@Hearth.example"])
def test_never_merges_two_people_with_one_address(cast: Cast, email: str) -> None:
    ana = cast.ana
    response = client(issuer.token_for("petra", email=email)).post("/api/v1/users")
    assert response.status_code == 201
    assert response.json()["id"] != str(ana.pk)
    assert (response.json()["email"], response.json()["email_verified"]) == (None, False)
    ana.refresh_from_db()
    assert ana.email == "ana@hearth.example"


def test_goes_on_serving_the_second_person(cast: Cast) -> None:
    assert cast.ana
    petra = client(issuer.token_for("petra", email="ana@hearth.example"))
    assert [petra.get("/api/v1/users/me").status_code for _ in range(3)] == [200] * 3


def test_learns_an_address_later(db: None) -> None:
    person_for_claims(claims(email=None))
    user, created = person_for_claims(claims())
    assert not created
    user.refresh_from_db()
    assert (user.email, user.email_verified, user.version) == ("ana@hearth.example", True, 2)
    assert list(Event.objects.order_by("sequence").values_list("name", flat=True)) == [
        "user.created",
        "user.email_learnt",
    ]


def test_learns_an_address_when_its_holder_gave_it_up(cast: Cast) -> None:
    petra, _ = person_for_claims(claims("petra", email=cast.ana.email))
    assert petra.email is None
    User.objects.filter(pk=cast.ana.pk).update(email="new@hearth.example")
    petra, _ = person_for_claims(claims("petra", email="ana@hearth.example"))
    assert petra.email == "ana@hearth.example"


def test_follows_a_changed_address(cast: Cast) -> None:
    assert cast.ana.email == "ana@hearth.example"
    later = time.time() + 5
    user, _ = person_for_claims(claims(email="ana@new.example", now=later))
    assert user.email == "ana@new.example"


def test_learns_nothing_from_a_token_older_than_the_row(cast: Cast) -> None:
    assert cast.ana.email == "ana@hearth.example"
    user, _ = person_for_claims(claims(email="ana@old.example", now=time.time() - 600))
    assert user.email == "ana@hearth.example"


def test_forgets_no_address_because_a_token_has_none(cast: Cast) -> None:
    assert cast.ana
    user, _ = person_for_claims(claims(email=None, now=time.time() + 5))
    assert user.email == "ana@hearth.example"


# At once --------------------------------------------------------------------------------------------
def three_ways(count: int) -> list[Any]:
    """First tokens, registrations and the trigger of one person, all new, all at once."""
    token = issuer.token_for("ana")
    trigger = claims()
    ways = [
        lambda: client(token).get("/api/v1/users/me").status_code,
        lambda: client(token).post("/api/v1/users").status_code,
        lambda: person_for_claims(trigger)[1],
    ]
    return together(*[ways[number % 3] for number in range(count)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_makes_one_row_whatever_comes_first(attempt: int) -> None:
    found = three_ways(15)  # five of them registrations, as many as a minute allows
    assert set(found[0::3]) == {200}
    assert set(found[1::3]) <= {200, 201}
    assert found.count(201) + found[2::3].count(True) <= 1
    assert User.objects.count() == 1
    assert Event.objects.filter(name="user.created").count() == 1


@pytest.mark.django_db(transaction=True)
def test_would_fail_without_the_protection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: look, then make, with everybody looking before anybody makes."""
    everybody_looked = threading.Barrier(12)

    def look_then_make(claims: Claims) -> tuple[User, bool]:
        if user := User.objects.filter(cognito_sub=claims.sub).first():
            return user, False
        everybody_looked.wait(10)
        with transaction.atomic():
            return people._create(claims), True

    monkeypatch.setattr(people, "person_for_claims", look_then_make)
    known = claims()
    found = together(*[lambda: people.person_for_claims(known)] * 12)
    assert [isinstance(one, IntegrityError) for one in found].count(True) == 11


@pytest.mark.django_db(transaction=True)
def test_gives_one_address_to_one_of_many_people_at_once() -> None:
    tokens = [issuer.token_for("ana", sub=f"sub-{number}") for number in range(16)]
    found = together(*[lambda token=token: client(token).post("/api/v1/users") for token in tokens])
    assert [response.status_code for response in found] == [201] * 16
    assert User.objects.count() == 16
    assert User.objects.filter(email="ana@hearth.example").count() == 1
    assert User.objects.filter(email=None, email_verified=False).count() == 15


@pytest.mark.django_db(transaction=True)
def test_gives_a_late_address_to_one_of_many_people_at_once() -> None:
    people = [claims(sub=f"sub-{number}") for number in range(12)]
    for one in people:
        person_for_claims(claims(sub=one.sub, email=None))
    found = together(*[lambda one=one: person_for_claims(one) for one in people])
    assert [created for _, created in found] == [False] * 12
    assert User.objects.filter(email="ana@hearth.example").count() == 1


def test_tells_when_somebody_signed_in(db: None) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    assert before <= claims().signed_in_at <= datetime.now(UTC)
