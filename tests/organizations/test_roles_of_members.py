"""Ranks: who may act on whom, and the brief's PUT and DELETE."""

import pytest

from apps.notifications.models import Mail
from apps.organizations.models import Membership, Organization
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def club(cast: Cast) -> Organization:
    """Rosa owns it; Remy and Milo are admins, Petra a captain, Ana a member."""
    made = factories.organization("Dawn Riders", founder=cast.rosa, kind="club")
    for name, role in (("remy", "admin"), ("milo", "admin"), ("petra", "ride_captain"), ("ana", "member")):
        factories.membership(made, cast.person(name), role)
    return made


def place(cast: Cast, name: str) -> Membership:
    found: Membership = Membership.objects.get(user=cast.person(name))
    return found


def put(cast: Cast, by: str, whose: str, code: int, **body: str) -> Membership:
    found = place(cast, whose)
    answer = cast.client(by).put(f"/api/v1/memberships/{found.pk}", body)
    assert answer.status_code == code, answer.content
    found.refresh_from_db()
    return found


def test_nobody_acts_on_an_equal_but_the_highest(cast: Cast, club: Organization) -> None:
    put(cast, "remy", "milo", 403, role="member")
    put(cast, "remy", "rosa", 403, role="member")
    put(cast, "petra", "ana", 403, role="ride_leader")
    assert put(cast, "remy", "petra", 200, role="admin").role == "admin"
    put(cast, "remy", "petra", 403, role="member")
    assert put(cast, "rosa", "petra", 200, role="member").role == "member"


def test_nobody_raises_themselves_or_anybody_above_themselves(cast: Cast, club: Organization) -> None:
    put(cast, "remy", "remy", 403, role="owner")
    put(cast, "petra", "petra", 403, role="admin")
    put(cast, "remy", "ana", 422, role="owner")
    put(cast, "rosa", "ana", 422, role="owner")
    put(cast, "rosa", "ana", 422, role="manager")
    assert place(cast, "ana").role == "member"


def test_owner_cannot_step_down_without_a_successor(cast: Cast, club: Organization) -> None:
    put(cast, "rosa", "rosa", 409, role="admin")


def test_put_does_role_and_status_together_or_not_at_all(cast: Cast, club: Organization) -> None:
    asked = factories.membership(club, cast.quinn, status="pending")
    answer = cast.client("rosa").put(f"/api/v1/memberships/{asked.pk}", {"status": "active", "role": "owner"})
    assert answer.status_code == 422
    asked.refresh_from_db()
    assert asked.status == "pending"
    given = {"status": "active", "role": "ride_leader"}
    assert cast.client("rosa").put(f"/api/v1/memberships/{asked.pk}", given).status_code == 200
    asked.refresh_from_db()
    assert (asked.status, asked.role) == ("active", "ride_leader")
    assert list(
        Event.objects.filter(target_id=asked.pk).order_by("sequence").values_list("name", flat=True)
    ) == ["membership.approved", "membership.role_changed"]


def test_what_was_read_can_be_put_back(cast: Cast, club: Organization) -> None:
    found = place(cast, "ana")
    address = f"/api/v1/memberships/{found.pk}"
    read = cast.client("rosa").get(address)
    assert cast.client("rosa").put(address, read.json()).status_code == 200
    found.refresh_from_db()
    assert found.version == 1
    assert cast.client("rosa").put(address, {"role": "ride_leader"}).status_code == 200
    late = cast.client("rosa").put(address, {"role": "member"}, headers={"If-Match": read["ETag"]})
    assert late.status_code == 412


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("suspended", "membership.suspended"),
        ("removed", "membership.removed"),
    ],
)
def test_put_of_a_status_runs_its_verb(cast: Cast, club: Organization, status: str, event: str) -> None:
    assert put(cast, "remy", "ana", 200, status=status, reason="inactive").status == status
    assert Event.objects.get(name=event).reason == "inactive"
    drain()
    assert Mail.objects.get(user=cast.ana).kind == event
    put(cast, "remy", "ana", 409, status="rejected")


def test_delete_is_leaving_or_removing(cast: Cast, club: Organization) -> None:
    own, petras = place(cast, "ana"), place(cast, "petra")
    assert cast.client("ana").delete(f"/api/v1/memberships/{petras.pk}").status_code == 403
    assert cast.client("ana").delete(f"/api/v1/memberships/{own.pk}").status_code == 204
    assert cast.client("remy").delete(f"/api/v1/memberships/{petras.pk}").status_code == 204
    assert (place(cast, "ana").status, place(cast, "petra").status) == ("left", "removed")
    assert cast.client("ana").delete(f"/api/v1/memberships/{own.pk}").status_code == 204
    asked = factories.membership(club, cast.ana, status="pending")
    assert cast.client("ana").delete(f"/api/v1/memberships/{asked.pk}").status_code == 204
    asked.refresh_from_db()
    assert asked.status == "withdrawn"


def test_each_audience_reads_its_own_fields(cast: Cast, club: Organization) -> None:
    Membership.objects.filter(user=cast.ana).update(message="Hello!", note="Rides a red one.")
    address = f"/api/v1/memberships/{place(cast, 'ana').pk}"
    inside = {"message", "note", "joined_via"}
    seen = {name: cast.client(name).get(address).json() for name in ("ana", "petra", "remy", "sam")}
    assert {name: inside & set(found) for name, found in seen.items()} == {
        "ana": {"message", "joined_via"},
        "petra": set(),
        "remy": inside,
        "sam": inside,
    }
    assert (seen["remy"]["message"], seen["remy"]["note"]) == ("Hello!", "Rides a red one.")
    assert (seen["sam"]["message"], seen["sam"]["note"]) == (None, None)
    assert "@" not in str(seen)
    cast.client("sam").post(f"{address}/reveal", {"reason": "dispute"})
    assert cast.client("sam").get(address).json()["note"] == "Rides a red one."


def test_history_is_for_who_manages_members(cast: Cast, club: Organization) -> None:
    put(cast, "rosa", "ana", 200, role="ride_leader")
    put(cast, "rosa", "ana", 200, status="suspended", reason="safety")
    address = f"/api/v1/memberships/{place(cast, 'ana').pk}/history"
    found = cast.client("remy").get(address).json()
    assert [(row["event"], row["role"], row["reason"], row["by"]["display_name"]) for row in found] == [
        ("membership.suspended", "", "safety", "Rosa Marin"),
        ("membership.role_changed", "ride_leader", "", "Rosa Marin"),
    ]
    assert cast.client("ana").get(address).status_code == 403
    assert cast.client("petra").get(address).status_code == 404
    assert cast.client("sam").get(address).status_code == 403


def test_what_one_does_to_oneself_needs_no_mail(cast: Cast, club: Organization) -> None:
    cast.client("ana").post(f"/api/v1/memberships/{place(cast, 'ana').pk}/leave")
    drain()
    assert not Mail.objects.filter(user=cast.ana).exists()
    club.refresh_from_db()
    assert club.member_count == 4
