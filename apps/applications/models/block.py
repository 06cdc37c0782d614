from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import data_subject, internal, mentions, personal
from hearth.kernel.models import Record


class Block(Record):
    """Somebody whom a person, or an organisation, does not want to hear from: no questions, no applications.

    The blocked are not told; what they send is refused as if the pet took none.
    """

    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blocks", editable=False
        ),
        unless="organization",
        deleted=True,
    )
    organization = internal(
        models.ForeignKey(
            "organizations.Organization",
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="blocks",
            editable=False,
        )
    )
    person = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    note = personal(models.CharField(max_length=300, blank=True))
    """Why, for those who blocked."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "person"],
                name="block_of_organization_once",
                condition=models.Q(organization__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "person"],
                name="block_of_person_once",
                condition=models.Q(organization__isnull=True),
            ),
            models.CheckConstraint(name="block_not_oneself", condition=~models.Q(user=models.F("person"))),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="block_of_organization"),
            models.Index(
                fields=["user", "-created_at", "-id"],
                name="block_of_person",
                condition=models.Q(organization__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization or self.user} blocked {self.person}"
