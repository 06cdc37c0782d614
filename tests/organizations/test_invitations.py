"""An offer of a role: who gets it, who may answer it, and for how long."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.models import Mail
from apps.organizations.api.invitations import InvitationViewSet
from apps.organizations.models import Invitation, Membership, Organization
from apps.organizations.services.invitations import token_of
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def invite(cast: Cast, where: Organization, code: int = 201, by: str = "rosa", **body: str) -> Any:
    given = {"email": "Ana@Hearth.example", "role": "member", **body}
    given = {name: value for name, value in given.items() if value}
    answer = cast.client(by).post(f"/api/v1/organizations/{where.pk}/invitations", given)
    assert answer.status_code == code, answer.json()
    return Invitation.objects.order_by("updated_at").last()


def do(cast: Cast, name: str, invitation: Invitation, verb: str, code: int = 200) -> Any:
    answer = cast.client(name).post(f"/api/v1/invitations/{invitation.pk}/{verb}")
    assert answer.status_code == code, answer.json()
    return answer.json()


def by_token(cast: Cast, name: str, token: str, code: int, **claims: Any) -> Any:
    answer = cast.client(name, **claims).post("/api/v1/invitations/accept", {"token": token})
    assert answer.status_code == code, answer.json()
    return answer.json()


def test_token_is_in_the_mail_and_nowhere_else(cast: Cast, harbour: Organization) -> None:
    invitation = invite(cast, harbour, message="We miss you on Sundays.")
    drain()
    token = token_of(invitation.pk)
    (message,) = outbox.outbox
    assert message.to == ["ana@hearth.example"]
    assert f"/invitations/{token}" in message.body
    assert "We miss you on Sundays." in message.body
    kept = [*Mail.objects.values(), *Invitation.objects.values(), *Event.objects.values()]
    assert token not in str(kept)
    assert token not in str(do(cast, "ana", invitation, "accept"))


def test_accepting_gives_the_role_at_once(cast: Cast, harbour: Organization) -> None:
    invitation = invite(cast, harbour, role="admin")
    found = cast.client("ana").get("/api/v1/users/me/invitations").json()["results"]
    assert [row["id"] for row in found] == [str(invitation.pk)]
    assert do(cast, "ana", invitation, "accept")["status"] == "accepted"
    member = Membership.objects.get(user=cast.ana)
    assert (member.status, member.role, member.joined_via, member.invited_by) == (
        *("active", "admin", "invitation"),
        cast.rosa,
    )
    capabilities = cast.client("ana").get(f"/api/v1/users/me/capabilities?organization={harbour.pk}").json()
    assert "manage_members" in capabilities["capabilities"]
    drain()
    assert Mail.objects.filter(user=cast.rosa, kind="invitation.accepted").exists()
    do(cast, "ana", invitation, "accept")
    assert Membership.objects.filter(user=cast.ana).count() == 1


def test_accepting_answers_a_waiting_request(cast: Cast, harbour: Organization) -> None:
    asked = factories.membership(harbour, cast.ana, status="pending", joined_via="request")
    do(cast, "ana", invite(cast, harbour, role="admin"), "accept")
    asked.refresh_from_db()
    assert (asked.status, asked.role, asked.joined_via) == ("active", "admin", "invitation")


def test_token_from_the_mail_works_for_the_invited_address_alone(cast: Cast, harbour: Organization) -> None:
    token = token_of(invite(cast, harbour).pk)
    refused = by_token(cast, "petra", token, 403)
    assert "ana@" not in str(refused)
    assert "hearth.example" not in str(refused)
    User.objects.filter(pk=cast.petra.pk).update(email_verified=False)
    unknown = {"email": None, "email_verified": None}
    assert by_token(cast, "petra", token, 409, **unknown)["code"] == "email_unknown"
    assert by_token(cast, "ana", token, 200)["status"] == "accepted"
    assert by_token(cast, "ana", token, 200)["status"] == "accepted"
    assert by_token(cast, "", token, 401)


def test_others_do_not_learn_that_it_exists(cast: Cast, harbour: Organization) -> None:
    invitation = invite(cast, harbour)
    factories.membership(harbour, cast.remy)
    for name in ("petra", "remy", "milo"):
        assert cast.client(name).get(f"/api/v1/invitations/{invitation.pk}").status_code == 404
        do(cast, name, invitation, "accept", 404)
    address = f"/api/v1/organizations/{harbour.pk}/invitations"
    assert cast.client("remy").get(address).json()["results"] == []
    assert [row["email"] for row in cast.client("rosa").get(address).json()["results"]] == [
        "ana@hearth.example"
    ]
    assert cast.client("remy").post(address, {"email": "x@y.example", "role": "member"}).status_code == 403


def test_keepers_of_the_platform_see_the_row_and_not_the_address(cast: Cast, harbour: Organization) -> None:
    invitation = invite(cast, harbour, message="Psst")
    address = f"/api/v1/invitations/{invitation.pk}"
    seen = cast.client("sam").get(address).json()
    assert (seen["email"], seen["user"], seen["message"]) == (None, None, None)
    assert cast.client("sam").post(f"{address}/reveal", {"reason": "support"}).json()["email"]
    assert cast.client("sam").get(address).json()["email"] == "ana@hearth.example"


def test_no_confirmed_address_is_said_for_every_id(cast: Cast, harbour: Organization) -> None:
    invitation = invite(cast, harbour)
    User.objects.filter(pk=cast.petra.pk).update(email_verified=False)
    token = {"email": None, "email_verified": None}
    for pk in (invitation.pk, harbour.pk):
        answer = cast.client("petra", **token).post(f"/api/v1/invitations/{pk}/accept")
        assert (answer.status_code, answer.json()["code"]) == (409, "email_unknown")


def test_again_is_the_same_invitation_sent_once_more(cast: Cast, harbour: Organization) -> None:
    first = invite(cast, harbour)
    Invitation.objects.filter(pk=first.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    second = invite(cast, harbour, email="ANA@hearth.example", role="admin")
    assert (second.pk, second.role, second.status) == (first.pk, "admin", "pending")
    assert second.expires_at > timezone.now() + timedelta(days=6)
    drain()
    assert Mail.objects.filter(kind="invitation.sent", address="ana@hearth.example").count() == 2


def test_expires_by_itself_and_is_written_down_when_touched(cast: Cast, harbour: Organization) -> None:
    invitation = factories.invitation(harbour, cast.rosa, email="ana@hearth.example", expired=True)
    address = f"/api/v1/invitations/{invitation.pk}"
    assert cast.client("ana").get(address).json()["status"] == "expired"
    assert cast.client("ana").get("/api/v1/users/me/invitations").json()["results"] == []
    listed = f"/api/v1/organizations/{harbour.pk}/invitations?status="
    assert len(cast.client("rosa").get(f"{listed}expired").json()["results"]) == 1
    assert cast.client("rosa").get(f"{listed}pending").json()["results"] == []
    assert do(cast, "ana", invitation, "accept", 409)["state"] == "expired"
    invitation.refresh_from_db()
    assert invitation.status == "expired"
    do(cast, "rosa", invitation, "resend")
    do(cast, "ana", invitation, "accept")


def test_spares_the_address_after_three_more_mails_a_day(cast: Cast, harbour: Organization) -> None:
    invitation = factories.invitation(harbour, cast.rosa, email="ana@hearth.example")
    for _ in range(3):
        do(cast, "rosa", invitation, "resend")
    refused = cast.client("rosa").post(f"/api/v1/invitations/{invitation.pk}/resend")
    assert (refused.status_code, refused["Retry-After"]) == (429, "86400")


def test_reading_an_expired_one_leaves_its_row_alone(
    cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = factories.invitation(harbour, cast.rosa, email="ana@hearth.example", expired=True)
    address, rosa, rows = f"/api/v1/invitations/{invitation.pk}", cast.client("rosa"), []
    represent = InvitationViewSet.represent

    def noted(view: Any, obj: Any) -> Any:
        rows.append((obj.status, obj.present_status))
        return represent(view, obj)

    monkeypatch.setattr(InvitationViewSet, "represent", noted)
    read = rosa.get(address)
    assert read.json()["status"] == "expired"
    assert rows == [("pending", "expired")]
    rules = {row["action"]: row["rule"] for row in rosa.get(f"{address}/actions").json()}
    assert (rules["revoke"], rules["resend"]) == ("state", "manage_members_in_organization")
    again = rosa.post(f"{address}/resend", headers={"If-Match": read["ETag"]})
    assert (again.status_code, again.json()["status"]) == (200, "pending")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    refused = rosa.post(f"{address}/revoke", headers={"If-Match": '"99-old"'})
    assert (refused.status_code, refused.json()["state"]) == (409, "expired")


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda h, who: Membership.objects.filter(organization=h, user=who).update(status="removed"),
        lambda h, who: Membership.objects.filter(organization=h, user=who).update(role="member"),
        lambda h, who: User.objects.filter(pk=who.pk).update(status="suspended"),
        lambda h, who: Organization.objects.filter(pk=h.pk).update(status="suspended"),
        lambda h, who: Organization.objects.filter(pk=h.pk).update(status="archived"),
    ],
)
def test_is_worth_nothing_when_the_inviter_could_not_give_it(
    cast: Cast, harbour: Organization, meanwhile: Callable[[Organization, User], int]
) -> None:
    factories.membership(harbour, cast.remy, "admin")
    invitation = factories.invitation(harbour, cast.remy, role="admin", email="ana@hearth.example")
    assert meanwhile(harbour, cast.remy) == 1
    do(cast, "ana", invitation, "accept", 409)
    by_token(cast, "ana", token_of(invitation.pk), 409)
    assert not Membership.objects.filter(user=cast.ana).exists()


def test_member_cannot_be_invited_or_accept(cast: Cast, harbour: Organization) -> None:
    invitation = invite(cast, harbour)
    factories.membership(harbour, cast.ana)
    do(cast, "ana", invitation, "accept", 409)
    do(cast, "rosa", invitation, "revoke")
    invite(cast, harbour, 409)


def test_people_are_invited_by_id_only_where_they_have_been(cast: Cast, harbour: Organization) -> None:
    invite(cast, harbour, 422, email="", user=str(cast.ana.pk))
    factories.membership(harbour, cast.ana, status="left")
    invitation = invite(cast, harbour, email="", user=str(cast.ana.pk))
    drain()
    assert Mail.objects.get(user=cast.ana).kind == "invitation.sent"
    do(cast, "ana", invitation, "accept")


def test_nobody_gives_a_role_above_their_own_or_ownership(cast: Cast) -> None:
    club = factories.organization("Dawn Riders", founder=cast.rosa, kind="club")
    factories.membership(club, cast.remy, "admin")
    invite(cast, club, by="remy", role="admin")
    invite(cast, club, 422, by="remy", role="owner")
    invite(cast, club, 422, role="owner")
    invite(cast, club, 422, role="manager")
    Membership.objects.filter(user=cast.remy).update(role="ride_captain")
    invite(cast, club, 403, by="remy")


def test_guessing_is_limited(cast: Cast) -> None:
    codes = [
        cast.client("petra").post("/api/v1/invitations/accept", {"token": f"guess{n:038}"}).status_code
        for n in range(11)
    ]
    assert codes == [404] * 10 + [429]


def test_accepting_closes_what_else_waits_for_the_same_person(cast: Cast, harbour: Organization) -> None:
    by_address = invite(cast, harbour)
    by_person = factories.invitation(harbour, cast.rosa, user=cast.ana)
    do(cast, "ana", by_address, "accept")
    by_person.refresh_from_db()
    assert by_person.status == "revoked"


def test_revoked_one_is_neither_mailed_nor_accepted(cast: Cast, harbour: Organization) -> None:
    invitation = invite(cast, harbour)
    do(cast, "rosa", invitation, "revoke")
    drain()
    assert not outbox.outbox
    do(cast, "ana", invitation, "accept", 409)


@pytest.mark.django_db(transaction=True)
def test_accepted_by_eight_at_once_is_one_membership(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    invitation = factories.invitation(harbour, cast.rosa, email="ana@hearth.example")
    clients = [cast.client("ana") for _ in range(8)]
    address = f"/api/v1/invitations/{invitation.pk}/accept"
    answers = together(*[lambda client=client: client.post(address) for client in clients])
    assert [answer.status_code for answer in answers] == [200] * 8
    assert Membership.objects.filter(user=cast.ana).count() == 1
    assert Event.objects.filter(name__in=["invitation.accepted", "membership.joined"]).count() == 2
