"""The marks on fields: whose row it is, and what becomes of each column. Nothing may be left unsaid."""

import pytest
from django.conf import settings
from django.db import models

from apps.listings.models import Pet
from hearth.kernel.fields import (
    EMPTY,
    DataClass,
    classification_of,
    data_subject,
    erased_value,
    inventory,
    mentions,
    people_named_in,
    personal,
    tie_of,
)
from tests.accounts.life import holds_words

MACHINE_WORDS = {
    *("kind", "about_type", "target_type", "key", "reason", "handler", "name", "language", "role"),
    *("fingerprint", "request_id", "from_state", "to_state", "content_type", "checksum", "perceptual_hash"),
    *("error", "reference", "note", "session_key", "doing", "file_key", "code", "outcome"),
    *("address", "file", "problem", "client_id", "private_key", "ending", "refusal", "placement_reason"),
    "why",
}
"""Columns of text that are called internal: codes, keys, what is written about organisations; reviewed."""


def person() -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)


def silent() -> list[str]:
    models_of_ours = {model for model, _, _ in inventory()}
    return [str(field) for model in models_of_ours for field in people_named_in(model) if not tie_of(field)]


def test_every_link_to_a_person_says_what_it_means() -> None:
    """`data_subject` where the row is about them, `mentions` where it is not."""
    assert silent() == []


def test_would_notice_a_link_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Pet._meta.get_field("user"), "tie")
    assert silent() == ["listings.Pet.user"]


def test_every_column_that_goes_knows_what_it_holds_then() -> None:
    for _, field, kind in inventory():
        if kind is not None and kind.erased is EMPTY and not field.many_to_many:
            erased_value(field)


def test_says_so_when_a_column_cannot_be_emptied() -> None:
    moment = personal(models.DateTimeField())
    moment.name = "moment"
    with pytest.raises(LookupError, match="erased="):
        erased_value(moment)


def test_ids_stay_and_addresses_go() -> None:
    assert classification_of(data_subject(person())).erased is not EMPTY  # type: ignore[union-attr]
    assert classification_of(mentions(person())).exported is False  # type: ignore[union-attr]
    assert erased_value(data_subject(models.EmailField(null=True))) is None
    assert erased_value(personal(models.JSONField(default=list))) == {}


def test_calls_no_typed_text_internal() -> None:
    """Where somebody types, the column is public or personal; a new internal one is looked at here."""
    found = {
        field.name
        for _, field, kind in inventory()
        if kind is not None
        and kind.data_class is DataClass.INTERNAL
        and isinstance(field, models.CharField | models.TextField)
        and not field.choices
    }
    assert found <= MACHINE_WORDS, found - MACHINE_WORDS


def test_no_hash_and_no_secret_is_exported() -> None:
    for model, field, kind in inventory():
        if any(word in field.name for word in ("hash", "token", "secret", "sub")) and holds_words(field, 1):
            assert kind is not None
            assert not kind.exported or field.name in ("suburb", "submitter"), (
                f"{model.__name__}.{field.name}"
            )
