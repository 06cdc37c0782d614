from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import internal, personal
from hearth.kernel.models import Record


class Mail(Record):
    """One message to one person; the address is read only when it is sent."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENT = "sent", "Sent"
        NO_ADDRESS = "no_address", "No confirmed address"

    user = personal(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails")
    )
    template = internal(models.CharField(max_length=80))
    context = personal(models.JSONField(default=dict), keep="P90D")
    about_type = internal(models.CharField(max_length=60))
    about_id = internal(models.UUIDField())
    state = internal(models.CharField(max_length=12, choices=State.choices, default=State.QUEUED))
    sent_at = internal(models.DateTimeField(null=True))

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "mail"

    def __str__(self) -> str:
        return f"{self.template} → {self.user}"
