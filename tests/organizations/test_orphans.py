"""An approved organisation that nobody can run any more comes to the review desk, and leaves it by itself."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.moderation.models import Decision, ReviewItem
from apps.organizations.models import Membership, Organization
from apps.organizations.services import add_member
from apps.organizations.services.orphans import KIND, check_has_admin
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rescue(cast: Cast) -> Organization:
    made = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(made, cast.remy)
    return made


def waiting() -> Any:
    return ReviewItem.objects.waiting().filter(kind=KIND)


def lose_admin(cast: Cast, rescue: Organization) -> None:
    User.objects.filter(pk=cast.rosa.pk).update(status="suspended")
    check_has_admin(rescue.pk)


def test_is_opened_once_and_closed_when_somebody_is_back(cast: Cast, rescue: Organization) -> None:
    check_has_admin(rescue.pk)
    assert not waiting().exists()
    lose_admin(cast, rescue)
    check_has_admin(rescue.pk)
    item = waiting().get()
    assert (item.target_id, item.organization, item.submitter) == (rescue.pk, rescue, cast.rosa)
    User.objects.filter(pk=cast.rosa.pk).update(status="active")
    check_has_admin(rescue.pk)
    assert [(item.kind, item.state) for item in ReviewItem.objects.all()] == [(KIND, "withdrawn")]


@pytest.mark.parametrize("end", ["membership", "role"])
def test_a_suspended_or_lower_place_runs_nothing(cast: Cast, rescue: Organization, end: str) -> None:
    changes = {"status": "suspended"} if end == "membership" else {"role": "member"}
    Membership.objects.filter(user=cast.rosa).update(**changes)
    check_has_admin(rescue.pk)
    assert waiting().count() == 1


@pytest.mark.parametrize("state", ["pending", "rejected", "suspended", "archived"])
def test_only_an_approved_one_matters(cast: Cast, rescue: Organization, state: str) -> None:
    Organization.objects.update(status=state)
    lose_admin(cast, rescue)
    assert not waiting().exists()


def test_follows_the_events_by_itself(cast: Cast, rescue: Organization) -> None:
    lose_admin(cast, rescue)
    assert waiting().exists()
    add_member(rescue, cast.petra, "admin", by=cast.subject("sam"))
    drain()
    assert not waiting().exists()


def test_following_a_persons_suspension(cast: Cast, rescue: Organization) -> None:
    cast.client("sam").post(f"/api/v1/users/{cast.rosa.pk}/suspend", {"reason": "abuse"})
    drain()
    assert waiting().get().target_id == rescue.pk
    cast.client("sam").post(f"/api/v1/users/{cast.rosa.pk}/reinstate")
    drain()
    assert not waiting().exists()


def test_decision_on_it_suspends_the_organisation(cast: Cast, rescue: Organization) -> None:
    lose_admin(cast, rescue)
    address = f"/api/v1/review/items/{waiting().get().pk}"
    shown = cast.client("mona").get(address)
    assert list(shown.json()["reasons"]) == ["remove"]
    given = {"action": "remove", "reason": "no_admin"}
    answer = cast.client("mona").post(f"{address}/decide", given, headers={"If-Match": shown["ETag"]})
    assert answer.status_code == 200, answer.json()
    rescue.refresh_from_db()
    assert rescue.status == "suspended"
    assert Decision.objects.get().kind == KIND
    assert not waiting().exists()


def test_suspension_by_its_own_route_closes_it_too(cast: Cast, rescue: Organization) -> None:
    lose_admin(cast, rescue)
    address = f"/api/v1/organizations/{rescue.pk}/suspend"
    seen = {"If-Match": f'"{rescue.version}-seen"'}
    assert cast.client("mona").post(address, {"reason": "rules"}, headers=seen).status_code == 200
    assert Decision.objects.get().kind == "organization"
    drain()
    assert not waiting().exists()


def test_a_change_of_it_moves_the_item_along(cast: Cast, rescue: Organization) -> None:
    lose_admin(cast, rescue)
    address = f"/api/v1/organizations/{rescue.pk}/verify"
    seen = {"If-Match": f'"{rescue.version}-seen"'}
    assert cast.client("max").post(address, {"evidence": "visit"}, headers=seen).status_code == 200
    rescue.refresh_from_db()
    assert waiting().get().revision == rescue.version


def test_desk_says_what_to_do(cast: Cast, rescue: Organization) -> None:
    lose_admin(cast, rescue)
    page = cast.browser("sam").get("/admin/moderation/reviewitem/desk/").content.decode()
    assert "Organisation without an admin" in page
    assert "Nobody is left who can run it" in page
    assert f"/admin/organizations/membership/add/?organization={rescue.pk}" in page
    assert "account suspended" in page
