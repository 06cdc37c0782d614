from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from hearth.kernel.fields import data_subject, internal, personal
from hearth.kernel.ids import uuid7


class Reveal(models.Model):
    """Somebody from outside looked at a row's personal fields: why, and until when; see `reveal.py`."""

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    )
    target_type = internal(models.CharField(max_length=60))
    target_id = internal(models.UUIDField())
    reason = internal(models.CharField(max_length=20))
    note = personal(models.CharField(max_length=500, blank=True))
    created_at = internal(models.DateTimeField(default=timezone.now))
    expires_at = internal(models.DateTimeField())

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "target_id", "-expires_at"], name="reveal_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id}"
