"""Counts the queries of the list and of verbs (P10) in a process of its own; prints them as JSON."""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]


def main() -> None:
    # Instead of this folder, which would stand in for modules of the same names.
    sys.path[:1] = [str(ROOT), str(ROOT / "platform")]
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    settings.ALLOWED_HOSTS = ["testserver"]
    from apps.accounts.models import User
    from apps.listings.models import Pet
    from apps.organizations.models import Invitation, Organization

    people = User.objects.order_by("cognito_sub")
    moderator, guest, stranger = people.filter(founded=None, memberships=None)[:3]
    User.objects.filter(pk=moderator.pk).update(system_role="moderator")
    waiting = Pet.objects.filter(moderation="pending").exclude(user=moderator)[0]
    house = Organization.objects.filter(status="approved", memberships__isnull=False)[0]
    invitation = Invitation.objects.create(
        organization=house,
        role="member",
        invited_by=house.created_by,
        user=guest,
        token_hash="bench",
        expires_at=timezone.now() + timedelta(days=7),
    )
    seen = {"If-Match": f'"{waiting.version}-"'}
    asked = {
        "list": lambda: count(None, "get", "pets?species=dog"),
        "decide (approve a pet)": lambda: count(
            moderator, "post", f"pets/{waiting.pk}/approve", headers=seen
        ),
        "accept (an invitation)": lambda: count(guest, "post", f"invitations/{invitation.pk}/accept"),
        "join (a rescue)": lambda: count(
            stranger, "post", f"organizations/{house.pk}/memberships", {"message": "Hello"}
        ),
    }
    print(json.dumps({name: ask() for name, ask in asked.items()}))


def count(person: Any, method: str, path: str, body: Any = None, **more: Any) -> int:
    """Ask once to be warm, undo that, and count the second time; `-v` shows what was asked."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from rest_framework.test import APIClient

    from hearth.local.bench.writing import token

    client = APIClient()
    if person is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token(person.cognito_sub)}")
    for last in (False, True):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            answer = getattr(client, method)(f"/api/v1/{path}", body, format="json", **more)
            transaction.set_rollback(not last)
        if answer.status_code >= 300:
            raise SystemExit(f"{path}: {answer.status_code} {answer.content!r}")
    mine = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    if "-v" in sys.argv:
        print(f"{path}: {len(mine)}", *mine, sep="\n  ", file=sys.stderr)
    return len(mine)


if __name__ == "__main__":
    main()
