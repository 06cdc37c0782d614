"""Who reads what of a ride and of the places in it."""

from typing import Any

import pytest
from django.utils import timezone

from apps.media.models import MediaFile
from apps.media.services import delete_files_of
from apps.organizations.models import Membership
from apps.organizations.services import change_role
from apps.rides import services
from apps.rides.models import PaceGroup, Participation, RideAttachment
from apps.rides.services.falling import forget_rides_of
from tests.applications.application_calls import attachment
from tests.cast import Cast
from tests.rides.riding import acting, club, join, place_of, ride

pytestmark = pytest.mark.django_db

INSIDE = {"waiting_count", "my_place", "planned_by"}
LEADS = {"offered_count", "held_count", "moderation"}


def fields(cast: Cast, who: str, address: str) -> set[str]:
    return set(cast.client(who).get(f"/api/v1/{address}").json())


def test_each_audience_reads_its_own_fields_of_a_ride(cast: Cast) -> None:
    where = club(cast)
    open_ride = ride(where, cast.lee, audience="public", capacity=1)
    join(open_ride, cast.ana)
    address = f"rides/{open_ride.pk}"
    public = fields(cast, "", address)
    assert not public & (INSIDE | LEADS)
    assert fields(cast, "milo", address) == public
    assert fields(cast, "ana", address) == public | INSIDE
    assert fields(cast, "lee", address) == public | INSIDE | LEADS
    assert fields(cast, "olga", address) == public | INSIDE | LEADS
    assert fields(cast, "mona", address) == public | {"planned_by", "moderation"}
    join(open_ride, cast.milo)
    assert fields(cast, "milo", address) == public | INSIDE


def test_the_roster_is_for_members_and_attendance_for_the_leadership(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, audience="public")
    join(loop, cast.ana)
    services.bring_guest(loop, by=acting(cast.ana), guest_name="My sister")
    address = f"/api/v1/rides/{loop.pk}/participations"

    def rows(who: str) -> Any:
        return cast.client(who).get(address).json()["results"]

    assert cast.client("").get(address).status_code == 401
    assert rows("milo") == []
    assert len(rows("lee")) == 3
    assert {"attendance" in row for row in rows("olga")} == {True}
    assert [row["role"] for row in rows("ana") if "attendance" not in row] == ["captain"]
    guest = rows("sam")[2]
    assert (guest["guest_name"], guest["attendance"]) == (None, None)
    assert all("@" not in str(rows(who)) for who in ("ana", "lee", "olga", "sam"))


def test_a_site_admin_says_why_before_they_read_of_a_guest(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee)
    join(loop, cast.ana)
    guest = services.bring_guest(loop, by=acting(cast.ana), guest_name="My sister")
    sam, address = cast.client("sam"), f"/api/v1/participations/{guest.pk}"
    assert sam.get(address).json()["guest_name"] is None
    assert sam.post(f"{address}/reveal", {"reason": "safety"}).json()["guest_name"] == "My sister"
    assert cast.client("lee").post(f"{address}/reveal", {"reason": "safety"}).status_code == 403


