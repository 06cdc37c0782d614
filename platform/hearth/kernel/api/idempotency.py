"""`Idempotency-Key`: a POST that creates happens once, however often it is sent.

The claim on the key, the effect and the stored answer are one transaction. Whoever sends the same key in
between waits at the unique index (the database role's lock time-out, 3 s, ends the wait with 409) and then
gets the same answer, and back what it took from its budget. Refusals are stored nowhere: the claim goes with
their transaction.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from hearth.kernel.models import IdempotencyRecord
from hearth.kernel.problems import IdempotencyKeyReused, Problem

KEPT = timedelta(hours=24)
LONGEST = 255
_KEPT_HEADERS = ("ETag", "Location", "Cache-Control")

Made = tuple[Any, Response]
"""The row that was created, and the answer that says so."""


def key_of(request: Request) -> str | None:
    """The key that was sent; raises Problem (400) for one that cannot be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise Problem(f"An Idempotency-Key has 1 to {LONGEST} printable ASCII characters.")
    return key


@dataclass
class Attempt:
    """One request under a key of one person."""

    user_id: UUID
    key: str
    request: Request

    def find(self) -> IdempotencyRecord | None:
        """The stored answer to this very request; raises IdempotencyKeyReused when it was another one."""
        record = self._records().filter(created_at__gt=timezone.now() - KEPT, status__isnull=False).first()
        if record is not None and record.fingerprint != self.fingerprint:
            raise IdempotencyKeyReused()
        return record

    def claim(self) -> bool:
        """Take the key, after waiting for whoever holds it; False when they stored an answer."""
        mine = IdempotencyRecord.objects.filter(user=self.user_id)
        mine.filter(created_at__lte=timezone.now() - KEPT).delete()
        made = IdempotencyRecord(user_id=self.user_id, key=self.key, fingerprint=self.fingerprint)
        IdempotencyRecord.objects.bulk_create([made], ignore_conflicts=True)
        return self._records().filter(pk=made.pk).exists()

    def wait(self) -> IdempotencyRecord | None:
        """The answer of whoever holds the key at this moment, once they are done; None when nobody does."""
        with transaction.atomic():
            nobody = self.claim()
            transaction.set_rollback(True)
        return None if nobody else self.find()

    def store(self, made: Made, *, keep_body: bool) -> None:
        """Keep the answer, or of one with secrets only what it was about."""
        obj, response = made
        body = JSONRenderer().render(response.data).decode() if keep_body else ""
        self._records().update(
            status=response.status_code,
            headers={name: response[name] for name in _KEPT_HEADERS if name in response},
            body=body,
            target_id=getattr(obj, "pk", None),
        )

    @property
    def fingerprint(self) -> str:
        said = json.dumps(self.request.data, sort_keys=True, separators=(",", ":"))
        address = f"{self.request.method} {self.request.get_full_path()}"
        return hashlib.sha256(f"{address}\n{said}".encode()).hexdigest()

    def _records(self) -> Any:
        return IdempotencyRecord.objects.filter(user=self.user_id, key=self.key)
