from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from apps.rides.models.ride import Ride
from apps.rides.querysets import OfRideQuerySet
from hearth.kernel.fields import internal, mentions, public
from hearth.kernel.models import Record, one_line


class RideAttachment(Record):
    """A private file that belongs to a ride: a briefing, a permit, a picture of the meeting point."""

    ride = internal(models.ForeignKey(Ride, on_delete=models.CASCADE, related_name="attachments"))
    organization = internal(
        models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    )
    media = internal(
        models.OneToOneField("media.MediaFile", on_delete=models.PROTECT, related_name="ride_attachment")
    )
    name = public(models.CharField(max_length=120, validators=[one_line]))
    user = mentions(models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"))

    objects: ClassVar[Any] = OfRideQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["ride", "created_at", "id"], name="attachment_by_ride")
        ]

    def __str__(self) -> str:
        return self.name
