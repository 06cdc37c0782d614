from datetime import timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone

from hearth.kernel.fields import internal
from hearth.kernel.models import Record

OFFER_STANDS_FOR = timedelta(days=7)


class Expiring(Record):
    """An offer that waits for an answer until some moment.

    Expiry is computed when it is read; the column follows when a verb touches the row.
    """

    expires_at = internal(models.DateTimeField(editable=False))
    answered_at = internal(models.DateTimeField(null=True, editable=False))

    organization_id: UUID
    status: "models.CharField[str, str]"

    class Meta:
        abstract = True

    @property
    def is_due(self) -> bool:
        """Whether its time ran out, although the column does not say so yet."""
        return self.status == "pending" and self.expires_at <= timezone.now()

    @property
    def present_status(self) -> str:
        return "expired" if self.is_due else self.status
