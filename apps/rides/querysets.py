from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, DateTimeField, F, Func, Prefetch, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from apps.rides.choices import COMING, LEADS, PLACES, UPCOMING, Role, RouteStanding, State
from hearth.kernel.authorization import PolicyQuerySet, Subject

SURELY_OVER = timedelta(hours=12)
"""So long after its start nobody comes any more, started or not: lists have it among what is over then."""


class RideQuerySet(PolicyQuerySet[Any]):
    def in_public(self) -> Self:
        """What the list for everybody has; matches the partial index word for word."""
        return self.filter(
            audience="public", moderation="shown", state__in=["published", "postponed", "active"]
        )

    def upcoming(self) -> Self:
        """What is not over, as lists show it: today's rides too while they last."""
        return self.filter(state__in=UPCOMING, starts_at__gte=_unforeseen(_lately()))

    def next_of(self, club: Any) -> Self:
        """What a club rides next, the first one first; narrow it with `for_everybody` or `for_members`."""
        coming = self.filter(organization=club, state="published", starts_at__gt=Now())
        return coming.order_by("starts_at", "id")

    def for_everybody(self) -> Self:
        return self.filter(audience="public", moderation="shown")

    def for_members(self) -> Self:
        return self.filter(audience__in=["members", "public"], moderation="shown")

    def not_over(self) -> Self:
        """What its people still have before them, proposals too."""
        return self.filter(_not_over())

    def to_come(self, now: datetime) -> Self:
        """What a series still has before it; what was put off without a new time comes some day."""
        dated = Q(state__in=[State.DRAFT, State.PUBLISHED, State.ACTIVE], starts_at__gte=now - SURELY_OVER)
        return self.filter(dated | Q(state=State.POSTPONED))

    def over(self) -> Self:
        return self.exclude(_not_over())

    def of_person(self, subject: Subject, part: str = "") -> Self:
        """Those in which somebody has a part: `participant`, `leader` or `planner`; any unless said."""
        places = self.model._meta.get_field("participations").related_model.objects.live()
        mine = places.filter(user=subject.id)
        if part == "planner":
            return self.filter(user=subject.id)
        if part:
            mine = mine.filter(role__in=LEADS if part == "leader" else [Role.PARTICIPANT])
            return self.filter(pk__in=mine.values("ride"))
        planned = self.model._default_manager.filter(user=subject.id)
        return self.filter(Q(_one_of(planned.values("pk"))) | Q(_one_of(mine.values("ride"))))

    def for_display(self) -> Self:
        return self.select_related("organization", "captain", "route").prefetch_related(
            Prefetch(
                "pace_groups", self.model._meta.get_field("pace_groups").related_model.objects.in_order()
            )
        )


def _one_of(rows: Any) -> Func:
    """Rides by ids that are looked up first: however many others there are, only these are read."""
    return Func(
        F("pk"),
        ArraySubquery(rows.order_by()),
        template="(%(expressions)s))",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


def _not_over() -> Q:
    return Q(state=State.ACTIVE) | Q(state__in=[State.DRAFT, *COMING], starts_at__gte=_lately())


def _lately() -> datetime:
    return timezone.now() - SURELY_OVER


def _unforeseen(moment: datetime) -> Func:
    """A moment that PostgreSQL does not look at when it plans.

    It takes being open and being to come for two things that have nothing to do with each other, expects a
    tenth of the rides there are, and would sort them all rather than read the first ones in their order.
    """
    return Func(Value(moment), template="(SELECT %(expressions)s)", output_field=DateTimeField())


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

    def for_new_rides(self) -> Self:
        """Of routes, those that a ride may be given."""
        return self.filter(standing=RouteStanding.IN_USE)

    def in_use(self) -> Self:
        """Of versions, those that their routes are read by."""
        return self.filter(number=F("route__newest"))

    def for_display(self, *, drawn: bool = False) -> Self:
        """Routes with the version that is read and the newest upload; `drawn`: with line and profile."""
        versions = self.model._meta.get_field("versions").related_model.objects
        ends = versions.filter(number__in=[F("route__newest"), F("route__latest")])
        rows = ends.select_related("media", "user")
        rows = rows if drawn else rows.defer("line", "profile")
        return self.select_related("organization", "user").prefetch_related(Prefetch("versions", rows))


class PlanQuerySet(PolicyQuerySet[Any]):
    """Templates and series."""

    def for_display(self) -> Self:
        return self.select_related("organization", "route")
