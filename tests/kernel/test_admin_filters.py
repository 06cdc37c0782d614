"""The admin's lists offer what to narrow by without asking the rows for every value."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import BooleanField, ForeignKey
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from hearth.kernel.admin import among, occurring
from hearth.kernel.models import Event

NAMES = ["something.began", "something.ended"]


@pytest.fixture
def happened() -> None:
    for number, name in enumerate([*NAMES, NAMES[0]], start=1):
        Event.objects.create(
            name=name, target_type="something", target_id=UUID(int=1), sequence=number, occurred_at=now()
        )


def offers_by_itself(model: Any, name: str) -> bool:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return bool(field.choices) or isinstance(field, BooleanField | ForeignKey)


def test_no_filter_asks_every_row() -> None:
    admin.autodiscover()
    asking = [
        (model._meta.label, name)
        for model, listed in admin.site._registry.items()
        for name in listed.list_filter
        if isinstance(name, str) and not offers_by_itself(model, name)
    ]
    assert asking == []


@pytest.mark.django_db
def test_offers_what_occurs_by_looks_into_an_index(happened: None) -> None:
    listed = admin.site._registry[Event]
    with CaptureQueriesContext(connection) as asked:
        found = occurring("name")(RequestFactory().get("/"), {}, Event, listed)
    assert found.lookup_choices == [(name, name) for name in NAMES]
    assert len(asked) == 1
    assert "DISTINCT" not in asked[0]["sql"]


@pytest.mark.django_db
def test_narrows_to_what_is_chosen(happened: None) -> None:
    listed = admin.site._registry[Event]
    choices = [(NAMES[0], "It began")]

    def rows(value: str) -> Any:
        request = RequestFactory().get("/")
        chosen = among("name", lambda: choices, "what")(request, {"name": [value]}, Event, listed)
        assert (chosen.title, chosen.lookup_choices) == ("what", choices)
        return chosen.queryset(request, Event.objects.all())

    assert [rows(value).count() for value in ("", *NAMES, "nothing")] == [3, 2, 1, 0]
