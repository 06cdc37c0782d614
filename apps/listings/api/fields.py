"""Form fields of the filters that are more than a word of a list."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms

from apps.listings.spots import Spot, spot_of
from apps.listings.typos import corrected


@dataclass(frozen=True)
class Words:
    """What somebody typed."""

    typed: str
    fresh: bool = field(default=False, repr=False)
    """Whether what was remembered a moment ago will not do."""

    @cached_property
    def meant(self) -> str:
        """What is looked for: the nearest words where those that were typed find nothing."""
        return corrected(self.typed, fresh=self.fresh)


class QueryField(forms.CharField):
    def clean(self, value: Any) -> Words | None:
        typed = super().clean(value)
        return Words(typed) if typed else None


class NearField(forms.CharField):
    def clean(self, value: Any) -> Spot | None:
        words = super().clean(value)
        return spot_of(words) if words else None
