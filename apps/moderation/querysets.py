from typing import Any, Self
from uuid import UUID

from hearth.kernel.authorization import PolicyQuerySet


class ReviewItemQuerySet(PolicyQuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state="open")

    def of_target(self, kind: str, target_id: UUID) -> Self:
        return self.filter(kind=kind, target_id=target_id)

    def in_turn(self) -> Self:
        """Most urgent first, then who has waited longest."""
        return self.order_by("-priority", "opened_at", "id")


class DecisionQuerySet(PolicyQuerySet[Any]):
    def of_target(self, kind: str, target_id: UUID) -> Self:
        return self.filter(kind=kind, target_id=target_id).order_by("-decided_at", "-id")

    def last_of(self, kind: str, target_ids: list[UUID]) -> dict[UUID, Any]:
        """The last decision on each of several targets, in one query."""
        rows = self.filter(kind=kind, target_id__in=target_ids)
        last = rows.order_by("target_id", "-decided_at", "-id").distinct("target_id")
        return {decision.target_id: decision for decision in last}
