"""Which rows are about a person, by the marks that models give their fields (`hearth.kernel.fields`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from apps.accounts.models import User
from hearth.kernel.fields import Tie, tie_of


@dataclass(frozen=True)
class Rows:
    """The rows of one model that are a person's by one of its columns."""

    model: type[models.Model]
    tie: Tie
    condition: Q

    def all(self) -> Any:
        return self.model._default_manager.filter(self.condition)


def rows_about(person: User) -> Iterator[Rows]:
    """Yield what is about a person, except for their own row.

    An address leads to rows only while they have confirmed it, and only where the row names no account.
    """
    for model in apps.get_models():
        ties = [(field, tie) for field in model._meta.local_fields if (tie := tie_of(field)) and tie.about]
        accounts = [field.name for field, _ in ties if field.is_relation]
        for field, tie in ties:
            mine = Q(**{f"{tie.unless}__isnull": True}) if tie.unless else Q()
            if field.is_relation:
                yield Rows(model, tie, mine & Q(**{field.name: person.pk}))
            elif person.email and person.email_verified:
                unknown = Q(**{f"{name}__isnull": True for name in accounts})
                yield Rows(model, tie, mine & unknown & Q(**{f"{field.name}__iexact": person.email}))
