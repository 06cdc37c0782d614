"""What may be written where, put together from the apps' `calls.py`, and what an attacker would try besides.

The tables are reviewed by people, never derived from the serializers.
"""

from tests.api.calls import collected

WRITABLE: dict[str, dict[str, set[str]]] = collected("WRITABLE")
IGNORED: dict[str, set[str]] = collected("IGNORED")
"""A route that is not named here ignores nothing."""
SECOND_VALUES = collected("SECOND_VALUES")

PLAUSIBLE = {
    "id": "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff",
    "pk": "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff",
    "status": "approved",
    "state": "ready",
    "moderation": "approved",
    "placement": "adopted",
    "published_at": "2020-01-01T00:00:00Z",
    "created_at": "2020-01-01T00:00:00Z",
    "updated_at": "2020-01-01T00:00:00Z",
    "reviewed_at": "2020-01-01T00:00:00Z",
    "joined_at": "2020-01-01T00:00:00Z",
    "featured": True,
    "verified": True,
    "email_verified": False,
    "is_staff": True,
    "is_superuser": True,
    "is_active": True,
    "is_system": True,
    "system_role": "SiteAdmin",
    "email": "sam@hearth.example",
    "version": 99,
    "member_count": 99,
    "position": 1,
    "role": "admin",
    "kind": "rescue",
    "slug": "taken",
    "timezone": "Europe/Madrid",
    "seen_version": 1,
    "revision": 1,
    "age_group": "senior",
    "microchip_last4": "0000",
    "latitude": "1.00000",
    "longitude": "1.00000",
    "width": 9,
    "height": 9,
    "size": 9,
    "purpose": "logo",
    "content_type": "image/webp",
}
"""What an attacker would send; any other name gets a word that stands nowhere else."""

PEOPLE = {
    *("user", "user_id", "owner", "owner_id", "created_by", "created_by_id", "reviewed_by", "submitter"),
    *("reviewer", "actor", "invited_by", "by"),
}
"""Names that would take the id of somebody else."""

FOREIGN = {
    *PLAUSIBLE,
    *PEOPLE,
    *("cognito_sub", "password", "groups", "permissions", "user_permissions", "capabilities", "last_login"),
    *("organization", "organization_id", "microchip_hash", "key", "renditions", "refusal", "memberships"),
    *("target", "target_id", "target_type", "decision", "decisions", "photos", "placements", "claims"),
    *("", "__class__", "_state", "pk__in", "user__id", "name[]", "a/b~c", "objects", "save", "Name", "naïve"),
}
"""Names that belong to nobody's body, besides every field of every model and serializer."""

WORST = {
    *("id", "pk", "user", "user_id", "owner", "created_by", "organization", "organization_id"),
    *("status", "moderation", "placement", "state", "published_at", "featured", "verified", "version"),
    *("system_role", "is_staff", "is_superuser", "cognito_sub", "email_verified", "password", "groups"),
    *("reviewer", "submitter", "key", "renditions", "microchip_hash", "", "__class__", "_state"),
}
