"""What the kinds differ in: who registers one, how it begins, whether it is offered at all."""

from typing import Any

import pytest
from django.conf import LazySettings

from apps.moderation.models import ReviewItem
from apps.organizations.kinds import KINDS
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization.roles import roles_of
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything_on(settings: LazySettings) -> None:
    settings.COMMUNITIES = ["rehoming", "riding", "dining"]


def register(cast: Cast, who: str, kind: object, name: str = "Bay") -> Any:
    return cast.client(who).post("/api/v1/organizations", {"name": name, "kind": kind})


OFFERED = {"rescue", "club", "restaurant"}
"""The kinds of organisations; reviewed."""


def test_table_and_the_database_know_the_same_kinds() -> None:
    assert set(KINDS) == OFFERED
    assert set(KINDS) == {name for name, _ in Organization._meta.get_field("kind").flatchoices}
    assert {role for kind in KINDS.values() for role in kind.roles} == set(Membership.Role.values)
    assert all(roles_of(kind.name) == kind.roles for kind in KINDS.values())


@pytest.mark.parametrize(
    ("kind", "who", "state", "policy", "role"),
    [
        ("rescue", "petra", "pending", "approval", "admin"),
        ("restaurant", "petra", "pending", "invite_only", "manager"),
        ("club", "sam", "approved", "approval", "owner"),
    ],
)
def test_begins_as_its_kind_does(
    cast: Cast, everything_on: None, kind: str, who: str, state: str, policy: str, role: str
) -> None:
    made = register(cast, who, kind)
    assert (made.status_code, made.json()["status"]) == (201, state)
    assert made.json()["join_policy"] == policy
    membership = Membership.objects.get()
    assert (membership.user, membership.role, membership.status) == (cast.person(who), role, "active")
    assert ReviewItem.objects.count() == (1 if state == "pending" else 0)


@pytest.mark.parametrize("who", ["petra", "mona"])
def test_club_is_registered_by_site_admins_alone(cast: Cast, everything_on: None, who: str) -> None:
    assert register(cast, who, "club").status_code == 403
    assert register(cast, "", "club").status_code == 401
    assert not Organization.objects.exists()


def test_kind_of_a_community_that_is_off_is_not_offered(cast: Cast, settings: LazySettings) -> None:
    settings.COMMUNITIES = ["rehoming"]
    answer = register(cast, "petra", "restaurant")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/kind")
    assert register(cast, "sam", "club").status_code == 422
    assert register(cast, "petra", "club").status_code == 403
    assert register(cast, "petra", "zoo").status_code == 422
    assert cast.client().get("/api/v1/organizations?kind=restaurant").status_code == 400
    wheelers = factories.organization("Wheelers", founder=cast.rosa, kind="club")
    assert wheelers.get_absolute_url() == "/organizations/wheelers"


def test_list_is_filtered_by_kind_name_and_place(cast: Cast, everything_on: None) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa, region="Saltwater Bay")
    factories.organization("Bay Wheelers", founder=cast.rosa, kind="club", slug="wheelers")
    factories.organization("Harbour Grill", founder=cast.rosa, kind="restaurant", status="pending")
    for query, names in {
        "kind=club": ["Bay Wheelers"],
        "kind=restaurant": [],
        "q=HARB": ["Harbour Paws"],
        "q=a": ["Bay Wheelers", "Harbour Paws"],
        "region=saltwater bay": ["Harbour Paws"],
        "kind=club&q=harb": [],
    }.items():
        found = cast.client().get(f"/api/v1/organizations?{query}").json()["results"]
        assert [row["name"] for row in found] == names, query


def test_page_of_any_kind_is_found_at_its_own_address(cast: Cast) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa)
    factories.organization("Bay Wheelers", founder=cast.rosa, kind="club", slug="wheelers")
    browser = cast.browser()
    assert b"Bay Wheelers" in browser.get("/clubs/wheelers").content
    assert browser.get("/rescues/wheelers")["Location"] == "/clubs/wheelers"
    assert browser.get("/organizations/wheelers")["Location"] == "/clubs/wheelers"
    assert browser.get("/organizations/harbour-paws")["Location"] == "/rescues/harbour-paws"


def test_roles_have_the_capabilities_that_all_kinds_share(cast: Cast) -> None:
    shared = {"manage_organization", "manage_members", "transfer_ownership"}
    found = {}
    for kind in KINDS.values():
        for role in kind.roles:
            where = factories.organization(f"{kind.name} {role}", founder=cast.rosa, kind=kind.name)
            factories.membership(where, cast.remy, role)
            answer = cast.client("remy").get(f"/api/v1/users/me/capabilities?organization={where.pk}").json()
            found[kind.name, role] = set(answer["capabilities"]) & shared
    managers = shared - {"transfer_ownership"}
    assert {key: value for key, value in found.items() if value} == {
        ("rescue", "admin"): managers,
        ("club", "owner"): shared,
        ("club", "admin"): managers,
        ("restaurant", "manager"): managers,
    }


def test_profile_takes_place_time_and_logo(cast: Cast) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa, status="pending")
    address = f"/api/v1/organizations/{rescue.pk}"
    logo = factories.photo(cast.rosa)
    type(logo).objects.filter(pk=logo.pk).update(purpose="logo")
    given = {"latitude": "-33.86882", "longitude": "151.2093", "timezone": "Europe/Berlin"}
    answer = cast.client("rosa").patch(address, {**given, "logo": str(logo.pk)}).json()
    assert (answer["latitude"], answer["longitude"]) == ("-33.86882", "151.20930")
    assert answer["logo"]["id"] == str(logo.pk)
    assert answer["logo"]["renditions"]["card"]["url"].startswith("http://testserver/media/")
    assert "latitude" not in cast.client().get(address).json()
    assert cast.client("rosa").put(address, answer).status_code == 200, "what was read can be sent back"
    assert cast.client("rosa").patch(address, {"logo": None}).json()["logo"] is None


@pytest.mark.parametrize("wrong", ["foreign", "pet_photo", "unready", "unknown"])
def test_logo_is_an_own_upload_that_is_ready(cast: Cast, wrong: str) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    state = "processing" if wrong == "unready" else "ready"
    logo = factories.photo(cast.milo if wrong == "foreign" else cast.rosa, state=state)
    if wrong != "pet_photo":
        type(logo).objects.filter(pk=logo.pk).update(purpose="logo")
    chosen = "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff" if wrong == "unknown" else str(logo.pk)
    answer = cast.client("rosa").patch(f"/api/v1/organizations/{rescue.pk}", {"logo": chosen})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/logo")


@pytest.mark.parametrize(
    "given",
    [
        *({"latitude": "91"}, {"longitude": "-181"}, {"latitude": "NaN"}, {"timezone": "Sydney"}),
        *({"latitude": "1.123456"}, {"timezone": "/etc"}, {"timezone": None}, {"country": "au"}),
    ],
)
def test_profile_refuses_what_is_nowhere(cast: Cast, given: dict[str, Any]) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    answer = cast.client("rosa").patch(f"/api/v1/organizations/{rescue.pk}", given)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}" for name in given]
