from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F
from django.utils import timezone

from apps.applications.choices import LIVE, OPEN, WAIT_FOR_ANSWER
from hearth.kernel.authorization import PolicyQuerySet

LOOKED_BACK = timedelta(days=180)
"""How old an application may be whose reply still says something about how quick people are now."""
ENOUGH_TO_TELL = 3
"""Fewer replies say nothing about an organisation, and something about single applicants."""


class ApplicationQuerySet(PolicyQuerySet[Any]):
    def open(self) -> Self:
        """Sent, and not over. Matches the inboxes' partial indexes word for word."""
        return self.filter(status__in=OPEN)

    def live(self) -> Self:
        return self.filter(status__in=LIVE)

    def sent(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def overdue(self) -> Self:
        """Those that wait for an answer longer than was promised."""
        return self.filter(status__in=WAIT_FOR_ANSWER, respond_by__lte=timezone.now())

    def for_display(self) -> Self:
        """Load what an answer names: the pet, who offers it, who applied, the form's version."""
        return self.select_related("pet", "organization", "offered_by", "user", "form")


class FormQuerySet(PolicyQuerySet[Any]):
    def current(self) -> Self:
        return self.filter(state="current")


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    name = "median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def median_reply(organization_id: UUID) -> timedelta | None:
    """How long people wait for the first word of an organisation, a no included; None while few had one."""
    waited = ExpressionWrapper(F("replied_at") - F("submitted_at"), output_field=DurationField())
    since = timezone.now() - LOOKED_BACK
    heard = apps.get_model("applications.Application")._default_manager.filter(
        organization=organization_id, submitted_at__gte=since, replied_at__isnull=False
    )
    found = heard.annotate(waited=waited).aggregate(
        median=Median("waited", output_field=DurationField()), number=Count("*")
    )
    return found["median"] if found["number"] >= ENOUGH_TO_TELL else None
