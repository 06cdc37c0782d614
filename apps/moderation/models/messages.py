from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import internal, public
from hearth.kernel.models import Record

LONGEST = 2000
PLACEHOLDER = "{title}"


def only_known_placeholders(text: str) -> None:
    """Refuse braces that would reach people as they stand."""
    if any(brace in text.replace(PLACEHOLDER, "") for brace in "{}"):
        raise ValidationError("The one placeholder is {title}.", code="unknown_placeholder")


class ReasonMessage(Record):
    """What site admins have a submitter told for a reason, in place of the text that the kind brings."""

    kind = internal(models.CharField(max_length=30))
    code = internal(models.CharField(max_length=60))
    language = internal(models.CharField(max_length=10))
    text = public(models.TextField(max_length=LONGEST, validators=[only_known_placeholders]))

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "code", "language"],
                name="reason_message_once",
                violation_error_message="There is a text for this reason in this language already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.code} ({self.language})"
