from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from apps.rides.models.participation import Participation
from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.encryption import EncryptedJSON
from hearth.kernel.fields import data_subject, internal, sensitive
from hearth.kernel.models import Record


class EmergencyContact(Record):
    """Whom to call when something happens to a person: kept once, encrypted, read by nobody but them."""

    user = data_subject(
        models.OneToOneField(
            settings.AUTH_USER_MODEL,
            on_delete=models.PROTECT,
            related_name="emergency_contact",
            editable=False,
        ),
        deleted=True,
    )
    details = sensitive(EncryptedJSON())
    """`name`, `phone`, `relation` and `medical_note`."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return "Emergency contact"


class SharedContact(Record):
    """The copy that a rider lets the leaders of one ride read, while it lasts; see `apps.rides.contacts`."""

    participation = internal(
        models.OneToOneField(
            Participation, on_delete=models.CASCADE, related_name="shared_contact", editable=False
        )
    )
    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            on_delete=models.PROTECT,
            related_name="shared_contacts",
            editable=False,
        ),
        deleted=True,
    )
    """Who shares it: the rider, or whoever brings the guest."""
    details = sensitive(EncryptedJSON())

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return "Shared contact"
