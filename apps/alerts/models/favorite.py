from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.alerts.choices import Standing
from apps.alerts.querysets import FavoriteQuerySet
from hearth.kernel.fields import KEPT, data_subject, internal, personal
from hearth.kernel.models import Record


class Favorite(Record):
    """A pet that somebody keeps an eye on, and what they last heard of it."""

    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="favorites"),
        deleted=True,
    )
    pet = personal(
        models.ForeignKey("listings.Pet", on_delete=models.CASCADE, related_name="favorites"),
        keep="row",
        erased=KEPT,
    )
    told_as = internal(models.CharField(max_length=10, choices=Standing.choices, default=Standing.LOOKING))
    """How the pet stood when its follower last saw it or heard of it: only what differs is news."""
    told_at = internal(models.DateTimeField(null=True))
    tell_at = internal(models.DateTimeField(null=True))
    """When to look whether there is news; nothing while there is none."""

    objects: ClassVar[Any] = FavoriteQuerySet.as_manager()

    class Meta:
        verbose_name = "favourite"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "pet"], name="favorite_once"),
            models.CheckConstraint(name="favorite_standing_known", condition=Q(told_as__in=Standing.values)),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="favorite_by_user"),
            models.Index(
                fields=["tell_at", "id"], name="favorite_to_tell", condition=Q(tell_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pet} for {self.user}"

    @property
    def added_at(self) -> datetime:
        return self.created_at
