"""The routes about the people of organisations; a part of `calls.py`, which hands them on."""

from typing import Any

from apps.organizations.services.invitations import token_of
from tests import factories
from tests.api.calls import Call, GoodCall


def set_stage(stage: Any) -> None:
    """A club of Milo's beside Harbour Paws, and somebody at each step of coming and going."""
    cast = stage.cast
    stage.riders = factories.organization("Dawn Riders", founder=cast.milo, kind="club")
    factories.membership(stage.riders, cast.remy)
    stage.helper = stage.harbour.memberships.get(user=cast.remy)
    stage.asked = factories.membership(
        stage.harbour, cast.milo, status="pending", joined_via="request", message="I drive the van."
    )
    stage.paused = factories.membership(stage.harbour, cast.petra, status="suspended", note="Back in spring.")
    stage.invited = factories.invitation(
        stage.harbour, cast.rosa, email="ana@hearth.example", message="Come and walk the dogs."
    )
    stage.offered = factories.handover(stage.riders, cast.milo, cast.remy)


CALLS: dict[str, GoodCall] = {
    "GET organizations/{parent}/memberships": lambda s: Call("rosa", s.harbour),
    "POST organizations/{parent}/memberships": lambda s: Call("ana", s.harbour, {"message": "Hi"}, code=201),
    "GET users/me/memberships": lambda s: Call("remy"),
    "GET memberships/{id}": lambda s: Call("rosa", s.helper),
    "GET memberships/{id}/actions": lambda s: Call("rosa", s.helper),
    "GET memberships/{id}/history": lambda s: Call("rosa", s.helper),
    "PUT memberships/{id}": lambda s: Call("rosa", s.helper, {"role": "admin"}),
    "DELETE memberships/{id}": lambda s: Call("remy", s.helper, code=204),
    "POST memberships/{id}/approve": lambda s: Call("rosa", s.asked),
    "POST memberships/{id}/reject": lambda s: Call("rosa", s.asked, {"reason": "full"}),
    "POST memberships/{id}/withdraw": lambda s: Call("milo", s.asked),
    "POST memberships/{id}/suspend": lambda s: Call("rosa", s.helper, {"reason": "conduct"}),
    "POST memberships/{id}/reinstate": lambda s: Call("rosa", s.paused),
    "POST memberships/{id}/change_role": lambda s: Call("rosa", s.helper, {"role": "admin"}),
    "POST memberships/{id}/remove": lambda s: Call("rosa", s.helper, {"reason": "inactive"}),
    "POST memberships/{id}/leave": lambda s: Call("remy", s.helper),
    "POST memberships/{id}/reveal": lambda s: Call("sam", s.paused, {"reason": "support"}),
    "GET organizations/{parent}/invitations": lambda s: Call("rosa", s.harbour),
    "POST organizations/{parent}/invitations": lambda s: Call(
        "rosa", s.harbour, {"email": "new@hearth.example", "role": "member"}, code=201
    ),
    "GET users/me/invitations": lambda s: Call("ana"),
    "GET invitations/{id}": lambda s: Call("ana", s.invited),
    "GET invitations/{id}/actions": lambda s: Call("ana", s.invited),
    "POST invitations/accept": lambda s: Call("ana", body={"token": token_of(s.invited.pk)}),
    "POST invitations/{id}/accept": lambda s: Call("ana", s.invited),
    "POST invitations/{id}/decline": lambda s: Call("ana", s.invited),
    "POST invitations/{id}/revoke": lambda s: Call("rosa", s.invited),
    "POST invitations/{id}/resend": lambda s: Call("rosa", s.invited),
    "POST invitations/{id}/reveal": lambda s: Call("sam", s.invited, {"reason": "support"}),
    "GET organizations/{parent}/handovers": lambda s: Call("milo", s.riders),
    "POST organizations/{parent}/handovers": lambda s: Call(
        "rosa", s.harbour, {"user": str(s.cast.remy.pk)}, code=201
    ),
    "GET handovers/{id}": lambda s: Call("remy", s.offered),
    "GET handovers/{id}/actions": lambda s: Call("remy", s.offered),
    "POST handovers/{id}/accept": lambda s: Call("remy", s.offered),
    "POST handovers/{id}/decline": lambda s: Call("remy", s.offered),
    "POST handovers/{id}/withdraw": lambda s: Call("milo", s.offered),
}

_WHY: dict[str, set[str]] = {"reason": set(), "note": {"note"}}
_REVEALED: dict[str, set[str]] = {"reason": set(), "note": set()}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST organizations/{parent}/memberships": {"message": {"message"}},
    "PUT memberships/{id}": {"role": {"role"}, "status": {"status"}, "reason": set()},
    "DELETE memberships/{id}": {},
    **{f"POST memberships/{{id}}/{verb}": _WHY for verb in ("reject", "suspend", "remove")},
    **{f"POST memberships/{{id}}/{verb}": {} for verb in ("approve", "withdraw", "reinstate", "leave")},
    "POST memberships/{id}/change_role": {"role": {"role"}},
    "POST memberships/{id}/reveal": _REVEALED,
    "POST organizations/{parent}/invitations": {
        "email": {"email"},
        "user": {"user_id"},
        "role": {"role"},
        "message": {"message"},
    },
    "POST invitations/accept": {"token": set()},
    **{f"POST invitations/{{id}}/{verb}": {} for verb in ("accept", "decline", "revoke", "resend")},
    "POST invitations/{id}/reveal": _REVEALED,
    "POST organizations/{parent}/handovers": {"user": {"receiver_id"}},
    **{f"POST handovers/{{id}}/{verb}": {} for verb in ("accept", "decline", "withdraw")},
}

IGNORED = {
    "PUT memberships/{id}": {
        *("id", "organization", "user", "joined_at", "joined_via", "message", "note"),
        *("created_at", "updated_at", "version"),
    }
}

FILTERS = {
    "GET organizations/{parent}/memberships": {"status", "role"},
    "GET users/me/memberships": {"status", "role"},
    "GET organizations/{parent}/invitations": {"status", "role"},
    "GET users/me/invitations": {"status", "role"},
    "GET organizations/{parent}/handovers": set(),
}

VISITS = {
    "organizations/<slug:slug>/members/": lambda s: {"slug": s.harbour, "id": s.helper, "verb": "remove"},
    "organizations/<slug:slug>/invitations/": lambda s: {
        "slug": s.harbour,
        "id": s.invited,
        "verb": "revoke",
    },
    "invitations/": lambda s: {"token": token_of(s.invited.pk)},
    "memberships/handovers/": lambda s: {"id": s.offered, "verb": "accept"},
    "memberships/invitations/": lambda s: {"id": s.invited, "verb": "accept"},
}
