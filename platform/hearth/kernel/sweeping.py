"""Deleting much without holding anybody up: step by step, each a short transaction of its own."""

from typing import Any

from django.db.models import QuerySet

STEP = 1000


def delete_in_steps(rows: QuerySet[Any]) -> int:
    """Delete the rows, also those that come to fit the conditions meanwhile; return how many it were."""
    total = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:STEP]):
        # The conditions once more: a row may have changed since it was looked at.
        gone, _ = rows.filter(pk__in=ids).delete()
        if not gone:
            break
        total += gone
    return total
