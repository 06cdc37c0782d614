"""A route's way: sent, looked at and measured by the worker, read by those who may, and taken by rides."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from apps.media.attachments import forget_unused
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from apps.rides.models import Ride, Route, RouteVersion
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast
from tests.media.sending import announce
from tests.rides.riding import club, ride
from tests.rides.route_calls import measured_route
from tests.rides.tracks import FILES, LOOP, gpx, track

Work = Callable[[], None]


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Work:
    def run() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            drain()

    return run


@pytest.fixture
def wheelers(cast: Cast) -> Organization:
    return club(cast)


def sent(client: APIClient, to: Organization, data: bytes, **given: Any) -> str:
    """Send a file as a browser does, as far as it goes before the worker looks; return its id."""
    announced = {"content_type": "application/gpx+xml", "size": len(data), **given}
    target = announce(client, purpose="route", organization=str(to.pk), **announced)
    file = SimpleUploadedFile("ride.gpx", data, content_type=announced["content_type"])
    answer = Client(enforce_csrf_checks=True).post(target["url"], {**target["fields"], "file": file})
    assert answer.status_code == 204, answer.content
    assert client.post(f"/api/v1/media/{target['media']['id']}/complete").status_code == 200
    found: str = target["media"]["id"]
    return found


def added(client: APIClient, to: Organization, data: bytes = LOOP, name: str = "Square") -> dict[str, Any]:
    response = client.post(f"/api/v1/clubs/{to.pk}/routes", {"name": name, "media": sent(client, to, data)})
    assert response.status_code == 201, response.content
    found: dict[str, Any] = response.json()
    return found


def test_measures_what_a_member_sends(cast: Cast, wheelers: Organization, work: Work) -> None:
    client = cast.client("ana")
    data = (FILES / "harbour_loop.gpx").read_bytes()
    made = added(client, wheelers, data, "Harbour loop")
    assert (made["state"], made["distance_m"], made["line"], made["download"]) == (
        "processing",
        None,
        None,
        None,
    )
    work()
    found = client.get(f"/api/v1/routes/{made['id']}").json()
    assert (found["state"], found["number"], found["latest"], found["points"]) == ("ready", 1, 1, 420)
    assert found["distance_m"] > 5000
    assert found["gain_m"] > 0
    assert found["line"]["type"] == "MultiLineString"
    assert len(found["line"]["coordinates"]) == 2
    assert len(found["profile"]) == 200
    assert -33.9 < found["bounds"]["south"] < found["bounds"]["north"] < -33.8
    listed = client.get(f"/api/v1/clubs/{wheelers.slug}/routes").json()["results"]
    assert [(each["id"], each["distance_m"], "line" in each) for each in listed] == [
        (made["id"], found["distance_m"], False)
    ]


def test_hands_out_a_file_that_tells_of_nobody(cast: Cast, wheelers: Organization, work: Work) -> None:
    made = added(cast.client("ana"), wheelers, (FILES / "harbour_loop.gpx").read_bytes(), "Loop")
    work()
    client = cast.client("lee")
    answer = client.get(client.get(f"/api/v1/routes/{made['id']}").json()["download"])
    assert answer.status_code == 302
    file = Client().get(answer["Location"])
    content = b"".join(file.streaming_content) if file.streaming else file.content  # type: ignore[attr-defined]
    assert file["Content-Disposition"] == 'attachment; filename="Loop.gpx"'
    assert file["Content-Type"] == "application/gpx+xml"
    assert content.count(b"<trkpt") == 420
    assert b"Ana" not in content
    assert b"2026" not in content
    media = MediaFile.objects.get()
    assert media.renditions == {}
    assert cast.client("mona").get(f"/api/v1/media/{media.pk}").status_code == 404


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml", "application/octet-stream"])
def test_takes_what_browsers_call_it(
    cast: Cast, wheelers: Organization, work: Work, content_type: str
) -> None:
    media = sent(cast.client("ana"), wheelers, LOOP, content_type=content_type)
    work()
    assert MediaFile.objects.get(pk=media).is_ready


def test_refuses_a_hostile_file_with_words(cast: Cast, wheelers: Organization, work: Work) -> None:
    client = cast.client("ana")
    hostile = b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx><trk/></gpx>'
    made = added(client, wheelers, hostile)
    work()
    found = client.get(f"/api/v1/routes/{made['id']}").json()
    assert (found["state"], found["number"], found["refusal"]["code"]) == ("refused", 0, "unsafe_file")
    media = sent(client, wheelers, gpx(""))
    work()
    later = client.post(f"/api/v1/clubs/{wheelers.pk}/routes", {"name": "Nothing", "media": media})
    assert later.status_code == 422
    assert later.json()["errors"][0]["code"] == "no_track"


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"size": 5 * 1024 * 1024 + 1}, "/size"),
        ({"content_type": "image/jpeg"}, "/content_type"),
        ({"organization": None}, "/organization"),
    ],
)
def test_refuses_at_once_what_is_no_route(
    cast: Cast, wheelers: Organization, given: dict[str, Any], pointer: str
) -> None:
    good = {"purpose": "route", "content_type": "text/xml", "size": 9, "organization": str(wheelers.pk)}
    response = cast.client("ana").post("/api/v1/media/uploads", {**good, **given})
    assert response.status_code == 422
    assert [each["pointer"] for each in response.json()["errors"]] == [pointer]


def test_keeps_every_version(cast: Cast, wheelers: Organization, work: Work) -> None:
    client = cast.client("ana")
    made = added(client, wheelers)
    work()
    address = f"/api/v1/routes/{made['id']}"
    longer = track((0, 0), (0, 0.05))
    second = client.post(f"{address}/versions", {"media": sent(client, wheelers, longer)})
    assert (second.status_code, second.json()["number"], second.json()["state"]) == (201, 2, "processing")
    waiting = client.get(address).json()
    assert (waiting["number"], waiting["latest"], waiting["distance_m"]) == (1, 2, 3340)
    work()
    assert client.get(address).json()["distance_m"] == 5566
    client.post(f"{address}/versions", {"media": sent(client, wheelers, gpx(""))})
    work()
    found = client.get(address).json()
    assert (found["number"], found["latest"], found["state"]) == (2, 3, "ready")
    assert found["refusal"]["code"] == "no_track"
    versions = client.get(f"{address}/versions").json()["results"]
    assert [(each["number"], each["state"]) for each in versions] == [
        (3, "refused"),
        (2, "ready"),
        (1, "ready"),
    ]
    assert client.get(versions[2]["download"]).status_code == 302
    assert client.get(f"{address}/versions/3/download").status_code == 404


def test_a_ride_takes_a_route_and_learns_from_it(cast: Cast, wheelers: Organization, work: Work) -> None:
    client = cast.client("lee")
    loop = ride(wheelers, cast.lee, audience="public", elevation_m=7)
    address = f"/api/v1/rides/{loop.pk}/route"
    assert client.get(address).status_code == 404
    response = client.put(address, {"media": sent(client, wheelers, LOOP)})
    assert (response.status_code, response.json()["name"], response.json()["state"]) == (
        200,
        loop.title,
        "processing",
    )
    work()
    told = Ride.objects.get(pk=loop.pk)
    assert (told.distance_km, told.elevation_m) == (Decimal("3.3"), 7)
    other = added(client, wheelers, track((0, 0, 0), (0, 0.1, 90)), "Long")
    work()
    chosen = client.put(address, {"route": other["id"]})
    assert (chosen.status_code, chosen.json()["distance_m"]) == (200, 11132)
    assert Ride.objects.get(pk=loop.pk).distance_km == Decimal("3.3")
    assert client.put(address, {}).status_code == 422
    assert client.put(address, {"route": other["id"], "media": other["id"]}).status_code == 422


def test_everybody_sees_the_route_of_an_open_ride_and_members_download_it(
    cast: Cast, wheelers: Organization, work: Work
) -> None:
    lee = cast.client("lee")
    open_one, inside = ride(wheelers, cast.lee, audience="public"), ride(wheelers, cast.lee)
    made = added(lee, wheelers)
    work()
    for each in (open_one, inside):
        assert lee.put(f"/api/v1/rides/{each.pk}/route", {"route": made["id"]}).status_code == 200
    address = f"/api/v1/rides/{open_one.pk}/route"
    for stranger in (APIClient(), cast.client("milo")):
        found = stranger.get(address)
        assert (found.status_code, found.json()["distance_m"], found.json()["download"]) == (200, 3340, None)
        assert stranger.get(f"/api/v1/rides/{open_one.pk}").json()["route"]["distance_m"] == 3340
        assert stranger.get(f"{address}/download").status_code in (401, 403)
        assert stranger.get(f"/api/v1/rides/{inside.pk}/route").status_code == 404
        assert stranger.get(f"/api/v1/routes/{made['id']}").status_code in (401, 404)
        assert stranger.put(address, {"route": made["id"]}).status_code in (401, 403)
    ana = cast.client("ana")
    assert ana.get(ana.get(address).json()["download"]).status_code == 302


def test_a_club_uses_only_its_own_routes_and_files(cast: Cast, wheelers: Organization, work: Work) -> None:
    other = club(cast, "Hill Climbers")
    client = cast.client("lee")
    made, media = added(client, other), sent(client, other, LOOP)
    work()
    loop = ride(wheelers, cast.lee)
    for given in ({"route": made["id"]}, {"media": media}):
        assert client.put(f"/api/v1/rides/{loop.pk}/route", given).status_code == 422
    assert (
        cast.client("ana")
        .post(f"/api/v1/clubs/{other.pk}/routes", {"name": "Mine", "media": media})
        .json()["errors"][0]["code"]
        == "does_not_exist"
    )
    first = client.post(f"/api/v1/clubs/{other.pk}/routes", {"name": "One", "media": media})
    again = client.post(f"/api/v1/clubs/{other.pk}/routes", {"name": "Two", "media": media})
    assert (first.status_code, again.status_code) == (201, 409)
    stranger = cast.client("milo")
    denied = stranger.post(f"/api/v1/clubs/{other.pk}/routes", {"name": "X", "media": media})
    assert denied.status_code == 403


def test_whose_route_it_is_and_who_leads_may_change_it(cast: Cast, wheelers: Organization) -> None:
    factories.membership(wheelers, cast.max, "member")
    made = added(cast.client("ana"), wheelers)
    address = f"/api/v1/routes/{made['id']}"
    for name, status in {"ana": 200, "lee": 200, "max": 403, "milo": 404}.items():
        assert cast.client(name).patch(address, {"name": f"By {name}"}).status_code == status
    assert Route.objects.get().name == "By lee"


def test_forgets_a_file_that_no_route_counts_on(cast: Cast, wheelers: Organization, work: Work) -> None:
    from django.utils import timezone

    client = cast.client("ana")
    unused = sent(client, wheelers, LOOP)
    added(client, wheelers)
    work()
    assert forget_unused(before=timezone.now()) == 1
    assert not MediaFile.objects.filter(pk=unused).exists()
    assert RouteVersion.objects.get().is_measured


def test_stays_with_the_club_when_who_sent_it_is_erased(cast: Cast, wheelers: Organization) -> None:
    route = measured_route(wheelers, cast.ana)
    media = RouteVersion.objects.get(route=route).media
    assert cast.client("ana").delete("/api/v1/users/me").status_code == 204
    drain()
    kept = MediaFile.objects.get(pk=media.pk)
    assert (kept.organization, kept.is_ready) == (wheelers, True)
    assert storages["private"].exists(kept.private_key)
    route.refresh_from_db()
    assert route.current is not None
    download = cast.client("lee").get(f"/api/v1/routes/{route.pk}").json()["download"]
    assert cast.client("lee").get(download).status_code == 302


def test_an_archived_route_is_kept_by_what_has_it_and_taken_by_nothing_new(
    cast: Cast, wheelers: Organization
) -> None:
    square = measured_route(wheelers, cast.ana)
    ridden, other = ride(wheelers, cast.lee, title="Ridden"), ride(wheelers, cast.lee, title="Other")
    ana, lee, address = cast.client("ana"), cast.client("lee"), f"/api/v1/routes/{square.pk}"
    assert lee.put(f"/api/v1/rides/{ridden.pk}/route", {"route": str(square.pk)}).status_code == 200
    template = lee.post(f"/api/v1/clubs/{wheelers.pk}/ride-templates", {"ride": str(ridden.pk)}).json()
    assert cast.client("olga").post(f"{address}/archive").json()["standing"] == "archived"
    assert lee.post(f"{address}/archive").status_code == 409
    listed = f"/api/v1/clubs/{wheelers.pk}/routes"
    assert ana.get(listed).json()["results"] == []
    assert len(ana.get(f"{listed}?standing=archived").json()["results"]) == 1
    assert ana.patch(address, {"name": "Other"}).status_code == 409
    refused = lee.patch(f"/api/v1/rides/{other.pk}", {"route": str(square.pk)})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "archived")
    kept = lee.patch(f"/api/v1/rides/{ridden.pk}", {"route": str(square.pk), "title": "Still ridden"})
    assert (kept.status_code, kept.json()["title"]) == (200, "Still ridden")
    assert ana.get(f"/api/v1/rides/{ridden.pk}/route/download").status_code == 302
    assert ana.get(f"{address}/versions/1/download").status_code == 302
    planned = {"template": template["id"], "starts_at": ridden.starts_at.isoformat()}
    made = lee.post(f"/api/v1/clubs/{wheelers.pk}/rides", planned)
    assert (made.status_code, made.json()["route"]) == (201, None)
    assert cast.client("milo").post(f"{address}/unarchive").status_code == 404
    assert ana.post(f"{address}/unarchive").json()["standing"] == "in_use"
    assert lee.patch(f"/api/v1/rides/{other.pk}", {"route": str(square.pk)}).status_code == 200
