"""The routes about organisations as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from apps.accounts.models import User
from apps.media.models import MediaFile
from apps.moderation.models import ReviewItem
from apps.organizations.models import Organization
from apps.organizations.services.changes import propose_change
from tests import factories
from tests.api.calls import Call, GoodCall, decision
from tests.organizations import member_calls


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(stage.harbour, cast.remy)
    stage.hopeful = factories.organization("Hopeful Hooves", founder=cast.ana, status="pending")
    stage.hopeful_item = factories.review_item(
        stage.hopeful, kind="organization", submitter=cast.ana, state=ReviewItem.State.OPEN
    )
    stage.turned_down = factories.organization("Turned Down", founder=cast.rosa, status="rejected")
    stage.closed = factories.organization("Closed Gate", founder=cast.milo, status="suspended")
    stage.over = factories.organization("Over", founder=cast.milo, status="archived")
    stage.vouched = factories.organization("Vouched For", founder=cast.milo, verified=True)
    stage.logo = logo(stage.harbour, cast.rosa)
    logo(stage.turned_down, cast.rosa)
    stage.changing = factories.organization("Changing Tides", founder=cast.rosa, description="We were small.")
    propose_change(stage.changing, {"description": "We are many now."}, by=cast.subject("rosa"))
    member_calls.set_stage(stage)


def logo(organization: Organization, by: User) -> MediaFile:
    """The logo that an organisation shows."""
    made = factories.photo(by, purpose="logo")
    Organization.objects.filter(pk=organization.pk).update(logo=made)
    return made


CALLS: dict[str, GoodCall] = {
    **member_calls.CALLS,
    "GET organizations": lambda s: Call(""),
    "POST organizations": lambda s: Call("petra", body={"name": "Paws Up", "kind": "rescue"}, code=201),
    "GET organizations/{id}": lambda s: Call("", s.harbour),
    "GET organizations/{id}/actions": lambda s: Call("", s.harbour),
    "PUT organizations/{id}": lambda s: Call("rosa", s.harbour, {"name": "Harbour Paws & Claws"}),
    "PATCH organizations/{id}": lambda s: Call("rosa", s.turned_down, {"phone": "5550 0199"}),
    "POST organizations/{id}/approve": decision("mona", "hopeful"),
    "POST organizations/{id}/reject": decision("mona", "hopeful", reason="incomplete"),
    "POST organizations/{id}/suspend": decision("mona", "harbour", reason="safety"),
    "POST organizations/{id}/resubmit": lambda s: Call("rosa", s.turned_down),
    "POST organizations/{id}/withdraw_change": lambda s: Call("rosa", s.changing),
    "POST organizations/{id}/approve_change": decision("mona", "changing"),
    "POST organizations/{id}/reject_change": decision("mona", "changing", reason="misleading"),
    "POST organizations/{id}/reinstate": lambda s: Call("sam", s.closed),
    "POST organizations/{id}/archive": lambda s: Call("rosa", s.harbour, {"reason": "closed"}),
    "POST organizations/{id}/unarchive": lambda s: Call("sam", s.over),
    "POST organizations/{id}/change_slug": lambda s: Call("rosa", s.harbour, {"slug": "harbour-tails"}),
    "POST organizations/{id}/verify": decision("mona", "harbour", evidence="charity_register"),
    "POST organizations/{id}/unverify": lambda s: Call("mona", s.vouched, {"reason": "mistake"}),
    "GET organizations/{parent}/verifications": lambda s: Call("mona", s.vouched),
    "GET organizations/{id}/settings": lambda s: Call("rosa", s.harbour),
    "PATCH organizations/{id}/settings": lambda s: Call("rosa", s.harbour, {"join_policy": "invite_only"}),
}

_ORGANIZATION = {
    name: {name}
    for name in (
        *("name", "email", "phone", "description", "website", "address", "suburb", "region", "country"),
        *("latitude", "longitude", "timezone"),
    )
} | {"logo": {"logo_id"}}
_ORGANIZATION_READ = {
    *("id", "slug", "join_policy", "status", "verified", "member_count", "created_by", "reviewed_at"),
    *("created_at", "updated_at", "version", "pending_revision", "rescue", "club"),
}
# Said to a service and not written into a column of its own name.
_REASON: dict[str, set[str]] = {"reason": set(), "note": set()}

WRITABLE: dict[str, dict[str, set[str]]] = {
    **member_calls.WRITABLE,
    "POST organizations": {**_ORGANIZATION, "kind": {"kind"}},
    "PUT organizations/{id}": _ORGANIZATION,
    "PATCH organizations/{id}": _ORGANIZATION,
    "POST organizations/{id}/approve": {},
    "POST organizations/{id}/reject": _REASON,
    "POST organizations/{id}/suspend": _REASON,
    "POST organizations/{id}/resubmit": {},
    "POST organizations/{id}/withdraw_change": {},
    "POST organizations/{id}/approve_change": {},
    "POST organizations/{id}/reject_change": _REASON,
    "POST organizations/{id}/reinstate": {},
    "POST organizations/{id}/archive": {"reason": set()},
    "POST organizations/{id}/unarchive": {},
    "POST organizations/{id}/change_slug": {"slug": {"slug"}},
    "POST organizations/{id}/verify": {
        "expires_at": {"verified_until"},
        "evidence": set(),
        "reference": set(),
        "note": set(),
    },
    "POST organizations/{id}/unverify": {"reason": set()},
    "PATCH organizations/{id}/settings": {
        "join_policy": {"join_policy"},
        "timezone": {"timezone"},
        "members_decide_applications": set(),
        "answer_within_days": set(),
        "sampled": set(),
        "how_we_work": set(),
    },
}

IGNORED: dict[str, set[str]] = {
    **member_calls.IGNORED,
    "POST organizations": _ORGANIZATION_READ,
    "PUT organizations/{id}": _ORGANIZATION_READ | {"kind"},
    "PATCH organizations/{id}": _ORGANIZATION_READ | {"kind"},
    "PATCH organizations/{id}/settings": {"organization", "slug", "version"},
}

SECOND_VALUES = {
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
        "latitude": "-36.84846",
        "longitude": "174.76334",
        "timezone": "Pacific/Auckland",
        "logo": None,
    },
    "PATCH organizations/{id}/settings": {
        "join_policy": "open",
        "timezone": "Pacific/Auckland",
        "members_decide_applications": False,
        "answer_within_days": 3,
        "sampled": 50,
        "how_we_work": "We meet you twice.",
    },
}

FILTERS = {
    "GET organizations": {"kind", "region", "q", "verified"},
    "GET organizations/{parent}/verifications": set(),
    **member_calls.FILTERS,
}

VISITS = {
    "organizations/": lambda s: {"slug": s.harbour},
    "organizations/<slug:slug>/help/": lambda s: {"slug": s.harbour, "place": "imports", "word": "listings"},
    "rescues/": lambda s: {"slug": s.harbour},
    **member_calls.VISITS,
}
