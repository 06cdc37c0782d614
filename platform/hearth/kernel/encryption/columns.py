"""Model fields whose column holds ciphertext, and whose attribute holds what it means.

    details = sensitive(EncryptedJSON())

They cannot be searched or sorted by, no form and no admin page offers them, and reading a row whose column
opens with no key raises `Unreadable`. Emptiness shows: an empty text or object is stored as it is.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from hearth.kernel.encryption.keys import Unreadable, locked, opened


class EncryptedText(models.TextField):
    """Text, encrypted at rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "editable": False, "blank": True})

    def to_text(self, value: Any) -> str:
        return str(value)

    def from_text(self, text: str) -> Any:
        return text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return self.from_text(opened(value) if value else "")

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        text = self.to_text(value)
        return locked(text) if text else ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether there is anything: the same text is encrypted to another word each time."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class EncryptedJSON(EncryptedText):
    """An object, encrypted at rest as a whole."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_text(self, value: Any) -> str:
        return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":")) if value else ""

    def from_text(self, text: str) -> Any:
        return json.loads(text) if text else {}

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return self.to_text(self.value_from_object(obj))


def if_readable(row: models.Model, name: str) -> Any:
    """What a row loaded with `defer(name)` has there; None when no key opens it."""
    try:
        return getattr(row, name)
    except Unreadable:
        return None


def encrypted_columns() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Yield every model that has such columns, with their names."""
    for model in apps.get_models():
        if not model._meta.proxy:
            names = [field.name for field in model._meta.local_fields if isinstance(field, EncryptedText)]
            if names:
                yield model, names
