"""Encrypted columns: ciphertext in the database, several keys, and rotation that may be cut short."""

from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from apps.rides.models import EmergencyContact
from apps.rides.services import keep_contact
from hearth.kernel.checks import every_encrypted_column_is_kept_well
from hearth.kernel.encryption import Unreadable, encrypted_columns, locked, opened, rotating
from hearth.kernel.encryption.keys import is_newest
from hearth.kernel.fields import DataClass, classification_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = (letter * 3 + "-a key of the tests that is long enough for them" for letter in "abc")
BRUNO = {"name": "Bruno Ruiz", "phone": "+61 400 111 222", "medical_note": "Penicillin"}


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM rides_emergencycontact ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue().splitlines()[-1]


def test_the_database_holds_no_word_of_it(cast: Cast) -> None:
    kept = keep_contact(by=cast.subject("ana"), **BRUNO)
    (raw,) = stored()
    assert [word for word in BRUNO.values() if word in raw] == []
    assert "Bruno" in opened(raw)
    assert is_newest(raw)
    assert EmergencyContact.objects.get(pk=kept.pk).details["name"] == "Bruno Ruiz"


def test_is_searched_by_nothing_but_emptiness() -> None:
    assert not EmergencyContact.objects.filter(details__isnull=True).exists()
    for lookup in ("details", "details__icontains", "details__name"):
        with pytest.raises(FieldError):
            EmergencyContact.objects.filter(**{lookup: "Bruno"}).exists()


def test_the_first_key_writes_and_all_of_them_read(cast: Cast, settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    kept = keep_contact(by=cast.subject("ana"), **BRUNO)
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    assert EmergencyContact.objects.get(pk=kept.pk).details["phone"] == BRUNO["phone"]
    assert not is_newest(stored()[0])


def test_rotation_goes_on_where_it_was_cut_short_and_is_harmless_twice(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    for name in ("ana", "lee", "olga"):
        keep_contact(by=cast.subject(name), **BRUNO)
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    monkeypatch.setattr(rotating, "CHUNK", 1)
    assert rotate("--check") == "together: 3 under an older key, 0 new already, 0 unreadable"

    real, seen = rotating.rotated, []

    def stop_at_second(token: str) -> str:
        seen.append(token)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(token)

    monkeypatch.setattr(rotating, "rotated", stop_at_second)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    monkeypatch.setattr(rotating, "rotated", real)
    assert rotate() == "together: 2 rotated, 1 new already, 0 unreadable"
    assert rotate() == "together: 0 rotated, 3 new already, 0 unreadable"
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    assert {row.details["name"] for row in EmergencyContact.objects.all()} == {"Bruno Ruiz"}


def test_rotation_counts_what_no_key_opens_and_leaves_it(cast: Cast, settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [OTHER]
    keep_contact(by=cast.subject("ana"), **BRUNO)
    before = stored()
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    with pytest.raises(CommandError, match="1 open with none of the keys"):
        rotate()
    assert stored() == before


def test_a_wrong_key_is_said_and_tells_nothing(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    keep_contact(by=cast.subject("ana"), **BRUNO)
    (raw,) = stored()
    settings.FIELD_ENCRYPTION_KEYS = [OTHER]
    answer = cast.client("ana").get("/api/v1/users/me/emergency-contact")
    assert (answer.status_code, answer.json()["code"]) == (503, "unreadable")
    page = cast.browser("ana").get("/account/emergency-contact")
    assert (page.status_code, "cannot read what you kept" in page.content.decode()) == (200, True)
    for said in (answer.content.decode(), page.content.decode(), caplog.text):
        assert [word for word in (raw, OTHER, "Fernet") if word in said] == []


def test_no_key_at_all_is_found_at_start(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = []
    assert [error.id for error in every_encrypted_column_is_kept_well(None)] == ["hearth.E006"]
    with pytest.raises(ImproperlyConfigured, match="FIELD_ENCRYPTION_KEYS"):
        locked("word")


@pytest.mark.parametrize("token", ["", "gAAAA", "no token", "ü" * 80])
def test_refuses_what_is_no_ciphertext(token: str) -> None:
    with pytest.raises(Unreadable):
        opened(token)


def test_every_encrypted_column_is_sensitive_and_no_admin_page_reads_it() -> None:
    found = list(encrypted_columns())
    assert EmergencyContact in {model for model, _ in found}
    for model, names in found:
        page: Any = admin.site._registry[model]
        shown = {*page.list_display, *(page.fields or ()), *page.search_fields, *page.list_filter}
        assert page.fields, model
        for name in names:
            kind = classification_of(model._meta.get_field(name))
            assert getattr(kind, "data_class", None) is DataClass.SENSITIVE
            assert not model._meta.get_field(name).editable
            assert not {word for word in shown if isinstance(word, str) and word.startswith(name)}
