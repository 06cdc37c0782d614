from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from apps.listings.models.pet import Pet
from hearth.kernel.fields import internal
from hearth.kernel.ids import uuid7


class PetPhoto(models.Model):
    """A photo's place in a listing; the file itself, its state and its alt text are the media app's."""

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    pet = internal(models.ForeignKey(Pet, on_delete=models.CASCADE, related_name="photos"))
    media = internal(
        models.OneToOneField("media.MediaFile", on_delete=models.PROTECT, related_name="pet_photo")
    )
    position = internal(models.PositiveSmallIntegerField())
    added_at = internal(models.DateTimeField(default=timezone.now, editable=False))

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["pet", "position"], name="pet_photo_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return f"Photo {self.position} of {self.pet}"


class ProposedPhoto(models.Model):
    """Keeps a photo for a published listing whose change waits: nothing else may use it, or clear it away.

    Its place among the others stands in the revision. After a refusal it is kept for another attempt.
    """

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    pet = internal(models.ForeignKey(Pet, on_delete=models.CASCADE, related_name="proposed_photos"))
    media = internal(
        models.OneToOneField("media.MediaFile", on_delete=models.PROTECT, related_name="proposed_photo")
    )
    added_at = internal(models.DateTimeField(default=timezone.now, editable=False))

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "id"]

    def __str__(self) -> str:
        return f"Photo proposed for {self.pet}"
