"""How people come into an organisation by asking, and what becomes of it."""

import pytest

from apps.accounts.models import User
from apps.notifications.models import Mail
from apps.organizations.models import Membership, Organization
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def ask(cast: Cast, name: str, where: Organization, **body: str) -> Membership:
    answer = cast.client(name).post(f"/api/v1/organizations/{where.slug}/memberships", body)
    assert answer.status_code == 201, answer.json()
    assert cast.client(name).get(answer["Location"]).json()["id"] == answer.json()["id"]
    found: Membership = Membership.objects.get(pk=answer.json()["id"])
    return found


def do(cast: Cast, name: str, membership: Membership, verb: str, code: int = 200, **body: str) -> None:
    answer = cast.client(name).post(f"/api/v1/memberships/{membership.pk}/{verb}", body)
    assert answer.status_code == code, answer.json()
    membership.refresh_from_db()


def kinds_of_mail(person: User) -> list[str]:
    drain()
    return list(Mail.objects.filter(user=person).order_by("created_at").values_list("kind", flat=True))


def test_request_waits_and_is_let_in(cast: Cast, harbour: Organization) -> None:
    asked = ask(cast, "ana", harbour, message="I can walk dogs on Sundays.")
    assert (asked.status, asked.role, asked.joined_at) == ("pending", "member", None)
    assert kinds_of_mail(cast.rosa) == ["membership.requested"]
    found = cast.client("rosa").get(f"/api/v1/organizations/{harbour.pk}/memberships?status=pending").json()
    assert [row["message"] for row in found["results"]] == ["I can walk dogs on Sundays."]
    assert (
        cast.client("ana")
        .get(f"/api/v1/users/me/capabilities?organization={harbour.pk}")
        .json()["capabilities"]
        == []
    )
    do(cast, "rosa", asked, "approve")
    assert (asked.status, asked.joined_via) == ("active", "request")
    assert asked.joined_at is not None
    assert kinds_of_mail(cast.ana) == ["membership.approved"]
    harbour.refresh_from_db()
    assert harbour.member_count == 2


def test_open_door_lets_in_at_once(cast: Cast) -> None:
    club = factories.organization("Dawn Riders", founder=cast.rosa, kind="club", join_policy="open")
    asked = ask(cast, "ana", club)
    assert (asked.status, asked.role) == ("active", "member")
    assert kinds_of_mail(cast.ana) == ["club.welcome"], "clubs have words of their own"


def test_who_was_removed_waits_even_at_an_open_door(cast: Cast) -> None:
    club = factories.organization("Dawn Riders", founder=cast.rosa, kind="club", join_policy="open")
    factories.membership(club, cast.ana, status="removed")
    assert ask(cast, "ana", club).status == "pending"


def test_invite_only_refuses_by_rule(cast: Cast) -> None:
    place = factories.organization(
        "Gull & Anchor", founder=cast.rosa, kind="restaurant", join_policy="invite_only"
    )
    answer = cast.client("ana").post(f"/api/v1/organizations/{place.pk}/memberships", {})
    assert (answer.status_code, answer.json()["rule"]) == (403, "organization_join_policy_in(open, approval)")


def test_asking_twice_is_refused(cast: Cast, harbour: Organization) -> None:
    asked = ask(cast, "ana", harbour)
    again = cast.client("ana").post(f"/api/v1/organizations/{harbour.pk}/memberships", {})
    assert (again.status_code, again.json()["state"]) == (409, "pending")
    do(cast, "ana", asked, "withdraw")
    second = ask(cast, "ana", harbour)
    assert second.pk != asked.pk


def test_nobody_asks_for_somebody_else_or_for_a_role(cast: Cast, harbour: Organization) -> None:
    address = f"/api/v1/organizations/{harbour.pk}/memberships"
    for body in ({"user": str(cast.ana.pk)}, {"role": "admin"}, {"status": "active"}):
        assert cast.client("rosa").post(address, body).status_code == 422
        assert cast.client("petra").post(address, body).status_code == 422
    assert harbour.memberships.count() == 1


def test_turned_down_with_a_reason_that_the_person_hears(cast: Cast, harbour: Organization) -> None:
    asked = ask(cast, "ana", harbour)
    do(cast, "rosa", asked, "reject", 422)
    do(cast, "rosa", asked, "reject", reason="full", note="Ask her again in spring.")
    assert (asked.status, asked.note) == ("rejected", "Ask her again in spring.")
    drain()
    mail = Mail.objects.get(user=cast.ana)
    assert mail.context["reason"] == "There is no room for more people just now"
    assert "spring" not in str(mail.context)
    assert "note" not in cast.client("ana").get(f"/api/v1/memberships/{asked.pk}").json()


def test_suspended_organization_takes_nobody_in(cast: Cast, harbour: Organization) -> None:
    asked = ask(cast, "ana", harbour)
    Organization.objects.filter(pk=harbour.pk).update(status="suspended")
    address = f"/api/v1/organizations/{harbour.pk}/memberships"
    assert cast.client("petra").post(address, {}).status_code == 404
    assert cast.client("mona").post(address, {}).status_code == 409
    assert cast.client("rosa").post(f"/api/v1/memberships/{asked.pk}/approve").status_code == 404
    do(cast, "ana", asked, "withdraw")


def test_nobody_is_held_in_a_suspended_organization(cast: Cast, harbour: Organization) -> None:
    place = factories.membership(harbour, cast.remy)
    Organization.objects.filter(pk=harbour.pk).update(status="archived")
    do(cast, "remy", place, "leave")
    assert place.status == "left"


def test_rejoin_is_a_new_row(cast: Cast, harbour: Organization) -> None:
    first = factories.membership(harbour, cast.remy, note="Good with cats.")
    do(cast, "remy", first, "leave")
    second = ask(cast, "remy", harbour)
    do(cast, "rosa", second, "approve")
    rows = Membership.objects.filter(organization=harbour, user=cast.remy).order_by("created_at")
    assert [(row.pk, row.status) for row in rows] == [(first.pk, "left"), (second.pk, "active")]
    mine = cast.client("remy").get("/api/v1/users/me/memberships").json()["results"]
    assert [row["id"] for row in mine] == [str(second.pk)]
    former = cast.client("remy").get("/api/v1/users/me/memberships?status=left").json()["results"]
    assert [row["id"] for row in former] == [str(first.pk)]


def test_repeat_of_the_same_verb_is_harmless(cast: Cast, harbour: Organization) -> None:
    asked = ask(cast, "ana", harbour)
    do(cast, "rosa", asked, "approve")
    do(cast, "rosa", asked, "approve")
    assert Event.objects.filter(name="membership.approved").count() == 1


def test_limit_of_requests(cast: Cast, harbour: Organization) -> None:
    address = f"/api/v1/organizations/{harbour.pk}/memberships"
    codes = [cast.client("ana").post(address, {}).status_code for _ in range(21)]
    assert codes == [201, *[409] * 19, 429]
