from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from apps.rides.choices import RouteStanding
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
    standing = public(
        models.CharField(
            max_length=8, choices=RouteStanding.choices, default=RouteStanding.IN_USE, editable=False
        )
    )
    """Archived, no new ride takes it; rides that have it keep it."""
    newest = internal(models.PositiveIntegerField(default=0, editable=False))
    """The number of the version that is read; 0 while none is ready."""
    latest = internal(models.PositiveIntegerField(default=0, editable=False))
    """The number of the newest upload, whatever became of it."""

    objects: ClassVar[Any] = RouteQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="route_by_club")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="route_standing_known", condition=Q(standing__in=RouteStanding.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def current(self) -> "RouteVersion | None":
        """The version that is read; None while none is ready."""
        return next((each for each in self._ends if each.number == self.newest), None)

    @cached_property
    def last(self) -> "RouteVersion | None":
        """The newest upload."""
        return next((each for each in self._ends if each.number == self.latest), None)

    @property
    def state(self) -> str:
        """`ready` once any version is; before that, how far the newest upload has come."""
        return "ready" if self.newest else self.last.state if self.last else "processing"

    @property
    def _ends(self) -> "list[RouteVersion]":
        if "versions" in getattr(self, "_prefetched_objects_cache", {}):
            return list(self.versions.all())
        return list(
            self.versions.filter(number__in={self.newest, self.latest}).select_related("media", "route")
        )


class RouteVersion(Record):
    """What one uploaded GPX file says: how far, how high, where; and a simplified line to draw it.

    All of it is empty until the worker has measured the file, and for one that was refused.
    """

    route = internal(models.ForeignKey(Route, on_delete=models.CASCADE, related_name="versions"))
    organization = internal(
        models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    )
    number = public(models.PositiveIntegerField())
    media = internal(
        models.OneToOneField("media.MediaFile", on_delete=models.PROTECT, related_name="route_version")
    )
    user = mentions(models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"))
    distance_m = public(models.PositiveIntegerField("distance in m", null=True))
    gain_m = public(models.PositiveIntegerField("climbing in m", null=True))
    """Metres climbed, smoothed; NULL where the file knows no heights."""
    loss_m = public(models.PositiveIntegerField("descent in m", null=True))
    lowest_m = public(models.IntegerField("lowest point in m", null=True))
    highest_m = public(models.IntegerField("highest point in m", null=True))
    points = public(models.PositiveIntegerField(default=0))
    """How many points the file has."""
    south = public(models.DecimalField(max_digits=8, decimal_places=5, null=True))
    west = public(models.DecimalField(max_digits=8, decimal_places=5, null=True))
    north = public(models.DecimalField(max_digits=8, decimal_places=5, null=True))
    east = public(models.DecimalField(max_digits=8, decimal_places=5, null=True))
    """West of the date line it is smaller than `west`."""
    line = public(models.JSONField(default=list, blank=True))
    """Runs of `[longitude, latitude]`, simplified for display; one run for each unbroken stretch."""
    profile = public(models.JSONField(default=list, blank=True))
    """`[metres from the start, height in metres]`, evenly spread; empty where heights are not known."""

    objects: ClassVar[Any] = RouteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["route", "number"], name="route_version_number"),
            models.CheckConstraint(
                name="route_version_on_earth",
                condition=Q(south__gte=-90, north__lte=90, west__gte=-180, east__lte=180),
            ),
            models.CheckConstraint(
                name="route_version_measured_wholly",
                condition=Q(
                    distance_m__isnull=True,
                    south__isnull=True,
                    west__isnull=True,
                    north__isnull=True,
                    east__isnull=True,
                )
                | Q(
                    distance_m__isnull=False,
                    south__isnull=False,
                    west__isnull=False,
                    north__isnull=False,
                    east__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} · {self.number}"

    @property
    def is_measured(self) -> bool:
        return self.distance_m is not None

    @property
    def state(self) -> str:
        """`ready` once it is measured, `refused` where its file cannot be used, else `processing`."""
        if self.is_measured:
            return "ready"
        return "refused" if self.media.is_refused else "processing"
