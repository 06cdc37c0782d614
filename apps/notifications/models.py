from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from apps.notifications.querysets import NotificationQuerySet
from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import KEPT, data_subject, internal, personal
from hearth.kernel.models import Record


class About(models.Model):
    """What a message is about, and the facts that its texts are written from when somebody reads it."""

    kind = internal(models.CharField(max_length=80))
    about_type = internal(models.CharField(max_length=60))
    about_id = internal(models.UUIDField())
    context = personal(models.JSONField(default=dict, encoder=DjangoJSONEncoder), keep="P90D")

    class Meta:
        abstract = True


class Notification(Record, About):
    """Something a person is told on the site itself, in the language they read it in."""

    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications"),
        deleted=True,
    )
    read_at = personal(models.DateTimeField(null=True))

    objects: ClassVar[Any] = NotificationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="notification_by_user"),
            models.Index(fields=["user"], name="notification_unread", condition=Q(read_at=None)),
            # What names somebody in what others were told, when they are erased.
            models.Index(fields=["about_id"], name="notification_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user}"

    @property
    def path(self) -> str:
        """Where it leads on the site; empty when nowhere."""
        return str(self.context.get("path", ""))


class Mail(Record, About):
    """One message to one person, or to an address that may belong to nobody here.

    A person's own address is read only when the mail is sent. `state` follows the mail's delivery.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        NO_ADDRESS = "no_address", "No confirmed address"
        SWITCHED_OFF = "switched_off", "Not wanted"
        UNCERTAIN = "uncertain", "Uncertain"
        FAILED = "failed", "Failed"

    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="mails")
    )
    address = data_subject(models.EmailField(max_length=254, blank=True))
    language = internal(models.CharField(max_length=10, blank=True))
    """Of a mail to an address; a person's own is read when it is sent."""
    state = internal(models.CharField(max_length=12, choices=State.choices, default=State.QUEUED))
    attempts = internal(models.PositiveSmallIntegerField(default=0))
    tried_at = internal(models.DateTimeField(null=True))
    sent_at = internal(models.DateTimeField(null=True))
    error = personal(models.TextField(blank=True), exported=False)
    """Why it was not sent, in the words of the mail server or of ours."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "mail"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
            models.Index(
                fields=["state", "-created_at"],
                name="mail_to_look_at",
                condition=Q(state__in=["uncertain", "failed"]),
            ),
            # The admin's search: parts of an address, `icontains`, which is UPPER(…) LIKE; a whole id.
            GinIndex(OpClass(Upper("address"), "gin_trgm_ops"), name="mail_like"),
            models.Index(fields=["about_id"], name="mail_about"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="mail_one_recipient", condition=Q(user__isnull=True) | Q(address="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display()})"

    @property
    def recipient(self) -> str:
        """Who gets it, for the delivery log; of an address only as much as tells it from others."""
        if self.user_id:
            return str(self.user)
        name, _, host = self.address.rpartition("@")
        return f"{name[:1]}…@{host}" if host else "nobody any more"


class Preference(Record):
    """A person's own choice for one kind; there is a row only where it differs from “tell me”."""

    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="preferences"),
        deleted=True,
    )
    kind = personal(models.CharField(max_length=80), erased=KEPT)
    email = personal(models.BooleanField(default=True), erased=KEPT)
    in_app = personal(models.BooleanField(default=True), erased=KEPT)

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once_per_kind"),
            models.CheckConstraint(
                name="preference_differs_from_default", condition=Q(email=False) | Q(in_app=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.user}"


class Suppression(Record):
    """An address without an account that wants no more mail of one kind; only its keyed hash is kept."""

    address_hash = personal(models.CharField(max_length=64), keep="row", erased=KEPT, exported=False)
    kind = internal(models.CharField(max_length=80))

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["address_hash", "kind"], name="suppression_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.address_hash[:8]}…"
