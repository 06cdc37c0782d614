"""Form fields of the filters that are more than a word of a list."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django import forms

from apps.listings.spots import Spot, places_called, spot_among, spot_at
from apps.listings.typos import corrected, corrected_beside


@dataclass(frozen=True)
class Words:
    """What somebody typed."""

    typed: str
    fresh: bool = field(default=False, repr=False)
    """Whether what was remembered a moment ago will not do."""
    known: str | None = field(default=None, repr=False)
    """What is meant, if that was asked already."""

    @cached_property
    def meant(self) -> str:
        """What is looked for: the nearest words where those that were typed find nothing."""
        return corrected(self.typed, fresh=self.fresh) if self.known is None else self.known


class QueryField(forms.CharField):
    def clean(self, value: Any) -> Words | None:
        typed = super().clean(value)
        return Words(typed) if typed else None


def found_together(words: Words, near: str) -> tuple[Words, Spot]:
    """What is meant by words, and the place beside them, in one query; raise ValidationError as `spot_of`."""
    if spot := spot_at(near):
        return words, spot
    meant, (places,) = corrected_beside(words.typed, places_called(near))
    return replace(words, known=meant), spot_among(places, near)
