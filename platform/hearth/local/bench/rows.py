"""Fills the database by SQL: so many pets of 500 organisations, the same ones on every run.

Columns that are not named here get the default that their model declares, so a new column needs no line.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import NOT_PROVIDED, Model
from psycopg import Connection, sql

from apps.accounts.models import User
from apps.listings.models import Pet, PetPhoto
from apps.media.models import MediaFile
from apps.moderation.models import Decision, ReviewItem
from apps.notifications.models import Mail, Notification
from apps.organizations.models import Membership, Organization
from hearth.kernel.models import Delivery, Event, Revision

ORGANIZATIONS, PEOPLE = 500, 2000
APPROVED = 0.7

# A number between 0 and 1 from a row's number `n`: the same on every run, and independent for each word.
_CHANCE = "(('x' || substr(md5({word} || n), 1, 7))::bit(28)::int / 268435456.0)"


def chance(word: str) -> str:
    return _CHANCE.format(word=f"'{word}'")


def one_of(word: str, *values: str) -> str:
    """One of the values, the earlier ones more often."""
    array = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{array}])[1 + floor({len(values)} * {chance(word)} * {chance(word + '+')})::int]"


def identity(kind: str, number: str = "n") -> str:
    """The id of the row of a kind with this number."""
    return f"md5('{kind}-' || {number})::uuid"


PUBLISHED = "now() - n * interval '7 minutes'"
IN_HOUSE = f"{chance('house')} < 0.8"
HOUSE = identity(
    "organization", f"(1 + floor({ORGANIZATIONS} * {chance('which')} * {chance('house2')}))::int"
)
PERSON = identity("person", f"(1 + floor({PEOPLE} * {chance('person')}))::int")
MODERATION = (
    f"CASE WHEN {chance('moderation')} < {APPROVED} THEN 'approved' "
    f"WHEN {chance('moderation')} < 0.85 THEN 'pending' ELSE 'rejected' END"
)

USERS = {
    "id": identity("person"),
    "cognito_sub": "'bench-' || n",
    "email": "'person' || n || '@bench.example'",
    "email_verified": "true",
    "display_name": "'Person ' || n",
}
HOUSES = {
    "id": identity("organization"),
    "kind": "'rescue'",
    "name": "'House ' || n",
    "slug": "'house-' || n",
    "status": "CASE WHEN n % 20 = 19 THEN 'suspended' ELSE 'approved' END",
    "region": "'Region ' || (n % 40)",
    "verified_until": "CASE WHEN n % 3 = 0 THEN now() + interval '90 days' END",
    "created_by_id": identity("person", "(n + 1)"),
    "created_at": "now() - n * interval '1 hour'",
}
MEMBERSHIPS = {
    "id": identity("membership"),
    "organization_id": identity("organization"),
    "user_id": identity("person", "(n + 1)"),
    "role": "'admin'",
    "status": "'active'",
}
PETS = {
    "id": identity("pet"),
    "name": "'Pet ' || n",
    "species": one_of("species", "dog", "cat", "rabbit", "bird", "reptile", "small_animal", "farm_animal"),
    "breed": f"'Breed ' || floor(60 * {chance('breed')} * {chance('breed2')})::int",
    "secondary_breed": f"CASE WHEN {chance('mix')} < 0.2 THEN 'Breed ' || (n % 60) ELSE '' END",
    "sex": one_of("sex", "female", "male", "unknown"),
    "coat": one_of("coat", "short", "medium", "long", "wire"),
    "colours": one_of("colour", "Black", "Black and white", "Tan", "Brindle", "White", "Ginger"),
    **{
        name: one_of(name, "true", "unknown", "false")
        for name in ("good_with_children", "good_with_dogs", "good_with_cats", "house_trained", "desexed")
    },
    "special_needs": f"CASE WHEN {chance('needs')} < 0.05 THEN 'Medicine every day' ELSE '' END",
    "size": one_of("size", "medium", "small", "large", "extra_large"),
    "birth_date": f"current_date - (30 + 4000 * {chance('age')})::int",
    # One in twenty swims.
    "description": "repeat('A calm companion who likes short walks and long naps. ', 4)"
    f" || CASE WHEN {chance('swims')} < 0.05 THEN 'Swims.' ELSE '' END",
    "user_id": PERSON,
    "organization_id": f"CASE WHEN {IN_HOUSE} THEN {HOUSE} END",
    "suburb": "'Suburb ' || (n % 300)",
    "region": f"'Region ' || floor(40 * {chance('region')} * {chance('region2')})::int",
    # Three hundred suburbs over ten degrees, each with its middle.
    "latitude": "round((-38 + 10.0 * ((n % 300) / 20) / 15)::numeric, 2)",
    "longitude": "round((141 + 10.0 * ((n % 300) % 20) / 20)::numeric, 2)",
    "adoption_fee": "CASE WHEN n % 4 > 0 THEN 50 + n % 300 END",
    "moderation": MODERATION,
    "placement": f"CASE WHEN {MODERATION} = 'approved' THEN "
    + one_of("placement", *["available"] * 17, "in_foster", "on_hold", "reserved")
    + " ELSE 'available' END",
    "published_at": f"CASE WHEN {MODERATION} = 'approved' THEN {PUBLISHED} END",
    "created_at": PUBLISHED,
    "updated_at": PUBLISHED,
}
PHOTO = "(n::text || '-' || k)"
FILES = {
    "id": identity("file", PHOTO),
    "owner_id": PERSON,
    "purpose": "'pet_photo'",
    "key": f"'uploads/' || {PHOTO}",
    "content_type": "'image/jpeg'",
    "size": "400000",
    "width": "1600",
    "height": "1200",
    "alt_text": "'File ' || n",
    "state": "'ready'",
    "renditions": "jsonb_build_object("
    + ", ".join(
        f"'{name}', jsonb_build_object('key', 'photos/' || md5({PHOTO}) || '/{name}.webp', "
        f"'width', {width}, 'height', {width * 3 // 4})"
        for name, width in (("thumbnail", 160), ("card", 640), ("full", 1600))
    )
    + ")",
}
PHOTOS_OF_PETS = {
    "id": identity("photo", PHOTO),
    "pet_id": identity("pet"),
    "media_id": identity("file", PHOTO),
    "position": "k",
}
ITEMS = {
    "id": "gen_random_uuid()",
    "kind": "'pet'",
    "target_id": "id",
    "revision": "version",
    "submitter_id": "user_id",
    "organization_id": "organization_id",
    "opened_at": "created_at",
}
# What has come of every pet by now: few of one kind, and of another none that waits.
ABOUT_PET = {"target_type": "'listings.pet'", "target_id": identity("pet")}
KIND = "(ARRAY['pet', 'pet', 'pet_change', 'photo', 'report'])[1 + n % 5]"
DECIDED = {
    "id": identity("item"),
    "kind": KIND,
    "target_id": identity("pet"),
    "revision": "1",
    "state": "CASE WHEN n % 200 = 0 THEN 'withdrawn' ELSE 'decided' END",
    "origin": "CASE WHEN n % 50 = 0 THEN 'reported' ELSE 'submitted' END",
    "submitter_id": PERSON,
    "opened_at": PUBLISHED,
}
DECISIONS = {
    "id": identity("decision"),
    "item_id": identity("item"),
    "kind": KIND,
    "target_id": identity("pet"),
    "action": "CASE WHEN n % 10 = 0 THEN 'reject' ELSE 'approve' END",
    "reason": "CASE WHEN n % 10 = 0 THEN 'scam' ELSE '' END",
    "revision_seen": "1",
    "reviewer_id": identity("person", "'1'"),
    "submitter_id": identity("person", f"(2 + n % {PEOPLE - 2})"),
    "decided_at": PUBLISHED,
}
EVENTS = {
    "id": identity("event"),
    "name": "(ARRAY['pet.submitted', 'pet.approved', 'pet.viewed'])[1 + n % 3]",
    "occurred_at": PUBLISHED,
    "sequence": "1",
    **ABOUT_PET,
}
DELIVERIES = {
    "id": identity("delivery"),
    "event_id": identity("event"),
    "handler": "(ARRAY['bench.first', 'bench.second'])[1 + n % 2]",
    "sequence": "1",
    "state": "'done'",
    "available_at": PUBLISHED,
    **ABOUT_PET,
}
REVISIONS = {
    "id": identity("revision"),
    "number": "1",
    "state": "CASE WHEN n % 200 = 0 THEN 'rejected' ELSE 'approved' END",
    "by_id": PERSON,
    "created_at": PUBLISHED,
    "settled_at": PUBLISHED,
    **ABOUT_PET,
}
NOTIFICATIONS = {
    "id": identity("notification"),
    "kind": "'pet.approved'",
    "about_type": "'listings.pet'",
    "about_id": identity("pet"),
    "user_id": PERSON,
    "created_at": PUBLISHED,
}
MAILS = {
    "id": identity("mail"),
    "kind": "'pet.approve'",
    "about_type": "'listings.pet'",
    "about_id": identity("pet"),
    "user_id": f"CASE WHEN n % 5 > 0 THEN {PERSON} END",
    "address": "CASE WHEN n % 5 = 0 THEN 'somebody' || n || '@elsewhere.example' ELSE '' END",
    "state": "'sent'",
    "created_at": PUBLISHED,
}


def fill(connection: Connection[Any], pets: int, *, photos: int = 2) -> None:
    """Write so many pets, each with so many photos, and everything around them."""
    from hearth.local.bench import rehoming

    every_pet = f"generate_series(1, {pets}) AS n"
    insert(connection, User, USERS, f"generate_series(1, {PEOPLE}) AS n")
    insert(connection, Organization, HOUSES, f"generate_series(1, {ORGANIZATIONS}) AS n")
    insert(connection, Membership, MEMBERSHIPS, f"generate_series(1, {ORGANIZATIONS}) AS n")
    insert(connection, Pet, PETS, every_pet)
    each_photo = f"{every_pet}, generate_series(0, {photos - 1}) AS k"
    insert(connection, MediaFile, FILES, each_photo)
    insert(connection, PetPhoto, PHOTOS_OF_PETS, each_photo)
    insert(connection, Mail, MAILS, every_pet)
    insert(connection, ReviewItem, ITEMS, "listings_pet WHERE moderation = 'pending'")
    for model, columns in {
        ReviewItem: DECIDED,
        Decision: DECISIONS,
        Event: EVENTS,
        Delivery: DELIVERIES,
        Revision: REVISIONS,
        Notification: NOTIFICATIONS,
    }.items():
        insert(connection, model, columns, every_pet)
    rehoming.fill(connection, 1, pets)
    connection.execute("ANALYZE")


def insert(connection: Connection[Any], model: type[Model], varied: Mapping[str, str], source: str) -> None:
    columns: list[sql.Composable] = []
    values: list[sql.Composable] = []
    for field in model._meta.concrete_fields:
        name = str(field.column)
        value: sql.Composable
        if name in varied:
            value = sql.SQL(varied[name])
        elif field.default is not NOT_PROVIDED or not field.null:
            value = sql.Literal(field.get_db_prep_save(field.get_default(), _django()))
        else:
            continue
        columns.append(sql.Identifier(name))
        values.append(value)
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join(columns),
            sql.SQL(", ").join(values),
            sql.SQL(source),
        )
    )


def _django() -> Any:
    from django.db import connection

    return connection
