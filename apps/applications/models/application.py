from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.applications.choices import LIVE, OPEN, Status
from apps.applications.models.offered import AboutPet
from apps.applications.querysets import ApplicationQuerySet
from hearth.kernel.fields import KEPT, data_subject, internal, mentions, personal, sensitive
from hearth.kernel.models import Record


class Application(AboutPet, Record):
    """Somebody's wish to adopt a pet, from the draft to the day it moves in."""

    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            on_delete=models.PROTECT,
            related_name="applications",
            editable=False,
        )
    )
    form = internal(
        models.ForeignKey(
            "applications.ApplicationForm",
            on_delete=models.PROTECT,
            related_name="applications",
            editable=False,
        )
    )
    answers = sensitive(models.JSONField(default=dict, blank=True))
    """By the key of the question, as its type has it; on the wire `applicant_info`."""
    shares_household = personal(models.BooleanField(default=False), erased=False)
    """The applicant agreed that the household that they keep goes with it, and stands in for answers."""
    household = sensitive(models.JSONField(default=dict, blank=True, editable=False))
    """A copy of their household as it was when they sent it."""
    status = personal(
        models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT, editable=False),
        erased=KEPT,
    )
    submitted_at = internal(models.DateTimeField(null=True, editable=False))
    reviewed_at = internal(models.DateTimeField(null=True, editable=False))
    """When somebody began to read it."""
    replied_at = internal(models.DateTimeField(null=True, editable=False))
    """When those who offer the pet first said anything: began to read, wrote, or decided."""
    respond_by = internal(models.DateTimeField(null=True, editable=False))
    """Until when those who offer the pet owe the next answer; NULL while they owe none."""
    reminders = internal(models.PositiveSmallIntegerField(default=0, editable=False))
    """How many times they were reminded of it: the organisation once, then the platform's people."""
    planned_at = personal(models.DateTimeField(null=True, editable=False))
    """When they meet, or when somebody comes to see the home."""
    decided_at = internal(models.DateTimeField(null=True, editable=False))
    decided_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            null=True,
            on_delete=models.PROTECT,
            related_name="+",
            editable=False,
        )
    )
    ending = internal(models.CharField(max_length=30, blank=True, editable=False))
    """The code of why it ended; `reason` on the wire."""

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="application_status_known", condition=Q(status__in=Status.values)),
            models.UniqueConstraint(
                fields=["pet", "user"],
                name="application_one_live",
                condition=Q(status__in=LIVE),
            ),
            models.UniqueConstraint(
                fields=["pet"], name="application_one_approved", condition=Q(status="approved")
            ),
            models.CheckConstraint(
                name="application_sent_when",
                condition=Q(status__in=["draft", "withdrawn", "expired"]) | Q(submitted_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="application_by_user"),
            models.Index(fields=["pet", "-created_at", "-id"], name="application_by_pet"),
            models.Index(
                fields=["organization", "submitted_at", "id"],
                name="application_inbox",
                condition=Q(status__in=OPEN),
            ),
            models.Index(
                fields=["offered_by", "submitted_at", "id"],
                name="application_private_inbox",
                condition=Q(status__in=OPEN, organization__isnull=True),
            ),
            models.Index(fields=["organization", "-submitted_at", "-id"], name="application_by_organization"),
            models.Index(
                fields=["reminders", "respond_by", "id"],
                name="application_overdue",
                condition=Q(respond_by__isnull=False),
            ),
            models.Index(fields=["status", "-id"], name="application_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.pet} · {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("application", args=[self.pk])

    turn_facts: ClassVar[dict[str, Any] | None] = None
    """The facts of its live turn; the queryset's `with_turns` (`apps.applications.lines`) loads them."""

    @property
    def queued_at(self) -> datetime | None:
        return _time(self.turn_facts, "queued_at")

    @property
    def offer_expires_at(self) -> datetime | None:
        return _time(self.turn_facts, "offer_expires_at")

    @property
    def position(self) -> int | None:
        """Where it stands in the line, from one; None while it does not wait."""
        return self.turn_facts["position"] if self.turn_facts else None

    @property
    def takes_it(self) -> bool | None:
        """Whether it is given the place at its turn without being asked; None while it does not wait."""
        return self.turn_facts["takes_it"] if self.turn_facts and self.position else None

    @property
    def was_sent(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_read(self) -> bool:
        """Whether somebody began to read it: those who decide see what is personal from then on."""
        return self.reviewed_at is not None

    @property
    def is_overdue(self) -> bool:
        return self.respond_by is not None and self.respond_by <= timezone.now()


def _time(facts: dict[str, Any] | None, name: str) -> datetime | None:
    return datetime.fromisoformat(facts[name]) if facts and facts[name] else None
