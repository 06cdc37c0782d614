"""Finds photos that look like another: perceptual hashes that differ in a few of their 64 bits.

Two hashes with at most three different bits share at least one of their four quarters. An index on each
quarter so leads to the few rows whose bits are counted.
"""

from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Substr

MOST_DIFFERENT_BITS = 3
QUARTER = 4
"""Hexadecimal digits, of sixteen."""
QUARTERS = range(1, 16, QUARTER)
FEWEST_BITS = 8
"""A hash with fewer ones or zeros is that of an even surface, and says nothing."""
COMPARED = ("ready", "removed")


def indexes() -> list[models.Index]:
    return [
        models.Index(
            Substr("perceptual_hash", start, QUARTER),
            name=f"media_like_{number}",
            condition=Q(state__in=COMPARED) & ~Q(perceptual_hash=""),
        )
        for number, start in enumerate(QUARTERS, start=1)
    ]


def says_something(perceptual_hash: str) -> bool:
    if not perceptual_hash:
        return False
    ones = int(perceptual_hash, 16).bit_count()
    return FEWEST_BITS <= ones <= 64 - FEWEST_BITS


def looking_like(rows: Any, perceptual_hash: str) -> Any:
    """Narrow files to those that look like this hash, with `different_bits`, the likest first."""
    quarters = Q()
    for number, start in enumerate(QUARTERS, start=1):
        rows = rows.alias(**{f"quarter_{number}": Substr("perceptual_hash", start, QUARTER)})
        quarters |= Q(**{f"quarter_{number}": perceptual_hash[start - 1 : start - 1 + QUARTER]})
    near = rows.filter(quarters, ~Q(perceptual_hash=""), state__in=COMPARED)
    near = near.annotate(different_bits=_DifferentBits(F("perceptual_hash"), Value(perceptual_hash)))
    return near.filter(different_bits__lte=MOST_DIFFERENT_BITS).order_by("different_bits", "id")


class _DifferentBits(Func):
    template = "bit_count(('x' || %(expressions)s)::bit(64))"
    arg_joiner = ")::bit(64) # ('x' || "
    output_field = models.IntegerField()
