"""Verbs of API clients, and what a program must show to read."""

import hashlib
import secrets
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.petfinder.models import AnimalNumber, ApiClient
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict
from hearth.kernel.transactions import transactional

TOKEN_SECONDS = 3600
MOST_CLIENTS = 20
SALT = "apps.petfinder.token"


@transactional
def create_client(*, by: Subject, name: str) -> tuple[ApiClient, str]:
    """Give a program of the person its id and its secret, which is told here and never again."""
    require_for_new(by, "create", ApiClient)
    type(by.user)._default_manager.select_for_update(no_key=True).get(pk=by.user.pk)
    if ApiClient.objects.filter(user=by.user, revoked_at=None).count() >= MOST_CLIENTS:
        raise Conflict(f"You have {MOST_CLIENTS} API clients; revoke one first.")
    secret = secrets.token_hex(20)
    client = ApiClient(user=by.user, name=name, client_id=secrets.token_hex(16), secret_hash=_hash(secret))
    client.full_clean(exclude={"user"}, validate_unique=False)
    client.save(force_insert=True)
    record("api_client.created", client, by=by)
    return client, secret


@transactional
def renew_secret(client: ApiClient, *, by: Subject) -> str:
    """Give it another secret instead of one that never arrived."""
    require(by, "renew", client)
    client = ApiClient.objects.select_for_update(no_key=True).get(pk=client.pk)
    if client.revoked_at is not None:
        raise Conflict("It is revoked: make another one.", rule="revoked")
    secret = secrets.token_hex(20)
    ApiClient.objects.filter(pk=client.pk).update(secret_hash=_hash(secret))
    record("api_client.secret_renewed", client, by=by)
    return secret


@transactional
def revoke_client(client: ApiClient, *, by: Subject) -> ApiClient:
    """Let it read no more, from the next request on; again, it is harmless."""
    require(by, "revoke", client)
    client = ApiClient.objects.select_for_update(no_key=True).get(pk=client.pk)
    if client.revoked_at is None:
        now = timezone.now()
        client.revoked_at, client.updated_at, client.version = now, now, client.version + 1
        client.save(update_fields=["revoked_at", "updated_at", "version"])
        record("api_client.revoked", client, by=by)
    return client


def token_for(client_id: str, secret: str) -> str | None:
    """Return an access token, good for TOKEN_SECONDS; None for credentials that are not, or no more, ours."""
    client = ApiClient.objects.live().filter(client_id=client_id).first() if "\x00" not in client_id else None
    known = client.secret_hash if client is not None else ""
    if not constant_time_compare(known, _hash(secret)) or client is None:
        return None
    ApiClient.objects.filter(pk=client.pk).update(last_used_at=timezone.now())
    return signing.dumps(str(client.pk), salt=SALT)


def client_of(token: str) -> ApiClient | None:
    """The client that a token was given to; None once it ended, or the client did."""
    try:
        found = signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    client: ApiClient | None = ApiClient.objects.live().select_related("user").filter(pk=found).first()
    return client


def number_pets(pets: Any) -> int:
    """Give those of the pets a number that were ever shown and have none; return how many."""
    shown = pets.filter(Q(published_at__isnull=False), animal_number=None).values_list("pk", flat=True)
    new = [AnimalNumber(pet_id=pk) for pk in shown.order_by("pk")]
    AnimalNumber.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
