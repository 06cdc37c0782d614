"""The floor: a bare WSGI application whose answers PostgreSQL writes as JSON, prepared, on kept connections.

It checks nothing and knows nobody; it is what is left of a request when everything is taken away that can be.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import psycopg

_here = threading.local()

TIME = "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
COLUMNS = (
    "id name species breed secondary_breed mixed birth_date birth_date_estimated size coat colours "
    "description story suburb region good_with_children good_with_dogs good_with_cats house_trained "
    "special_needs desexed vaccinated wormed adoption_fee adoption_fee_currency version"
)
PET = f"""
    {", ".join(f"p.{name}" for name in COLUMNS.split())}, p.sex AS gender, 'approved' AS status,
    CASE WHEN p.birth_date > current_date - 180 THEN 'baby'
         WHEN p.birth_date > current_date - 730 THEN 'young'
         WHEN p.birth_date > current_date - 2920 THEN 'adult' ELSE 'senior' END AS age_group,
    {TIME.format("p.published_at")} AS published_at, {TIME.format("p.created_at")} AS created_at,
    {TIME.format("p.updated_at")} AS updated_at,
    CASE WHEN o.id IS NOT NULL THEN json_build_object(
        'id', o.id, 'name', o.name, 'slug', o.slug, 'verified', coalesce(o.verified_until > now(), false)
    ) END AS organization,
    (SELECT json_agg(json_build_object('id', m.id, 'alt', m.alt_text, 'renditions', m.renditions)
                     ORDER BY h.position)
     FROM listings_petphoto h JOIN media_mediafile m ON m.id = h.media_id
     WHERE h.pet_id = p.id AND m.state = 'ready') AS images
"""
FROM = """
    FROM listings_pet p LEFT JOIN organizations_organization o ON o.id = p.organization_id
    WHERE p.moderation = 'approved' AND p.placement IN ('available', 'in_foster')
      AND (p.organization_id IS NULL OR o.status = 'approved')
"""
LIST = f"""
    SELECT json_build_object('results', json_agg(page))::text
    FROM (SELECT {PET} {FROM} AND p.species = 'dog' ORDER BY p.published_at DESC, p.id DESC LIMIT 20) page
"""
ONE = f"SELECT row_to_json(pet)::text FROM (SELECT {PET} {FROM} AND p.id = %s) pet"
INSERT = """
    WITH made AS (
        INSERT INTO listings_pet ({columns}) VALUES ({values}) RETURNING *
    ), photo AS (
        INSERT INTO listings_petphoto (id, pet_id, media_id, position, added_at)
        SELECT gen_random_uuid(), made.id, %(photo)s, 0, now() FROM made
    )
    SELECT row_to_json(made)::text FROM made
"""


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    status = "200 OK"
    if environ["REQUEST_METHOD"] == "POST":
        status, body = "201 Created", _insert(json.loads(environ["wsgi.input"].read()))
    elif (pk := environ["PATH_INFO"].removeprefix("/api/v1/pets").strip("/")) == "":
        body = _ask(LIST)
    else:
        body = _ask(ONE, [pk])
    found = body.encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(found)))])
    return [found]


def _ask(statement: str, params: Any = None) -> str:
    if not hasattr(_here, "connection"):
        _here.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    found: str = _here.connection.execute(statement, params, prepare=True).fetchone()[0]
    return found


def _insert(given: dict[str, Any]) -> str:
    (photo,) = given.pop("images")
    row = {**_usual(), **given, "id": uuid4()}
    statement = INSERT.format(columns=", ".join(row), values=", ".join(f"%({name})s" for name in row))
    return _ask(statement, {**row, "photo": photo})


def _usual() -> dict[str, Any]:
    """The columns of a pet that nobody sends, as one that exists has them."""
    if not hasattr(_here, "usual"):
        _ask("SELECT 1::text")
        cursor = _here.connection.execute("SELECT * FROM listings_pet WHERE moderation = 'pending' LIMIT 1")
        names = [column.name for column in cursor.description]
        _here.usual = dict(zip(names, cursor.fetchone(), strict=True))
    usual: dict[str, Any] = _here.usual
    return usual
