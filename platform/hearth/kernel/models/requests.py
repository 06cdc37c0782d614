import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from hearth.kernel.fields import KEPT, data_subject, internal, personal
from hearth.kernel.ids import uuid7


class RateCounter(models.Model):
    """How much of a limit a person has spent in the present window; see `limits.py`."""

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"), deleted=True
    )
    name = internal(models.CharField(max_length=60))
    started_at = personal(models.DateTimeField(), erased=KEPT)
    spent = personal(models.PositiveIntegerField(), erased=KEPT)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "name"], name="rate_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.spent}"


class IdempotencyRecord(models.Model):
    """The first answer under a person's Idempotency-Key, kept for a day; see `api/idempotency.py`."""

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"), deleted=True
    )
    key = internal(models.CharField(max_length=255))
    fingerprint = internal(models.CharField(max_length=64))
    """Of method, address and body: the same key with another request is a mistake."""
    status = internal(models.PositiveSmallIntegerField(null=True))
    headers = internal(models.JSONField(default=dict))
    body = personal(models.TextField(blank=True), keep="P1D", exported=False)
    target_id = internal(models.UUIDField(null=True))
    created_at = internal(models.DateTimeField(default=timezone.now))

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def answer(self) -> Any:
        return json.loads(self.body)
