"""Clubs under their own names: found, registered, proposed, joined, and what follows from joining."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from apps.listings.models import Place
from apps.moderation.models import ReviewItem
from apps.notifications.models import Mail
from apps.organizations.models import Membership, Organization
from apps.rides.choices import State
from apps.rides.models import ClubProfile, Ride
from hearth.kernel.events import published_names_of
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast
from tests.rides.riding import club, ride

pytestmark = pytest.mark.django_db
CLUBS = "/api/v1/clubs"


def names(cast: Cast, query: str = "", who: str = "") -> list[str]:
    answer = cast.client(who).get(CLUBS + query)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


@pytest.fixture
def four(cast: Cast) -> list[Organization]:
    """Three clubs, from the north to the south, and a rescue beside the first."""
    at: list[tuple[str, str, str]] = [("Harbour Wheelers", "-33.8500", "151.2000")]
    at += [("Bay Riders", "-33.9500", "151.2000"), ("Far Spokes", "-35.3000", "149.1000")]
    made = [
        factories.organization(
            name,
            founder=cast.olga,
            kind="club",
            latitude=Decimal(south),
            longitude=Decimal(east),
            suburb=name.split()[0],
            region="Saltwater Bay" if south.startswith("-33") else "Hill Country",
        )
        for name, south, east in at
    ]
    factories.organization("Harbour Paws", founder=cast.rosa, latitude=Decimal("-33.85"), longitude=151)
    factories.organization("Not Yet", founder=cast.olga, kind="club", status="pending")
    return made


def test_clubs_are_found_by_word_place_and_distance(cast: Cast, four: list[Organization]) -> None:
    everything = ["Far Spokes", "Bay Riders", "Harbour Wheelers"]
    for query, found in {
        "": everything,
        "?q=wheel": ["Harbour Wheelers"],
        "?q=BAY": ["Bay Riders"],
        "?region=hill country": ["Far Spokes"],
        "?ordering=name": ["Bay Riders", "Far Spokes", "Harbour Wheelers"],
        "?near=-33.85,151.2": ["Harbour Wheelers", "Bay Riders"],
        "?near=bay&within_km=5": ["Bay Riders"],
        "?near=bay&within_km=500": ["Bay Riders", "Harbour Wheelers", "Far Spokes"],
    }.items():
        assert names(cast, query) == found, query
        assert names(cast, query, "olga") == found, query
    first = cast.client().get(f"{CLUBS}?near=-33.85,151.2&within_km=500&limit=1").json()
    second = cast.client().get(first["next"]).json()
    assert [page["results"][0]["name"] for page in (first, second)] == ["Harbour Wheelers", "Bay Riders"]
    for query in ("?near=nowhere", "?near=91,0", "?within_km=0", "?ordering=distance", "?near=0,181"):
        assert cast.client().get(CLUBS + query).status_code in (400, 422), query


def test_clubs_are_found_from_any_place_of_the_gazetteer(cast: Cast, four: list[Organization]) -> None:
    """Clubs or none are there; of several places of a name one says which."""
    rows = [("Emu Flat", "Saltwater Bay", "-33.90"), ("Emu Flat", "Hill Country", "-35.20")]
    rows += [("Lone Gum", "Hill Country", "-35.25")]
    for name, region, south in rows:
        east = "151.20" if region == "Saltwater Bay" else "149.00"
        Place.objects.create(name=name, region=region, latitude=Decimal(south), longitude=Decimal(east))
    assert names(cast, "?near=lone gum") == ["Far Spokes"]
    assert names(cast, "?near=Emu Flat, Hill Country") == ["Far Spokes"]
    assert names(cast, "?near=emu flat, saltwater bay") == ["Harbour Wheelers", "Bay Riders"]
    several = cast.client().get(f"{CLUBS}?near=emu flat")
    assert several.status_code == 422
    assert "Emu Flat, Hill Country; Emu Flat, Saltwater Bay" in several.content.decode()
    assert "Emu Flat, Hill Country" in cast.browser().get("/clubs?near=emu+flat").content.decode()


def test_club_tells_its_place_and_its_next_ride(cast: Cast) -> None:
    wheelers = club(cast, latitude=Decimal("-33.85"), longitude=Decimal("151.2"))
    ride(wheelers, cast.lee, title="For members", starts_at=timezone.now() + timedelta(days=1))
    ride(wheelers, cast.lee, title="Later", audience="public", starts_at=timezone.now() + timedelta(days=4))
    soon = ride(wheelers, cast.lee, title="Soon", audience="public")
    ClubProfile.objects.create(organization=wheelers, how_we_ride="Nobody is left behind.")
    address = f"{CLUBS}/harbour-wheelers"
    listed = cast.client().get(CLUBS).json()["results"][0]
    one = cast.client().get(address)
    assert listed["next_ride"]["id"] == one.json()["next_ride"]["id"] == str(soon.pk)
    assert listed.items() <= one.json().items()
    assert (listed["latitude"], listed["longitude"]) == ("-33.85000", "151.20000")
    assert listed["open_to_join"]
    assert "address" not in one.json()
    assert one.json()["club"] == {"how_we_ride": "Nobody is left behind."}
    Ride.objects.filter(pk=soon.pk).update(state=State.CANCELLED)
    again = cast.client().get(address, headers={"If-None-Match": one["ETag"]})
    assert (again.status_code, again.json()["next_ride"]["title"]) == (200, "Later")
    assert cast.client().get(address, headers={"If-None-Match": again["ETag"]}).status_code == 304
    Organization.objects.update(join_policy="invite_only")
    assert cast.client().get(CLUBS).json()["results"][0]["open_to_join"] is False
    written = cast.client("olga").put(f"{CLUBS}/{wheelers.pk}", cast.client("olga").get(address).json())
    assert written.status_code == 200, written.content
    changed = cast.client("olga").patch(address, {"phone": "5550 0100"})
    assert (changed.status_code, changed.json()["phone"]) == (200, "5550 0100")
    assert cast.client("ana").patch(address, {"phone": "5550 0101"}).status_code == 403


def test_an_old_address_leads_to_the_new_one(cast: Cast) -> None:
    club(cast)
    moved = cast.client("olga").post(
        "/api/v1/organizations/harbour-wheelers/change_slug", {"slug": "harbour-wheels"}
    )
    assert moved.status_code == 200
    answer = cast.client().get(f"{CLUBS}/harbour-wheelers")
    assert (answer.status_code, answer["Location"]) == (301, f"http://testserver{CLUBS}/harbour-wheels")


def test_organization_of_another_kind_is_no_club(cast: Cast) -> None:
    paws = factories.organization("Harbour Paws", founder=cast.rosa)
    for client in (cast.client(), cast.client("rosa"), cast.client("sam")):
        for path in ("", "/actions", "/memberships", "/rides"):
            for word in (paws.slug, paws.pk):
                assert client.get(f"{CLUBS}/{word}{path}").status_code in (401, 404), path
        for word in (paws.slug, paws.pk):
            assert client.patch(f"{CLUBS}/{word}", {"phone": "1"}).status_code in (401, 404)
            assert client.post(f"{CLUBS}/{word}/memberships", {}).status_code in (401, 404)


def test_site_admins_register_and_others_are_told_to_propose(cast: Cast) -> None:
    for who in ("ana", "mona"):
        refused = cast.client(who).post(CLUBS, {"name": "Dawn Riders"})
        assert refused.status_code == 403
        assert "/api/v1/club-proposals" in refused.json()["detail"]
    assert cast.client().post(CLUBS, {"name": "Dawn Riders"}).status_code == 401
    made = cast.client("sam").post(CLUBS, {"name": "Dawn Riders", "kind": "rescue", "status": "pending"})
    assert (made.status_code, made.json()["kind"], made.json()["status"]) == (201, "club", "approved")
    assert made["Location"] == f"http://testserver{CLUBS}/{made.json()['id']}"
    assert Membership.objects.get().role == "owner"


def test_proposal_waits_for_review_and_its_proposer_owns_the_club(cast: Cast) -> None:
    answer = cast.client("ana").post("/api/v1/club-proposals", {"name": "Dawn Riders", "suburb": "Bay"})
    assert (answer.status_code, answer.json()["status"]) == (201, "pending"), answer.content
    address = f"{CLUBS}/dawn-riders"
    assert cast.client().get(address).status_code == 404
    assert names(cast) == []
    assert cast.client("ana").get(address).status_code == 200
    assert cast.client("ana").post(f"{address}/rides", {}).status_code in (403, 422)
    item = ReviewItem.objects.get()
    assert (item.kind, item.submitter) == ("organization", cast.ana)
    made = Organization.objects.get()
    approved = cast.client("mona").post(
        f"/api/v1/organizations/{made.pk}/approve", {}, headers={"If-Match": f'"{made.version}-seen"'}
    )
    assert approved.status_code == 200
    assert names(cast) == ["Dawn Riders"]
    own = cast.client("ana").get(f"/api/v1/users/me/capabilities?organization={made.pk}").json()
    assert "transfer_ownership" in own["capabilities"]


def test_proposals_are_limited(cast: Cast) -> None:
    codes = [
        cast.client("ana").post("/api/v1/club-proposals", {"name": f"Club {number}"}).status_code
        for number in range(6)
    ]
    assert codes == [201] * 5 + [429]


def told(person: Any) -> list[str]:
    """The kinds of mail that a person was sent, once everything that waits has happened."""
    drain()
    return [mail.kind for mail in Mail.objects.filter(user=person).order_by("id")]


def test_who_joins_is_welcomed_once(cast: Cast) -> None:
    wheelers = club(cast)
    joined = cast.client("milo").post(f"{CLUBS}/{wheelers.slug}/memberships", {})
    assert joined.json()["status"] == "active"
    assert told(cast.milo) == ["club.welcome"]
    Organization.objects.filter(pk=wheelers.pk).update(join_policy="approval")
    asked = cast.client("remy").post(f"{CLUBS}/{wheelers.slug}/memberships", {"message": "I ride at dawn."})
    assert (asked.json()["status"], told(cast.remy)) == ("pending", [])
    let_in = cast.client("olga").put(f"/api/v1/memberships/{asked.json()['id']}", {"status": "active"})
    assert (let_in.status_code, told(cast.remy)) == (200, ["club.welcome"])
    asked = cast.client("olga").post(
        f"/api/v1/organizations/{wheelers.pk}/invitations", {"email": cast.petra.email, "role": "member"}
    )
    cast.client("petra").post(f"/api/v1/invitations/{asked.json()['id']}/accept")
    assert told(cast.petra) == ["invitation.sent", "club.welcome"] or told(cast.petra) == ["club.welcome"]
    cast.client("sam").post(CLUBS, {"name": "Dawn Riders"})
    assert told(cast.sam) == []


def test_events_have_the_published_names_of_the_brief(cast: Cast) -> None:
    wheelers = club(cast)
    cast.client("milo").post(f"{CLUBS}/{wheelers.slug}/memberships", {})
    paws = factories.organization("Harbour Paws", founder=cast.rosa, join_policy="open")
    cast.client("milo").post(f"/api/v1/organizations/{paws.pk}/memberships", {})
    ride(wheelers, cast.lee)
    found = {
        (event.name, *published_names_of(event)): event.organization_id
        for event in Event.objects.exclude(name__startswith="participation")
    }
    assert found["membership.joined", "user_joined_club"] == wheelers.pk
    assert found["membership.joined",] == paws.pk
    assert found["ride.published", "ride_created"] == wheelers.pk
    assert ("ride.drafted",) in found
    page = cast.browser().get("/developers/workflows").content.decode()
    assert all(
        f"<code>{name}</code>" in page for name in ("user_joined_club", "ride_created", "USER_CREATED")
    )
    tables = cast.client().get("/api/v1/meta/workflows").json()["workflows"]
    verbs = {verb["event"]: verb["published_as"] for table in tables for verb in table["verbs"]}
    assert (verbs["ride.published"], verbs["ride.started"]) == (["ride_created"], [])
