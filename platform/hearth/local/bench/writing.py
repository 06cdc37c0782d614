"""What is sent to be written: pets of many people, each with a photo of their own that nothing uses yet."""

import json
import time
from typing import Any

from hearth.local import issuer
from hearth.local.bench import rows
from hearth.local.bench.client import request

DESCRIPTION = "A calm companion who likes short walks, long naps, and being talked to while somebody cooks."


def bodies(database: Any, environment: dict[str, str], number: int) -> list[tuple[str, str]]:
    """Make so many free photos; return each with its owner's token."""
    from apps.media.models import MediaFile

    owner = rows.identity("person", f"(1 + n % {rows.PEOPLE})")
    photo = {**rows.FILES, "id": rows.identity("free"), "key": "'free/' || n", "owner_id": owner}
    start = f"generate_series(1, {number}) AS n, (SELECT 0 AS k) AS one"
    rows.insert(database, MediaFile, photo, start)
    found = database.execute(
        "SELECT m.id::text, u.cognito_sub FROM media_mediafile m JOIN accounts_user u ON u.id = m.owner_id "
        "WHERE m.key LIKE 'free/%' ORDER BY m.key"
    ).fetchall()
    tokens = {sub: token(sub) for sub in {sub for _, sub in found}}
    return [(photo_id, tokens[sub]) for photo_id, sub in found]


def token(sub: str) -> str:
    now = int(time.time())
    return issuer.sign(
        {
            "sub": sub,
            "iss": issuer.ISSUER,
            "client_id": issuer.CLIENTS["customer"],
            "token_use": "access",
            "scope": issuer.SCOPE,
            "auth_time": now,
            "iat": now,
            "exp": now + 3600,
            "username": sub,
            # What the database allows is all that these people may.
            "cognito:groups": ["SiteAdmins"],
            "system_role": "SiteAdmin",
        }
    )


def pet_bodies(made: list[tuple[str, str]], port: int) -> list[bytes]:
    return [
        request(
            "/api/v1/pets",
            port,
            json.dumps(
                {
                    "name": "Biscuit",
                    "species": "dog",
                    "breed": "Kelpie",
                    "size": "small",
                    "birth_date": "2023-05-01",
                    "description": DESCRIPTION,
                    "suburb": "Wattle Cove",
                    "region": "Saltwater Bay",
                    "images": [photo],
                }
            ).encode(),
            Authorization=f"Bearer {token}",
        )
        for photo, token in made
    ]
