from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.petfinder.querysets import ApiClientQuerySet
from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import data_subject, internal, personal, sensitive
from hearth.kernel.models import Record, one_line


class ApiClient(Record):
    """A program of somebody's that may read: its id and secret are what OAuth calls client credentials."""

    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_clients", editable=False
        ),
        deleted=True,
    )
    name = personal(models.CharField(max_length=60, validators=[one_line]), erased="A program")
    """What its person calls it: “Our website”."""
    client_id = internal(models.CharField(max_length=50, unique=True, editable=False))
    secret_hash = sensitive(models.CharField(max_length=64, editable=False), erased="", exported=False)
    """SHA-256 of the secret, which is random and long enough to need no slower one."""
    last_used_at = personal(models.DateTimeField(null=True, editable=False))
    """When it last asked for a token."""
    revoked_at = internal(models.DateTimeField(null=True, editable=False))

    objects: ClassVar[Any] = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = "API client"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="api_client_has_name", condition=~Q(name=""))
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-created_at", "-id"], name="api_client_by_user")
        ]

    def __str__(self) -> str:
        return self.name


class AnimalNumber(models.Model):
    """The whole number under which a pet is an animal of the Petfinder API, whose ids are numbers."""

    number = internal(models.BigAutoField(primary_key=True))
    pet = internal(
        models.OneToOneField(
            "listings.Pet", on_delete=models.CASCADE, related_name="animal_number", editable=False
        )
    )

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.number)