def test_a_put_dispatches_to_the_verbs(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, capacity=2)
    place, waits = join(loop, cast.ana), join(loop, cast.olga)
    lee = cast.client("lee")
    refused = lee.put(f"/api/v1/participations/{place.pk}", {"role": "captain"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "may_not_lead")
    assert lee.put(f"/api/v1/participations/{place.pk}", {"status": "withdrawn"}).status_code == 403
    gone = lee.put(f"/api/v1/participations/{place.pk}", {"status": "removed", "reason": "level"})
    assert (gone.json()["status"], gone.json()["reason"]) == ("removed", "level")
    olga, address = cast.client("olga"), f"/api/v1/participations/{waits.pk}"
    assert olga.get(address).json()["status"] == "offered"
    lead = olga.put(address, {"status": "confirmed", "role": "captain"})
    assert (lead.json()["status"], lead.json()["role"]) == ("confirmed", "captain")
    assert place_of(loop, cast.lee).role == "leader"
    assert olga.delete(address).status_code == 409
    assert lee.delete(f"/api/v1/participations/{place_of(loop, cast.lee).pk}").status_code == 204


def test_who_waits_knows_where_they_stand(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, capacity=1)
    join(loop, cast.ana)
    join(loop, cast.olga)
    assert cast.client("olga").get(f"/api/v1/rides/{loop.pk}").json()["my_place"]["position"] == 2
    roster = cast.client("lee").get(f"/api/v1/rides/{loop.pk}/participations?status=waitlisted").json()
    assert [row["position"] for row in roster["results"]] == [1, 2]


def test_a_group_loses_the_leader_who_may_lead_no_more(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.olga, pace_groups=[{"name": "Quick", "leader": cast.lee}])
    lees = Membership.objects.get(organization=where, user=cast.lee)
    change_role(lees, by=acting(cast.olga), role="member")
    assert PaceGroup.objects.get(ride=loop).leader is None
    refused = cast.client("olga").patch(
        f"/api/v1/pace-groups/{PaceGroup.objects.get().pk}", {"leader": str(cast.lee.pk)}
    )
    assert (refused.status_code, refused.json()["rule"]) == (409, "may_not_lead")


def test_only_the_invited_come_to_what_is_for_the_invited(cast: Cast) -> None:
    where = club(cast)
    quiet = ride(where, cast.lee, audience="invite")
    ana, address = cast.client("ana"), f"/api/v1/rides/{quiet.pk}"
    assert ana.get(address).status_code == 404
    lee = cast.client("lee")
    stranger = lee.post(f"{address}/invitations", {"user": str(cast.milo.pk)})
    assert (stranger.status_code, stranger.json()["errors"][0]["pointer"]) == (422, "/user")
    made = lee.post(f"{address}/invitations", {"user": str(cast.ana.pk)})
    assert made.status_code == 201
    assert lee.post(f"{address}/invitations", {"user": str(cast.ana.pk)}).json()["rule"] == "invited_already"
    assert ana.post(f"{address}/participations", {}).status_code == 201
    assert lee.delete(made["Location"]).status_code == 204
    assert ana.get(address).status_code == 200


def test_files_are_for_those_who_may_come(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, audience="public")
    upload = attachment(cast.lee)
    MediaFile.objects.filter(pk=upload.pk).update(used_at=None)
    lee, address = cast.client("lee"), f"/api/v1/rides/{loop.pk}/attachments"
    body = {"media": str(upload.pk), "name": "Briefing"}
    assert cast.client("olga").post(address, body).status_code == 422
    assert lee.post(address, body).status_code == 201
    assert lee.post(address, body).json()["rule"] == "file_in_use"
    file = cast.client("ana").get(address).json()["results"][0]
    link = cast.client("ana").get(file["url"])
    assert link.status_code == 302
    assert cast.client("milo").get(file["url"]).status_code == 404
    assert cast.client("milo").get(address).json()["results"] == []
    join(loop, cast.milo)
    assert cast.client("milo").get(file["url"]).status_code == 302
    assert lee.delete(f"/api/v1/attachments/{RideAttachment.objects.get().pk}").status_code == 204
    assert MediaFile.objects.get(pk=upload.pk).used_at is None


def test_mine_are_those_that_i_ride_lead_or_planned(cast: Cast) -> None:
    where = club(cast)
    proposal = ride(where, cast.ana, title="Proposal")
    joined = ride(where, cast.lee, title="Joined")
    join(joined, cast.ana)
    over = ride(where, cast.lee, title="Over")
    join(over, cast.ana)
    services.cancel_ride(over, by=acting(cast.lee), reason="weather")
    ride(where, cast.lee, title="Not mine")

    def titles(who: str, query: str = "") -> list[str]:
        found = cast.client(who).get(f"/api/v1/users/me/rides{query}").json()["results"]
        return sorted(row["title"] for row in found)

    assert titles("ana") == ["Joined", "Proposal"]
    assert titles("ana", "?when=past") == ["Over"]
    assert titles("ana", "?part=planner") == [proposal.title]
    assert titles("ana", "?part=participant&when=all") == ["Joined", "Over"]
    assert titles("lee", "?part=leader") == ["Joined", "Not mine"]


def test_calls_the_roll_and_completes(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee)
    join(loop, cast.ana)
    type(loop).objects.filter(pk=loop.pk).update(state="active", starts_at=timezone.now())
    lee, address = cast.client("lee"), f"/api/v1/rides/{loop.pk}"
    refused = lee.post(f"{address}/complete", {})
    assert (refused.status_code, len(refused.json()["missing"])) == (409, 2)
    allowed = {row["action"]: row["rule"] for row in lee.get(f"{address}/actions").json()}
    assert allowed["complete"] == "roll_call"
    places = Participation.objects.filter(ride=loop)
    outcomes = {str(place.pk): "attended" for place in places}
    assert lee.post(f"{address}/call_roll", {"outcomes": {"x": "attended"}}).status_code == 422
    assert lee.post(f"{address}/call_roll", {"outcomes": outcomes}).status_code == 200
    assert lee.post(f"{address}/complete", {}).json()["state"] == "completed"


def test_files_go_with_the_person_who_sent_them(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.olga)
    for name in ("Briefing", "Permit"):
        RideAttachment.objects.create(
            ride=loop, organization=where, media=attachment(cast.lee), name=name, user=cast.lee
        )
    services.add_group(loop, by=acting(cast.olga), name="Quick", leader=cast.lee.pk)
    forget_rides_of(cast.lee)
    delete_files_of(cast.lee.pk)
    assert not RideAttachment.objects.exists()
    assert PaceGroup.objects.get().leader is None
