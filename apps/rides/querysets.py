from datetime import timedelta
from typing import Any, Self

from django.db.models import Prefetch
from django.utils import timezone

from apps.rides.choices import COMING, PLACES, State
from hearth.kernel.authorization import PolicyQuerySet

UPCOMING = (*COMING, State.ACTIVE.value)


class RideQuerySet(PolicyQuerySet[Any]):
    def in_public(self) -> Self:
        """What the list for everybody has; matches the partial index word for word."""
        return self.filter(
            audience="public", moderation="shown", state__in=["published", "postponed", "active"]
        )

    def upcoming(self) -> Self:
        """What is not over, as lists show it: today's rides too while they last."""
        return self.filter(state__in=UPCOMING, starts_at__gte=timezone.now() - timedelta(hours=12))

    def for_display(self) -> Self:
        return self.select_related("organization", "captain", "route").prefetch_related(
            Prefetch(
                "pace_groups", self.model._meta.get_field("pace_groups").related_model.objects.in_order()
            )
        )


class OfRideQuerySet(PolicyQuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("position", "name", "id")


class ParticipationQuerySet(PolicyQuerySet[Any]):
    def live(self) -> Self:
        return self.filter(status__in=PLACES.live)

    def confirmed(self) -> Self:
        return self.filter(status="confirmed")

    def for_display(self) -> Self:
        return self.select_related("user", "host", "ride__organization", "pace_group")


class RouteQuerySet(PolicyQuerySet[Any]):
    """Routes and their versions."""


class PlanQuerySet(PolicyQuerySet[Any]):
    """Templates and series."""

    def for_display(self) -> Self:
        return self.select_related("organization", "route")
