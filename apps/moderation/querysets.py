from typing import Any, Self
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from hearth.kernel.authorization import PolicyQuerySet


class ReviewItemQuerySet(PolicyQuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state="open")

    def of_target(self, kind: str, target_id: UUID) -> Self:
        return self.filter(kind=kind, target_id=target_id)

    def without_snapshots(self) -> Self:
        """For lists: what things once said is long, and is told of one item at a time."""
        return self.defer("snapshots")

    def in_turn(self) -> Self:
        """Most urgent first, then who has waited longest."""
        return self.order_by("-priority", "opened_at", "id")


class DecisionQuerySet(PolicyQuerySet[Any]):
    def of_target(self, kind: str, target_id: UUID) -> Self:
        return self.filter(kind=kind, target_id=target_id).order_by("-decided_at", "-id")

    def last_of(self, kind: str, target_ids: list[UUID]) -> dict[UUID, Any]:
        """The last decision on each of several targets, in one query."""
        rows = self.filter(kind=kind, target_id__in=target_ids).select_related("appeal")
        last = rows.order_by("target_id", "-decided_at", "-id").distinct("target_id")
        return {decision.target_id: decision for decision in last}


class ReportCaseQuerySet(PolicyQuerySet[Any]):
    def open(self) -> Self:
        return self.filter(state="open")

    def about(self, kind: str, target_id: UUID) -> Self:
        return self.filter(kind=kind, target_id=target_id)

    def for_display(self) -> Self:
        """Load what was reported, the reports, and how often it was reported before."""
        return (
            self.annotate(upheld_before=self._before("upheld"), dismissed_before=self._before("dismissed"))
            .select_related("owner", "organization")
            .prefetch_related("target", "reports")
        )

    def _before(self, state: str) -> Coalesce:
        others = self.model._default_manager.filter(
            kind=OuterRef("kind"), target_id=OuterRef("target_id"), state=state
        ).exclude(pk=OuterRef("pk"))
        counted = others.order_by().values("target_id").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted), 0)


class AppealQuerySet(PolicyQuerySet[Any]):
    def open(self) -> Self:
        return self.filter(state="open")

    def for_display(self) -> Self:
        """Load the decision and what it was about."""
        return self.select_related("decision__reviewer", "appellant").prefetch_related("target")
