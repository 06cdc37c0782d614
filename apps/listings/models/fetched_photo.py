from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.listings.models.pet import Pet
from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import internal
from hearth.kernel.ids import uuid7


class FetchedPhoto(models.Model):
    """A photo that a file of listings named by its address: fetched once for its listing, whatever follows.

    Its file has the same id.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        TAKEN = "taken", "Taken"
        FAILED = "failed", "Failed"

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    pet = internal(models.ForeignKey(Pet, on_delete=models.CASCADE, related_name="fetched_photos"))
    address = internal(models.CharField(max_length=500))
    position = internal(models.PositiveSmallIntegerField(default=0))
    """Its place in the row's list."""
    row = internal(models.PositiveIntegerField(default=0))
    """The row of the file that named it last."""
    job_id = internal(models.UUIDField())
    """The import that fetches it, or did."""
    state = internal(models.CharField(max_length=8, choices=State.choices, default=State.WAITING))
    problem = internal(models.CharField(max_length=200, blank=True))
    media = internal(
        models.ForeignKey("media.MediaFile", null=True, on_delete=models.SET_NULL, related_name="+")
    )

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["pet", "address"], name="fetched_photo_once"),
            models.CheckConstraint(
                name="fetched_photo_state_known", condition=Q(state__in=["waiting", "taken", "failed"])
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["job_id", "pet"], name="fetched_photo_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"Photo from elsewhere of {self.pet_id}"
