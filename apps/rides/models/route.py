from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.rides.querysets import RouteQuerySet
from hearth.kernel.fields import internal, mentions, public
from hearth.kernel.models import Record, one_line


class Route(Record):
    """A way to ride, in its newest version; each upload is one version more."""

    organization = public(
        models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="routes")
    )
    user = mentions(models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"))
    name = public(models.CharField(max_length=100, validators=[one_line]))
    newest = internal(models.PositiveIntegerField(default=0, editable=False))
    """The number of the version that is read; 0 while none is ready."""

    objects: ClassVar[Any] = RouteQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="route_by_club")
        ]

    def __str__(self) -> str:
        return self.name


class RouteVersion(Record):
    """What one uploaded GPX file says: how far, how high, where; and a simplified line to draw it."""

    route = internal(models.ForeignKey(Route, on_delete=models.CASCADE, related_name="versions"))
    organization = internal(
        models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    )
    number = public(models.PositiveIntegerField())
    media = internal(
        models.OneToOneField("media.MediaFile", on_delete=models.PROTECT, related_name="route_version")
    )
    user = mentions(models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"))
    distance_m = public(models.PositiveIntegerField())
    gain_m = public(models.PositiveIntegerField(null=True))
    """Metres climbed, smoothed; NULL where the file knows no heights."""
    loss_m = public(models.PositiveIntegerField(null=True))
    lowest_m = public(models.IntegerField(null=True))
    highest_m = public(models.IntegerField(null=True))
    points = public(models.PositiveIntegerField())
    """How many points the file has."""
    south = public(models.DecimalField(max_digits=8, decimal_places=5))
    west = public(models.DecimalField(max_digits=8, decimal_places=5))
    north = public(models.DecimalField(max_digits=8, decimal_places=5))
    east = public(models.DecimalField(max_digits=8, decimal_places=5))
    """West of the date line it is smaller than `west`."""
    line = public(models.JSONField(default=list))
    """Runs of `[longitude, latitude]`, simplified for display; one run for each unbroken stretch."""
    profile = public(models.JSONField(default=list))
    """`[metres from the start, height in metres]`, evenly spread; empty where heights are not known."""

    objects: ClassVar[Any] = RouteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["route", "number"], name="route_version_number"),
            models.CheckConstraint(
                name="route_version_on_earth",
                condition=Q(south__gte=-90, north__lte=90, west__gte=-180, east__lte=180),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} · {self.number}"
