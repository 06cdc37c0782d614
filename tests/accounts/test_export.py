"""A person's data as one document: all of it, nobody else's, and none of our secrets."""

import json
from typing import Any

import pytest
from django.conf import settings

from apps.accounts.inventory import rows_about
from apps.accounts.models import User
from apps.media.models import MediaFile
from apps.organizations.models import Membership
from hearth.kernel.fields import DataClass, classification_of
from hearth.kernel.models import Event
from tests.accounts.life import live, mark
from tests.cast import Cast

EXPORT = "/api/v1/users/me/export"
CANARY, OTHER = "greenparrot", "otherparrot"

pytestmark = pytest.mark.django_db


def lives(cast: Cast) -> None:
    """Ana's words and everybody else's, in every column that can hold any."""
    live(cast.ana, among=cast.rosa, reviewed_by=cast.mona)
    live(cast.petra, among=cast.rosa, reviewed_by=cast.mona)
    mark(cast.ana, CANARY)
    for other in (cast.petra, cast.rosa, cast.mona):
        mark(other, OTHER)


def test_holds_every_column_that_is_theirs(cast: Cast) -> None:
    lives(cast)
    found = cast.client("ana").get(EXPORT).json()
    for rows in rows_about(cast.ana):
        exported = {
            field.name
            for field in rows.model._meta.local_fields
            if (kind := classification_of(field))
            and kind.exported
            and kind.data_class is not DataClass.INTERNAL
        }
        for row in found[rows.model._meta.label_lower]:
            assert exported <= row.keys(), rows.model
    assert found["account"]["display_name"] == CANARY
    assert found["account"]["email"] == "ana@hearth.example"
    assert found["organizations.membership"][0]["message"] == CANARY
    assert {pet["name"] for pet in found["listings.pet"]} == {CANARY}


def test_holds_nobody_else(cast: Cast) -> None:
    lives(cast)
    words = cast.client("ana").get(EXPORT).content.decode()
    assert CANARY in words
    assert OTHER not in words
    for name in ("petra", "rosa", "mona"):
        person = cast.person(name)
        assert str(person.pk) not in words.replace(f'"target_id":"{person.pk}"', "")
        assert str(person.email) not in words
    assert "Shared with ana" not in words


def test_holds_no_secrets(cast: Cast) -> None:
    lives(cast)
    words = cast.client("ana").get(EXPORT).content.decode()
    for secret in ("cognito_sub", "token_hash", "microchip_hash", "session", "fingerprint", "ana-1"):
        assert secret not in words
    assert cast.ana.cognito_sub not in words


def test_keeps_back_what_managers_noted_among_themselves(cast: Cast) -> None:
    lives(cast)
    Membership.objects.filter(user=cast.ana).update(note="Between us: late again.")
    assert "Between us" not in cast.client("ana").get(EXPORT).content.decode()


def test_gives_files_as_addresses(cast: Cast) -> None:
    lives(cast)
    rows = {row["id"]: row for row in cast.client("ana").get(EXPORT).json()["media.mediafile"]}
    media = MediaFile.objects.filter(owner=cast.ana, organization=None).first()
    assert rows[str(media.pk)]["renditions"]["full"] == f"{settings.SITE_URL}{media.full_url}"
    assert "uploads/" not in json.dumps(rows)


def test_tells_what_they_did(cast: Cast) -> None:
    cast.client("ana").patch("/api/v1/users/me", {"phone": "5550 0123"})
    event = Event.objects.get(actor=cast.ana)
    (done,) = cast.client("ana").get(EXPORT).json()["events"]
    assert (done["name"], done["target_type"], done["target_id"]) == (
        *("user.edited", "accounts.user", str(event.target_id)),
    )


def test_is_a_file_that_nobody_keeps(cast: Cast) -> None:
    answer = cast.client("ana").get(EXPORT)
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["RateLimit-Limit"] == "5"


def test_is_given_five_times_a_day(cast: Cast) -> None:
    ana = cast.client("ana")
    assert [ana.get(EXPORT).status_code for _ in range(6)] == [*[200] * 5, 429]


def test_costs_the_same_at_any_length(cast: Cast, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests import factories

    live(cast.ana, among=cast.rosa, reviewed_by=cast.mona)
    ana = cast.client("ana")
    with CaptureQueriesContext(connection) as few:
        ana.get(EXPORT)
    for number in range(6):
        factories.pet(User.objects.get(pk=cast.ana.pk), name=f"Pet {number}")
    with django_assert_num_queries(len(few)):
        ana.get(EXPORT)
