from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import KEPT, data_subject, personal, sensitive
from hearth.kernel.models import Record


class CalendarFeed(Record):
    """The secret address at which somebody's calendar finds what they have planned; one for each person."""

    user = data_subject(
        models.OneToOneField(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed", editable=False
        ),
        deleted=True,
    )
    token_hash = sensitive(
        models.CharField(max_length=64, unique=True, editable=False), erased=KEPT, exported=False
    )
    """SHA-256 of the secret: the address itself is told once and never kept."""
    made_at = personal(models.DateTimeField(default=timezone.now, editable=False), erased=KEPT)
    """When the present address was made."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "calendar feed"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-created_at", "-id"], name="calendar_feed_by_age"),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
