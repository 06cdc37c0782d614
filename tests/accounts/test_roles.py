"""System roles: given by site admins, narrowed by tokens and sessions, never widened by either."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.accounts.services import grant_role
from hearth.kernel.authorization import SystemRole
from hearth.kernel.models import Event
from hearth.kernel.problems import NotFound
from hearth.local import issuer
from hearth.local.people import PEOPLE
from tests.cast import Cast
from tests.together import together


def role_of(client: Any) -> str:
    return str(client.get("/api/v1/users/me/capabilities").json()["system_role"])


def grant(client: Any, user: User, role: Any = "Moderator", **more: Any) -> Any:
    return client.post(f"/api/v1/users/{user.pk}/grant_role", {"role": role, **more})


def revoke(client: Any, user: User, **given: Any) -> Any:
    return client.post(f"/api/v1/users/{user.pk}/revoke_role", given)


# The weaker of token and database -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("in_database", "groups", "claim", "expected"),
    [
        ("user", [], "User", "User"),
        ("user", ["SiteAdmins", "Moderators"], "SiteAdmin", "User"),
        ("moderator", [], "Moderator", "User"),
        ("moderator", ["Moderators"], "Moderator", "Moderator"),
        ("moderator", ["SiteAdmins"], "SiteAdmin", "Moderator"),
        ("site_admin", [], "SiteAdmin", "User"),
        ("site_admin", ["Moderators"], "SiteAdmin", "Moderator"),
        ("site_admin", ["SiteAdmins"], "Moderator", "Moderator"),
        ("site_admin", ["SiteAdmins"], None, "SiteAdmin"),
        ("site_admin", ["SiteAdmins"], "Emperor", "User"),
        ("site_admin", ["Siteadmins", "site_admin"], None, "User"),
        ("site_admin", ["SiteAdmins", "Unknown", "Moderators"], "SiteAdmin", "SiteAdmin"),
    ],
)
@pytest.mark.parametrize("way", ["client", "browser"])
def test_takes_the_weaker_of_token_and_database(
    cast: Cast, way: str, in_database: str, groups: list[str], claim: str | None, expected: str
) -> None:
    User.objects.filter(pk=cast.ana.pk).update(system_role=in_database)
    claims = {"cognito:groups": groups, "system_role": claim}
    assert role_of(getattr(cast, way)("ana", **claims)) == expected


def test_gives_a_session_of_unknown_origin_no_role(cast: Cast) -> None:
    browser = cast.browser("sam")
    session = browser.session
    del session["sign_in"]
    session.save()
    assert role_of(browser) == "User"


def test_mirrors_the_database_in_local_tokens(cast: Cast) -> None:
    assert "cognito:groups" not in issuer.payload_for("sam")
    assert issuer.payload_for("sam")["system_role"] == "User"
    assert cast.sam
    assert issuer.payload_for("sam")["cognito:groups"] == ["SiteAdmins"]
    assert issuer.payload_for("sam")["system_role"] == "SiteAdmin"
    assert issuer.payload_for("sam")["user_id"] == str(cast.sam.pk)


def test_opens_the_admins_door_by_role_and_status_alone(cast: Cast) -> None:
    assert [cast.person(name).is_staff for name in ("ana", "mona", "sam", "quinn")] == [
        False,
        True,
        True,
        False,
    ]
    User.objects.filter(pk=cast.sam.pk).update(status=User.Status.SUSPENDED)
    assert not User.objects.get(pk=cast.sam.pk).is_staff


# Giving and taking ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("wire", "stored"), [("Moderator", "moderator"), ("SiteAdmin", "site_admin")])
def test_lets_a_site_admin_give_roles(cast: Cast, wire: str, stored: str) -> None:
    response = grant(cast.client("sam"), cast.ana, wire, reason="correction")
    assert response.status_code == 200
    assert (response.json()["system_role"], response.json()["version"]) == (wire, 2)
    assert cast.ana.system_role == stored
    event = Event.objects.get(name="user.role_granted")
    assert (event.actor, event.target_id, event.reason) == (cast.sam, cast.ana.pk, "correction")
    assert event.data == {"from_role": "user", "to_role": stored}


def test_lets_a_site_admin_take_roles_back(cast: Cast) -> None:
    response = revoke(cast.client("sam"), cast.mona, reason="stepped_down")
    assert (response.status_code, response.json()["system_role"]) == (200, "User")
    event = Event.objects.get(name="user.role_revoked")
    assert (event.actor, event.target_id, event.reason) == (cast.sam, cast.mona.pk, "stepped_down")
    assert event.data == {"from_role": "moderator", "to_role": "user"}


def test_takes_nothing_from_who_has_nothing(cast: Cast) -> None:
    assert revoke(cast.client("sam"), cast.ana, reason="left").status_code == 200
    assert not Event.objects.exists()


def test_wants_to_know_why_a_role_is_taken(cast: Cast) -> None:
    assert revoke(cast.client("sam"), cast.mona).json()["errors"][0]["pointer"] == "/reason"
    assert cast.mona.system_role == "moderator"


def test_does_nothing_for_the_role_that_somebody_has(cast: Cast) -> None:
    assert grant(cast.client("sam"), cast.mona, "Moderator").status_code == 200
    assert not Event.objects.exists()
    assert cast.mona.version == 1


@pytest.mark.parametrize(
    ("who", "code"), [("", 401), ("ana", 404), ("rosa", 404), ("mona", 404), ("quinn", 403), ("sam", 200)]
)
def test_is_only_for_site_admins(cast: Cast, who: str, code: int) -> None:
    assert grant(cast.client(who), cast.petra).status_code == code
    assert cast.petra.system_role == ("moderator" if code == 200 else "user")


def test_is_only_for_site_admins_whoever_calls_the_service(cast: Cast) -> None:
    with pytest.raises(NotFound):
        grant_role(cast.ana, by=cast.subject("mona"), role=SystemRole.MODERATOR)
    with pytest.raises(NotFound):
        grant_role(User(), by=cast.subject("sam"), role=SystemRole.MODERATOR)
    assert cast.ana.system_role == "user"


@pytest.mark.parametrize("who", ["ana", "mona", "sam"])
def test_lets_nobody_change_their_own_role(cast: Cast, who: str) -> None:
    before = cast.person(who).system_role
    for role in ("Moderator", "SiteAdmin"):
        response = grant(cast.client(who), cast.person(who), role)
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    assert cast.person(who).system_role == before


def test_is_out_of_reach_of_a_narrowed_site_admin(cast: Cast) -> None:
    narrowed = cast.client("sam", **{"cognito:groups": None})
    assert grant(narrowed, cast.ana, "SiteAdmin").status_code == 404
    assert cast.ana.system_role == "user"


def test_refuses_people_who_are_not_active(cast: Cast) -> None:
    assert grant(cast.client("sam"), cast.quinn).json()["code"] == "wrong_state"


@pytest.mark.parametrize(
    "role", ["moderator", "User", "Admin", "", None, 5, ["Moderator"], {"role": "Moderator"}]
)
def test_gives_the_two_roles_only(cast: Cast, role: Any) -> None:
    response = grant(cast.client("sam"), cast.ana, role)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/role"


def test_refuses_free_text_for_a_reason(cast: Cast) -> None:
    response = grant(cast.client("sam"), cast.ana, reason="because she is nice")
    assert response.json()["errors"][0]["pointer"] == "/reason"


@pytest.mark.parametrize(
    "ident",
    [
        "7c0a1d52-6f0e-4a39-9a53-1d4f0b7bedad",
        "0198c0de-0000-7000-8000-000000000000",
        "me",
        "x" * 36,
        "0" * 36,
    ],
)
def test_answers_404_for_nobody(cast: Cast, ident: str) -> None:
    response = cast.client("sam").post(f"/api/v1/users/{ident}/grant_role", {"role": "User"})
    assert response.status_code == 404


def test_ends_the_sessions_of_whoever_changes_role(cast: Cast) -> None:
    browser = cast.browser("ana")
    assert browser.get("/api/v1/users/me").status_code == 200
    grant(cast.client("sam"), cast.ana)
    assert browser.get("/api/v1/users/me").status_code == 401


def test_ends_the_sessions_of_whoever_is_suspended(cast: Cast) -> None:
    browser = cast.browser("ana")
    User.objects.filter(pk=cast.ana.pk).update(status=User.Status.SUSPENDED)
    assert browser.get("/api/v1/users/me").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_many_grants_at_once_count() -> None:
    cast = Cast()
    ana, sam = cast.ana, cast.subject("sam")
    found = together(*[lambda: grant_role(ana, by=sam, role=SystemRole.MODERATOR)] * 8)
    assert {user.system_role for user in found} == {"moderator"}
    assert Event.objects.filter(name="user.role_granted").count() == 1
    assert User.objects.get(pk=ana.pk).version == 2


def test_works_with_a_token_of_the_stock_shape(cast: Cast) -> None:
    """Without the pre-token trigger a Cognito access token has neither role nor address."""
    bare = dict.fromkeys(("system_role", "user_id", "email", "email_verified", "name"))
    client = APIClient()
    client.credentials(
        HTTP_AUTHORIZATION=f"Bearer {issuer.token_for('sam', **bare, **{'cognito:groups': ['SiteAdmins']})}"
    )
    assert role_of(client) == "User"
    User.objects.filter(cognito_sub=PEOPLE["sam"].sub).update(system_role="site_admin")
    assert role_of(client) == "SiteAdmin"
