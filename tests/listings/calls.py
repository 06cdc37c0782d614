"""The routes about pets as the tests that walk every route need them (see tests/api/calls.py)."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from apps.listings.services.renewal_links import renewal_path
from apps.moderation.models import ReviewItem
from tests import factories
from tests.api.calls import Call, GoodCall, decision


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.draft = factories.pet(cast.petra, moderation="draft", name="Draft")
    stage.pending = factories.pet(cast.petra, moderation="pending", name="Pending")
    stage.item = ReviewItem.objects.get(target_id=stage.pending.pk)
    stage.shown = factories.pet(cast.petra, name="Shown")
    stage.returned = factories.pet(cast.petra, moderation="changes_requested", name="Returned")
    stage.rosas = factories.pet(cast.rosa, name="Rosa's own")
    stage.changed = factories.pet(cast.petra, name="Changed")
    factories.change(stage.changed, description=f"{factories.DESCRIPTION} He waits.")
    stage.held = factories.pet(cast.petra, name="Held", placement="on_hold")
    stage.fostered = factories.pet(cast.petra, name="Fostered", placement="in_foster")
    stage.reserved = factories.pet(cast.petra, name="Reserved", placement="reserved")
    stage.home = factories.pet(cast.petra, name="Home", placement="adopted", happy_ending="She snores.")
    stage.ended = factories.pet(cast.petra, name="Ended", moderation="expired")


def pet_body(stage: Any) -> dict[str, Any]:
    return {
        "name": "Waffle",
        "species": "cat",
        "birth_date": str(date(2024, 2, 29)),
        "description": factories.DESCRIPTION,
        "suburb": "Wattle Cove",
        "region": "Saltwater Bay",
        "images": [str(stage.photo.pk)],
    }


def _soon() -> str:
    return str(timezone.localdate() + timedelta(days=14))


CALLS: dict[str, GoodCall] = {
    "GET users/me/pets": lambda s: Call("petra"),
    "GET organizations/{organization}/pets": lambda s: Call("", s.harbour),
    "GET pets": lambda s: Call(""),
    "GET pets/facets": lambda s: Call(""),
    "GET places": lambda s: Call(""),
    "GET pets/featured": lambda s: Call(""),
    "POST pets": lambda s: Call("petra", body=pet_body(s), code=201),
    "GET pets/{id}": lambda s: Call("", s.shown),
    "GET pets/{id}/actions": lambda s: Call("petra", s.shown),
    "PUT pets/{id}": lambda s: Call("petra", s.draft, {"name": "Waffle", "species": "cat"}),
    "PATCH pets/{id}": lambda s: Call("petra", s.draft, {"story": "Found under a jetty."}),
    "DELETE pets/{id}": lambda s: Call("petra", s.shown, code=204),
    "POST pets/{id}/submit": lambda s: Call("petra", s.draft),
    "POST pets/{id}/resubmit": lambda s: Call("petra", s.returned),
    "POST pets/{id}/withdraw": lambda s: Call("petra", s.shown),
    "POST pets/{id}/withdraw_change": lambda s: Call("petra", s.changed),
    "POST pets/{id}/renew": lambda s: Call("petra", s.ended),
    "GET happy-endings": lambda s: Call(""),
    "POST pets/{id}/hold": lambda s: Call("petra", s.shown, {"reason": "vet_care"}),
    "POST pets/{id}/make_available": lambda s: Call("petra", s.held),
    "POST pets/{id}/foster": lambda s: Call("petra", s.shown),
    "POST pets/{id}/end_foster": lambda s: Call("petra", s.fostered),
    "POST pets/{id}/release": lambda s: Call("petra", s.reserved, {"reason": "withdrew"}),
    "POST pets/{id}/start_trial": lambda s: Call("petra", s.reserved, {"until": _soon()}),
    "POST pets/{id}/adopt": lambda s: Call("petra", s.reserved),
    "POST pets/{id}/return": lambda s: Call("petra", s.home, {"reason": "allergy"}),
    "POST pets/{id}/tell_ending": lambda s: Call("petra", s.home, {"words": "He has the sofa."}),
    "POST pets/{id}/transfer": lambda s: Call("petra", s.shown),
    "POST pets/{id}/reclaim": lambda s: Call("petra", s.shown),
    "POST pets/{id}/mark_deceased": lambda s: Call("petra", s.shown),
    "POST pets/{id}/approve_change": decision("mona", "changed"),
    "POST pets/{id}/reject_change": decision("mona", "changed", reason="photos"),
    "POST pets/{id}/approve": decision("mona", "pending"),
    "POST pets/{id}/request_changes": decision("mona", "pending", reason="photos"),
    "POST pets/{id}/reject": decision("mona", "pending", reason="selling"),
    "POST pets/{id}/remove": decision("mona", "shown", reason="scam"),
}

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
    *(
        "distance_km",
        "id",
        "user",
        "status",
        "version",
        "created_at",
        "updated_at",
        "published_at",
        "age_group",
    ),
    *("microchip_last4", "missing", "decision", "notice", "expires_at"),
    *("placement", "placement_reason", "trial_until", "shown_until", "family_agreed"),
    *("featured", "adopted_at", "happy_ending", "happy_photo"),
    *("pending_revision", "rejected_revision"),
}
# Said to a service and not written into a column of its own name.
_CODE: dict[str, set[str]] = {"reason": {"placement_reason"}}
_REASON: dict[str, set[str]] = {"reason": set(), "note": set()}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST pets": {**_PET, "organization": {"organization_id"}},
    "PUT pets/{id}": _PET,
    "PATCH pets/{id}": _PET,
    "DELETE pets/{id}": {},
    "POST pets/{id}/submit": {},
    "POST pets/{id}/resubmit": {},
    "POST pets/{id}/withdraw": {},
    "POST pets/{id}/withdraw_change": {},
    "POST pets/{id}/renew": {},
    "POST pets/{id}/hold": _CODE,
    "POST pets/{id}/make_available": {},
    "POST pets/{id}/foster": {},
    "POST pets/{id}/end_foster": {},
    "POST pets/{id}/release": {"reason": set()},
    "POST pets/{id}/start_trial": {"until": {"trial_until"}},
    "POST pets/{id}/adopt": {},
    "POST pets/{id}/return": _CODE,
    "POST pets/{id}/tell_ending": {
        "words": {"happy_ending"},
        "photo": {"happy_photo_id"},
        "family_agreed": {"family_agreed", "shown_until"},
    },
    "POST pets/{id}/transfer": {},
    "POST pets/{id}/reclaim": {},
    "POST pets/{id}/mark_deceased": {},
    "POST pets/{id}/approve_change": {},
    "POST pets/{id}/reject_change": _REASON,
    "POST pets/{id}/approve": {},
    "POST pets/{id}/request_changes": _REASON,
    "POST pets/{id}/reject": _REASON,
    "POST pets/{id}/remove": _REASON,
}

IGNORED: dict[str, set[str]] = {
    "POST pets": _PET_READ,
    "PUT pets/{id}": _PET_READ | {"organization"},
    "PATCH pets/{id}": _PET_READ | {"organization"},
}

SECOND_VALUES = {
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

_PET_FILTERS = {"species", "breed", "age_group", "size", "gender", "organization", "region", "status"}
_SEARCH = _PET_FILTERS | {
    *("q", "name", "near", "within_km", "coat", "colour", "special_needs", "published_after"),
    *(
        "published_before",
        "good_with_children",
        "good_with_dogs",
        "good_with_cats",
        "house_trained",
        "desexed",
    ),
}
FILTERS = {
    "GET pets": _SEARCH,
    "GET organizations/{organization}/pets": _SEARCH,
    "GET users/me/pets": _PET_FILTERS,
    "GET places": {"q"},
    "GET happy-endings": set(),
}

VISITS = {
    "listings/renew/": lambda s: {"token": renewal_path(s.ended).rpartition("/")[2]},
    "pets/": lambda s: {"id": s.shown},
    "my/listings/": lambda s: {"id": s.rosas, "verb": "submit", "media_id": s.logo, "move": "first"},
}
