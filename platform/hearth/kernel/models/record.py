from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from hearth.kernel.fields import internal
from hearth.kernel.ids import uuid7


def one_line(value: str) -> None:
    """Refuse line breaks and invisible characters in a name: it goes into headings and mail subjects."""
    if not value.isprintable():
        raise ValidationError("Use one line of ordinary characters.", code="not_printable")


class Record(models.Model):
    """What every row of ours has: a time-ordered id, its times, and a version that each change raises."""

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    created_at = internal(models.DateTimeField(default=timezone.now, editable=False))
    updated_at = internal(models.DateTimeField(default=timezone.now, editable=False))
    version = internal(models.PositiveIntegerField(default=1, editable=False))

    class Meta:
        abstract = True
