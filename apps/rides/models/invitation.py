from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from apps.rides.models.ride import Ride
from apps.rides.querysets import OfRideQuerySet
from hearth.kernel.fields import data_subject, internal, mentions
from hearth.kernel.models import Record


class RideInvitation(Record):
    """A member who may come to a ride that is only for whoever is invited."""

    ride = internal(models.ForeignKey(Ride, on_delete=models.CASCADE, related_name="invitations"))
    organization = internal(
        models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    )
    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ride_invitations")
    )
    invited_by = mentions(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    )

    objects: ClassVar[Any] = OfRideQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["ride", "user"], name="ride_invitation_once")
        ]

    def __str__(self) -> str:
        return f"{self.ride} · {self.user}"
