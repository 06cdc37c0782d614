"""What an erasure means to the organisations that somebody is in."""

import pytest

from apps.accounts.services import erase_person
from apps.notifications.models import Mail, Notification
from apps.organizations.models import Handover, Invitation, Membership
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ME = "/api/v1/users/me"


def test_last_admin_hands_over_first(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    club = factories.organization("Dawn Riders", founder=cast.rosa, kind="club")
    factories.membership(harbour, cast.remy)
    refused = cast.client("rosa").delete(ME)
    assert (refused.status_code, refused.json()["rule"]) == (409, "last_top_role")
    named = {row["slug"] for row in refused.json()["organizations"]}
    assert named == {harbour.slug, club.slug}
    Membership.objects.filter(user=cast.remy).update(role="admin")
    Membership.objects.filter(organization=club).update(user=cast.remy)
    rosa = cast.rosa
    assert cast.client("rosa").delete(ME).status_code == 204
    assert Membership.objects.get(organization=harbour, user=rosa).status == "left"


def test_leaves_everything_behind_without_a_word(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    farm = factories.organization("Second Chance Farm", founder=cast.milo)
    place = factories.membership(harbour, cast.ana, message="Hello!", note="Sings to the cats.")
    asked = factories.membership(farm, cast.ana, status="pending", message="May I?")
    by_address = factories.invitation(farm, cast.milo, email="ana@hearth.example", message="Come!")
    offer = factories.handover(harbour, cast.rosa, cast.ana)
    ana = cast.ana
    assert cast.client("ana").delete(ME).status_code == 204
    rows = {row.pk: row for row in Membership.objects.filter(user=ana)}
    assert (rows[place.pk].status, rows[place.pk].message, rows[place.pk].note) == ("left", "", "")
    assert (rows[asked.pk].status, rows[asked.pk].message) == ("withdrawn", "")
    left = Invitation.objects.get(pk=by_address.pk)
    assert (left.status, left.email, left.user, left.message) == ("revoked", None, ana, "")
    assert Handover.objects.get(pk=offer.pk).status == "withdrawn"
    drain()
    harbour.refresh_from_db()
    assert harbour.member_count == 1


def test_name_goes_from_what_others_were_told_and_others_names_stay(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.milo, role="admin")
    place = f"/api/v1/organizations/{harbour.pk}"
    given = {"email": cast.ana.email, "role": "member"}
    invitation = cast.client("rosa").post(f"{place}/invitations", given).json()
    cast.client("ana").post(f"/api/v1/invitations/{invitation['id']}/accept")
    cast.client("remy").post(f"{place}/memberships", {})
    drain()
    rosa, ana, remy = (person.display_name for person in (cast.rosa, cast.ana, cast.remy))
    assert named() == {
        ("invitation.sent", rosa),
        ("invitation.accepted", ana),
        ("membership.requested", remy),
    }
    erase_person(cast.remy, by=cast.subject("remy"))
    assert named() >= {("invitation.sent", rosa), ("membership.requested", "Former member")}
    erase_person(cast.ana, by=cast.subject("ana"))
    erase_person(cast.rosa, by=cast.subject("rosa"))
    assert {name for _, name in named()} == {"Former member"}


def named() -> set[tuple[str, str]]:
    """Who is named in what people are told, on the site and by mail."""
    return {
        pair
        for model in (Mail, Notification)
        for pair in model._default_manager.filter(context__has_key="person").values_list(
            "kind", "context__person"
        )
    }


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["pending", "rejected", "suspended", "archived"])
def test_an_organisation_that_is_not_approved_holds_nobody(cast: Cast, status: str) -> None:
    """There is no handing over in it, so nobody could ever go."""
    gate = factories.organization("Closed Gate", founder=cast.ana, status=status)
    assert cast.client("ana").delete("/api/v1/users/me").status_code == 204
    assert Membership.objects.get(organization=gate).status == "left"


@pytest.mark.parametrize(("status", "code"), [("pending", 200), ("rejected", 200), ("approved", 409)])
def test_a_registration_that_is_not_approved_may_be_abandoned(cast: Cast, status: str, code: int) -> None:
    gate = factories.organization("Closed Gate", founder=cast.ana, status=status)
    item = factories.review_item(gate, kind="organization", submitter=cast.ana)
    place = f"/api/v1/memberships/{Membership.objects.get(organization=gate).pk}"
    said = {row["action"]: row for row in cast.client("ana").get(f"{place}/actions").json()}
    assert said["leave"]["allowed"] is (code == 200)
    assert code == 200 or said["leave"]["rule"] == "last_top_role"
    assert cast.client("ana").post(f"{place}/leave").status_code == code
    item.refresh_from_db()
    assert item.state == ("withdrawn" if status == "pending" else "open")


def test_actions_of_a_suspended_organisation_name_what_stands_in_the_way(cast: Cast) -> None:
    gate = factories.organization("Closed Gate", founder=cast.milo, status="suspended")
    place = factories.membership(gate, cast.ana)
    answer = cast.client("sam").get(f"/api/v1/memberships/{place.pk}/actions").json()
    assert {"create", "browse", "request"}.isdisjoint(row["action"] for row in answer)
    assert not any(row["allowed"] for row in answer if row["action"] in ("remove", "suspend", "approve"))
