from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.organizations.querysets import OrganizationQuerySet
from hearth.kernel.fields import internal, personal, public
from hearth.kernel.models import Record, one_line


class Organization(Record):
    """A rescue, later also a club or a restaurant: the tenant that everything shared hangs on."""

    class Kind(models.TextChoices):
        RESCUE = "rescue", "Rescue"

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for review"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Not accepted"
        SUSPENDED = "suspended", "Suspended"

    kind = public(models.CharField(max_length=12, choices=Kind.choices))
    name = public(models.CharField(max_length=80, validators=[one_line]))
    slug = public(models.SlugField(max_length=90, unique=True, editable=False))
    email = public(models.EmailField(blank=True))
    phone = public(models.CharField(max_length=30, blank=True))
    description = public(models.TextField(max_length=4000, blank=True))
    logo = public(
        models.ForeignKey(
            "media.MediaFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
    website = public(
        models.CharField(max_length=200, blank=True, validators=[URLValidator(["http", "https"])])
    )
    address = public(models.CharField(max_length=200, blank=True))
    suburb = public(models.CharField(max_length=80, blank=True))
    region = public(models.CharField(max_length=80, blank=True))
    country = public(models.CharField(max_length=2, default="AU"))
    latitude = public(models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True))
    longitude = public(models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True))
    timezone = public(models.CharField(max_length=40, default="Australia/Sydney"))
    status = public(
        models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING, editable=False)
    )
    verified = public(models.BooleanField(default=False, editable=False))
    created_by = personal(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="founded", editable=False
        )
    )
    reviewed_by = personal(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    reviewed_at = internal(models.DateTimeField(null=True, editable=False))
    member_count = public(models.PositiveIntegerField(default=0, editable=False))

    objects: ClassVar[Any] = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="organization_status_known",
                condition=Q(status__in=["pending", "approved", "rejected", "suspended"]),
            ),
            models.CheckConstraint(name="organization_has_name", condition=~Q(name="")),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["kind", "-created_at", "-id"],
                name="organization_public",
                condition=Q(status="approved"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organization_id(self) -> UUID:
        """An organisation belongs to itself: events and reviews ask every row whose it is."""
        return self.pk

    @property
    def logo_url(self) -> str:
        return self.logo.card_url if self.logo is not None else ""

    def get_absolute_url(self) -> str:
        return reverse("rescue", args=[self.slug])
