from functools import cache
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import phone_number
from apps.organizations import kinds
from apps.organizations.querysets import OrganizationQuerySet
from hearth.kernel.fields import internal, mentions, public
from hearth.kernel.models import Record, one_line

known_timezones = cache(available_timezones)


def check_timezone(value: str) -> None:
    """Refuse what is no name of the time zone database, such as `Australia/Sydney` is one."""
    if value not in known_timezones():
        raise ValidationError("This is no time zone; an example is Australia/Sydney.", code="unknown")


class Organization(Record):
    """A rescue, a club or a restaurant (`kinds.KINDS`): the tenant that everything shared hangs on."""

    JoinPolicy = kinds.JoinPolicy

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for review"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Not accepted"
        SUSPENDED = "suspended", "Suspended"
        ARCHIVED = "archived", "Archived"

    kind = public(models.CharField(max_length=12, choices=kinds.choices))
    name = public(models.CharField(max_length=80, validators=[one_line]))
    slug = public(models.SlugField(max_length=90, unique=True, editable=False))
    email = public(models.EmailField(blank=True))
    phone = public(models.CharField(max_length=30, blank=True, validators=[phone_number]))
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
    latitude = public(
        models.DecimalField(
            max_digits=8,
            decimal_places=5,
            null=True,
            blank=True,
            validators=[MinValueValidator(-90), MaxValueValidator(90)],
        )
    )
    longitude = public(
        models.DecimalField(
            max_digits=8,
            decimal_places=5,
            null=True,
            blank=True,
            validators=[MinValueValidator(-180), MaxValueValidator(180)],
        )
    )
    timezone = public(
        models.CharField("time zone", max_length=40, default="Australia/Sydney", validators=[check_timezone])
    )
    join_policy = public(
        models.CharField(
            "how people join",
            max_length=12,
            choices=kinds.JoinPolicy.choices,
            default=kinds.JoinPolicy.APPROVAL,
        )
    )
    status = public(
        models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING, editable=False)
    )
    verified_until = public(models.DateTimeField(null=True, editable=False))
    """When the badge ends: that of the live `Verification`, copied here by its verbs for reading."""
    reference = internal(models.CharField(max_length=60, blank=True, editable=False))
    """What it is called in the files of those who brought it in: by it a row finds it again."""
    created_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="founded", editable=False
        )
    )
    reviewed_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    reviewed_at = internal(models.DateTimeField(null=True, editable=False))
    archived_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    member_count = public(models.PositiveIntegerField(default=0, editable=False))

    objects: ClassVar[Any] = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="organization_status_known",
                condition=Q(status__in=["pending", "approved", "rejected", "suspended", "archived"]),
            ),
            models.CheckConstraint(name="organization_has_kind", condition=~Q(kind="")),
            models.CheckConstraint(
                name="organization_join_policy_known",
                condition=Q(join_policy__in=["open", "approval", "invite_only"]),
            ),
            models.CheckConstraint(name="organization_has_name", condition=~Q(name="")),
            models.UniqueConstraint(
                fields=["reference"], name="organization_reference_once", condition=~Q(reference="")
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["kind", "-created_at", "-id"],
                name="organization_public",
                condition=Q(status="approved"),
            ),
            models.Index(
                fields=["-created_at", "-id"], name="organization_newest", condition=Q(status="approved")
            ),
            models.Index(fields=["name", "id"], name="organization_by_name", condition=Q(status="approved")),
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

    @property
    def facts_of_kind(self) -> kinds.OrganizationKind:
        return kinds.KINDS[self.kind]

    @property
    def verified(self) -> bool:
        """Whether it has the badge now; it ends by itself."""
        return self.verified_until is not None and self.verified_until > timezone.now()

    def get_absolute_url(self) -> str:
        kind = self.facts_of_kind
        return reverse(kind.page if kind.is_offered else "organization", args=[self.slug])
