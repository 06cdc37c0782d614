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
