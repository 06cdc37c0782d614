"""The highest role moves by offer and acceptance."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.notifications.models import Mail
from apps.organizations.models import Handover, Membership, Organization
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def club(cast: Cast) -> Organization:
    """Rosa owns it, Remy is an admin, Ana a member."""
    made = factories.organization("Dawn Riders", founder=cast.rosa, kind="club")
    factories.membership(made, cast.remy, "admin")
    factories.membership(made, cast.ana)
    return made


def offer(cast: Cast, by: str, where: Organization, to: User, code: int) -> Any:
    answer = cast.client(by).post(f"/api/v1/organizations/{where.pk}/handovers", {"user": str(to.pk)})
    assert answer.status_code == code, answer.content
    return answer.json()


def do(cast: Cast, name: str, pk: object, verb: str, code: int) -> Any:
    answer = cast.client(name).post(f"/api/v1/handovers/{pk}/{verb}")
    assert answer.status_code == code, answer.content
    return answer.json()


def roles(where: Organization) -> dict[str, str]:
    rows = Membership.objects.active().filter(organization=where).select_related("user")
    return {row.user.display_name.split()[0].lower(): row.role for row in rows}


def test_ownership_moves_and_the_giver_steps_down(cast: Cast, club: Organization) -> None:
    pk = offer(cast, "rosa", club, cast.ana, 201)["id"]
    assert roles(club)["rosa"] == "owner"
    drain()
    assert do(cast, "ana", pk, "accept", 200)["status"] == "accepted"
    assert roles(club) == {"rosa": "admin", "remy": "admin", "ana": "owner"}
    assert do(cast, "ana", pk, "accept", 200)["status"] == "accepted"
    drain()
    assert Mail.objects.filter(user=cast.ana, kind="handover.offered").count() == 1
    assert Mail.objects.filter(user=cast.rosa, kind="handover.accepted").count() == 1
    own = Membership.objects.get(user=cast.rosa)
    assert cast.client("rosa").post(f"/api/v1/memberships/{own.pk}/leave").status_code == 200


def test_only_who_has_the_role_offers_it(cast: Cast, club: Organization) -> None:
    offer(cast, "remy", club, cast.ana, 403)
    offer(cast, "ana", club, cast.remy, 403)
    offer(cast, "sam", club, cast.remy, 403)
    rescue = factories.organization("Harbour Paws", founder=cast.milo)
    factories.membership(rescue, cast.petra)
    pk = offer(cast, "milo", rescue, cast.petra, 201)["id"]
    do(cast, "petra", pk, "accept", 200)
    assert roles(rescue) == {"milo": "member", "petra": "admin"}


def test_only_active_members_get_it(cast: Cast, club: Organization) -> None:
    Membership.objects.filter(user=cast.ana).update(status="suspended")
    for person in (cast.ana, cast.petra, cast.rosa):
        offer(cast, "rosa", club, person, 422)


def test_one_offer_at_a_time(cast: Cast, club: Organization) -> None:
    first = offer(cast, "rosa", club, cast.ana, 201)["id"]
    offer(cast, "rosa", club, cast.remy, 409)
    do(cast, "remy", first, "accept", 403)
    do(cast, "milo", first, "accept", 404)
    do(cast, "rosa", first, "withdraw", 200)
    second = offer(cast, "rosa", club, cast.remy, 201)["id"]
    do(cast, "remy", second, "decline", 200)
    third = factories.handover(club, cast.rosa, cast.ana, expired=True)
    assert do(cast, "ana", third.pk, "accept", 409)["state"] == "expired"
    factories.handover(club, cast.rosa, cast.remy, expired=True)
    offer(cast, "rosa", club, cast.ana, 201)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda club, cast: Membership.objects.filter(user=cast.ana).update(status="suspended"),
        lambda club, cast: Membership.objects.filter(user=cast.ana).update(status="left"),
        lambda club, cast: Membership.objects.filter(user=cast.rosa).update(role="admin"),
        lambda club, cast: Membership.objects.filter(user=cast.rosa).update(status="removed"),
        lambda club, cast: User.objects.filter(pk=cast.rosa.pk).update(status="suspended"),
        lambda club, cast: Organization.objects.filter(pk=club.pk).update(status="suspended"),
    ],
)
def test_offer_is_worth_nothing_when_either_side_changed(
    cast: Cast, club: Organization, meanwhile: Callable[[Organization, Cast], int]
) -> None:
    pk = offer(cast, "rosa", club, cast.ana, 201)["id"]
    assert meanwhile(club, cast) == 1
    do(cast, "ana", pk, "accept", 409)
    assert roles(club).get("ana", "member") == "member"


@pytest.mark.django_db(transaction=True)
def test_eight_offers_at_once_leave_one(cast: Cast) -> None:
    club = factories.organization("Dawn Riders", founder=cast.rosa, kind="club")
    factories.membership(club, cast.ana)
    clients = [cast.client("rosa") for _ in range(8)]
    address, body = f"/api/v1/organizations/{club.pk}/handovers", {"user": str(cast.ana.pk)}
    answers = together(*[lambda client=client: client.post(address, body) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert Handover.objects.count() == 1
