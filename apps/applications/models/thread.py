"""What is written along an application: messages between both sides, and notes of one side."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.applications.choices import Standing
from apps.applications.models.application import Application
from apps.applications.words import LONGEST_MESSAGE
from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import data_subject, internal, mentions, personal
from hearth.kernel.models import Record

TAKEN_DOWN = "This message was taken down."
"""What everybody else reads in its place."""


class Written(Record):
    """Words along an application. Whose application it is, and who decides on it, is copied from it."""

    application = internal(
        models.ForeignKey(Application, on_delete=models.PROTECT, related_name="%(class)ss", editable=False)
    )
    applicant = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    organization = internal(
        models.ForeignKey(
            "organizations.Organization",
            null=True,
            on_delete=models.PROTECT,
            related_name="+",
            editable=False,
        )
    )
    offered_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )

    class Meta:
        abstract = True


class Message(Written):
    """A message between the applicant and those who offer the pet. Both read it; it is never changed."""

    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    from_applicant = internal(models.BooleanField(editable=False))
    """Which side wrote it: people of an organisation answer for each other."""
    text = personal(models.TextField(max_length=LONGEST_MESSAGE), erased="This message was erased.")
    moderation = internal(
        models.CharField(max_length=8, choices=Standing.choices, default=Standing.SHOWN, editable=False)
    )
    removed_at = internal(models.DateTimeField(null=True, editable=False))
    """When it was taken down after a report; nobody but moderators and who wrote it reads it since."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="message_removed_when",
                condition=Q(moderation="shown", removed_at__isnull=True)
                | Q(moderation="removed", removed_at__isnull=False),
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["application", "created_at", "id"], name="message_thread"),
            models.Index(fields=["-id"], name="message_removed", condition=Q(moderation="removed")),
        ]

    def __str__(self) -> str:
        return f"Message of {self.created_at:%d %B %Y}"

    def get_absolute_url(self) -> str:
        return f"{self.application.get_absolute_url()}#message-{self.pk}"

    def text_for(self, person_id: UUID | None) -> str:
        """What somebody who takes part reads: what was taken down is its writer's alone."""
        if self.moderation == Standing.REMOVED and self.user_id != person_id:
            return TAKEN_DOWN
        return str(self.text)


class Note(Written):
    """What those who decide write for themselves; the applicant never sees it."""

    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    text = personal(models.TextField(max_length=LONGEST_MESSAGE), erased="This note was erased.")

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["application", "created_at", "id"], name="note_thread")
        ]

    def __str__(self) -> str:
        return f"Note of {self.created_at:%d %B %Y}"
