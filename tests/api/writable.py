"""What may be written where: reviewed by people, never derived from the serializers.

`WRITABLE` names, per route, the fields that a body may set and the columns that each of them may change.
`IGNORED` names those that may be sent back as they were read, and then change nothing. Anything else is 422.
"""

_PET = {
    name: {name}
    for name in (
        *("name", "species", "breed", "secondary_breed", "mixed", "birth_date", "birth_date_estimated"),
        *("size", "coat", "colours", "description", "story", "suburb", "region", "special_needs"),
        *("good_with_children", "good_with_dogs", "good_with_cats", "house_trained"),
        *("desexed", "vaccinated", "wormed", "adoption_fee", "adoption_fee_currency"),
    )
} | {
    "gender": {"sex"},
    "microchip": {"microchip_hash", "microchip_last4"},
    "images": set(),
    "bonded_with": set(),
}
_PET_READ = {
    *("id", "user", "status", "version", "created_at", "updated_at", "published_at", "age_group"),
    *("microchip_last4", "missing", "decision", "notice"),
}
_ORGANIZATION = {
    name: {name}
    for name in (
        *("name", "email", "phone", "description", "website", "address", "suburb", "region", "country"),
    )
}
_ORGANIZATION_READ = {
    *("id", "slug", "timezone", "status", "verified", "member_count", "created_by", "reviewed_at"),
    *("created_at", "updated_at", "version"),
}
_PERSON = {name: {name} for name in ("display_name", "phone", "locale", "timezone")}
_PERSON_READ = {
    *("id", "email", "email_verified", "system_role", "status", "created_at", "updated_at", "version"),
}
_MEDIA_READ = {
    *("id", "purpose", "organization", "content_type", "size", "width", "height", "state", "refusal"),
    *("renditions", "created_at", "updated_at", "version"),
}
_NOTHING: dict[str, set[str]] = {}
# Said to a service and not written into a column of its own name.
_REASON: dict[str, set[str]] = {"reason": set(), "note": set()}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "PATCH users/me": _PERSON,
    "POST users": _NOTHING,
    "POST users/{id}/grant_role": {"role": {"system_role"}, "reason": set()},
    "POST organizations": {**_ORGANIZATION, "kind": {"kind"}},
    "PUT organizations/{id}": _ORGANIZATION,
    "PATCH organizations/{id}": _ORGANIZATION,
    "POST organizations/{id}/approve": _NOTHING,
    "POST organizations/{id}/reject": _REASON,
    "POST organizations/{id}/suspend": _REASON,
    "POST organizations/{id}/resubmit": _NOTHING,
    "POST organizations/{id}/reinstate": _NOTHING,
    "POST media/uploads": {
        name: {name} for name in ("purpose", "content_type", "size", "alt_text", "organization")
    },
    "PATCH media/{id}": {"alt_text": {"alt_text"}},
    "POST media/{id}/complete": _NOTHING,
    "POST review/items/{id}/decide": {"action": set(), **_REASON},
    "POST pets": {**_PET, "organization": {"organization_id"}},
    "PUT pets/{id}": _PET,
    "PATCH pets/{id}": _PET,
    "DELETE pets/{id}": _NOTHING,
    "POST pets/{id}/submit": _NOTHING,
    "POST pets/{id}/resubmit": _NOTHING,
    "POST pets/{id}/withdraw": _NOTHING,
    "POST pets/{id}/approve": _NOTHING,
    "POST pets/{id}/request_changes": _REASON,
    "POST pets/{id}/reject": _REASON,
    "POST pets/{id}/remove": _REASON,
}

IGNORED: dict[str, set[str]] = {
    "PATCH users/me": _PERSON_READ,
    "POST organizations": _ORGANIZATION_READ,
    "PUT organizations/{id}": _ORGANIZATION_READ | {"kind"},
    "PATCH organizations/{id}": _ORGANIZATION_READ | {"kind"},
    "PATCH media/{id}": _MEDIA_READ,
    "POST pets": _PET_READ,
    "PUT pets/{id}": _PET_READ | {"organization"},
    "PATCH pets/{id}": _PET_READ | {"organization"},
}
"""A route that is not named here ignores nothing."""

SECOND_VALUES = {
    "PATCH users/me": {
        "display_name": "Ana R.",
        "phone": "5550 0124",
        "locale": "es",
        "timezone": "Europe/Madrid",
    },
    "PATCH organizations/{id}": {
        "name": "Harbour Tails",
        "email": "tails@rescue.example",
        "phone": "5550 0125",
        "description": "We take in what the sea leaves.",
        "website": "https://tails.example",
        "address": "Pier 4",
        "suburb": "Gull Point",
        "region": "Far Shore",
        "country": "NZ",
    },
    "PATCH media/{id}": {"alt_text": "A cat on a kettle"},
    "PATCH pets/{id}": {
        "name": "Pancake",
        "species": "rabbit",
        "breed": "Lop",
        "secondary_breed": "Rex",
        "mixed": True,
        "gender": "male",
        "birth_date": "2022-01-31",
        "birth_date_estimated": True,
        "size": "small",
        "coat": "curly",
        "colours": "Ginger",
        "description": "Short.",
        "story": "Found under a jetty.",
        "suburb": "Gull Point",
        "region": "Far Shore",
        "good_with_children": "true",
        "good_with_dogs": "false",
        "good_with_cats": "true",
        "house_trained": "false",
        "special_needs": "One eye",
        "desexed": "true",
        "vaccinated": "true",
        "wormed": "false",
        "microchip": "900123456789012",
        "adoption_fee": "80.00",
        "adoption_fee_currency": "NZD",
        "images": [],
        "bonded_with": [],
    },
}
"""Another valid value of every writable field, per PATCH: it changes its own columns and no others."""

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
