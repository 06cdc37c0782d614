"""A club's routes as its people see them, and the drawings: by forms alone, without a script."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides.drawing import profile_rows, profile_svg, trace_svg
from apps.rides.gpx import measure, read_gpx
from apps.rides.models import Ride, Route, RouteVersion
from apps.rides.services.routes import columns_of
from hearth.kernel.events.worker import drain
from tests.cast import Cast
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


def read(client: Any, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response
    return str(response.content.decode())


def send_from(client: Any, page: str, data: bytes) -> str:
    """Fill in the upload form of a page as a browser does, and follow storage's way back."""
    form = re.search(r'<form class="drop" method="post" action="([^"]*)"(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form[2]))
    fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
    sent = Client().post(form[1], {**fields, "file": SimpleUploadedFile("ride.gpx", data)})
    assert sent.status_code == 303, sent.content
    back = client.get(sent["Location"])
    assert back.status_code == 302, back.content
    return str(back["Location"])


def drawn(data: bytes, name: str = "Loop") -> RouteVersion:
    route = Route(name=name)
    return RouteVersion(route=route, number=1, **columns_of(measure(read_gpx(data))))


def test_a_ride_is_planned_along_a_file_without_a_script(
    cast: Cast, wheelers: Organization, work: Work
) -> None:
    lee, plan = cast.browser("lee"), f"/clubs/{wheelers.slug}/rides/new"
    page = read(lee, plan)
    assert f'href="/clubs/{wheelers.slug}/routes"' in page
    address = send_from(lee, read(lee, f"{plan}?template=0"), LOOP)
    assert "template=0" in address
    page = read(lee, address)
    assert "Your file is here." in page
    assert 'name="route"' not in page
    media = re.search(r'name="media" value="([^"]*)"', page)
    assert media is not None
    given: dict[str, Any] = {
        "kind": "social",
        "difficulty": "easy",
        "drop_policy": "regroup",
        "audience": "members",
        "starts_at": timezone.now() + timedelta(days=3),
        "duration_minutes": "90",
        "title": "Along the file",
        "description": "Slowly.",
        "meeting_point": "The fountain",
        "groups-TOTAL_FORMS": "0",
        "groups-INITIAL_FORMS": "0",
        "media": media[1],
    }
    given["starts_at"] = given["starts_at"].strftime("%Y-%m-%dT%H:%M")
    assert cast.browser("ana").post(plan, given).status_code == 404
    again = lee.post(plan, {**given, "title": ""})
    assert (again.status_code, "Your file is here." in again.content.decode()) == (422, True)
    assert not Route.objects.exists()
    made = lee.post(plan, given)
    assert made.status_code == 302, re.findall(r"field__errors.*", made.content.decode())
    planned = Ride.objects.get()
    assert (planned.state, planned.route.name, planned.distance_km) == ("published", "Along the file", None)
    work()
    planned.refresh_from_db()
    assert planned.distance_km is not None
    assert lee.post(plan, given).status_code == 404
    assert Ride.objects.count() == 1
    edit = f"/rides/{planned.pk}/edit"
    page = read(lee, edit)
    assert "Have you got another way as a file?" in page
    page = read(lee, send_from(lee, page, track((0, 0), (0, 0.2))))
    assert "Your file is here." in page
    other = re.search(r'name="media" value="([^"]*)"', page)
    assert other is not None
    changes = {**given, "media": other[1], "title": "Another way", "version": planned.version}
    assert lee.post(edit, {**changes, "version": 1}).status_code == 422
    assert Route.objects.count() == 1, "all of it or nothing"
    assert lee.post(edit, changes).status_code == 302
    planned.refresh_from_db()
    assert (planned.title, planned.route.name) == ("Another way", "Another way")


def test_a_member_brings_a_route_without_a_script(cast: Cast, wheelers: Organization, work: Work) -> None:
    ana = cast.browser("ana")
    home = f"/clubs/{wheelers.slug}/routes"
    naming = send_from(ana, read(ana, home), (FILES / "mountain_pass.gpx").read_bytes())
    page = read(ana, naming.partition("#")[0])
    assert "What is this route called?" in page
    media = re.search(r'name="media" value="([^"]*)"', page)
    assert media is not None
    unnamed = ana.post(home, {"media": media[1], "name": " "})
    assert unnamed.status_code == 422
    made = ana.post(home, {"media": media[1], "name": "Over the <pass>"})
    assert made.status_code == 302
    assert "being measured" in read(ana, made["Location"])
    work()
    page = read(ana, made["Location"])
    assert "Over the &lt;pass&gt;" in page
    assert "<pass>" not in page
    assert "route-svg--trace" in page
    assert "route-svg--profile" in page
    assert "style=" not in page
    assert "Over the &lt;pass&gt;" in read(ana, home)
    assert ana.get(f"{made['Location']}/1.gpx").status_code == 302

    send_from(ana, page, LOOP)
    work()
    page = read(cast.browser("lee"), made["Location"])
    assert "Version 2" in page
    assert "3.3<span> km" in page
    assert "3.3<span> km" not in read(ana, f"{made['Location']}?version=1")
    send_from(ana, page=read(ana, made["Location"]), data=gpx(""))
    work()
    assert "no track or route to follow" in read(ana, made["Location"])
    renamed = ana.post(made["Location"], {"name": "The pass"})
    assert renamed.status_code == 302
    assert Route.objects.get().name == "The pass"


def test_only_members_see_a_clubs_routes(cast: Cast, wheelers: Organization) -> None:
    home = f"/clubs/{wheelers.slug}/routes"
    assert cast.browser("milo").get(home).status_code == 404
    assert Client().get(home).status_code == 302
    assert "No routes yet" in read(cast.browser("ana"), home)


@pytest.mark.parametrize(
    "data",
    [
        LOOP,
        track((0, 0), (0, 0.1)),
        track((-17, 179.9, 5), (-17.1, -179.9, 9)),
        track((89.99, 0, 1), (89.99, 90, 2), (89.99, 180, 3)),
        track(*((1, 1 + index % 2 / 1e6) for index in range(300))),
        (FILES / "harbour_loop.gpx").read_bytes(),
    ],
    ids=["loop", "flat", "date line", "pole", "trembling", "harbour"],
)
def test_draws_whatever_can_be_measured(data: bytes) -> None:
    version = drawn(data, name="A & <b>")
    for svg in (trace_svg(version), trace_svg(version, small=True), profile_svg(version)):
        if not svg:
            assert not version.profile
            continue
        root = ElementTree.fromstring(svg)
        assert root[0].tag == "title"
        assert "A & <b>" in (root[0].text or "")
        numbers = [float(word) for word in re.findall(r"-?\d+\.?\d*", " ".join(root.itertext()))]
        assert "nan" not in svg
        assert "style=" not in svg
        assert all(abs(value) < 1e7 for value in numbers)


def test_the_trace_keeps_its_proportions_across_the_date_line() -> None:
    here, there = track((-17, 10), (-17.1, 10.2)), track((-17, 179.9), (-17.1, -179.9))
    lines = [re.findall(r'__line" d="([^"]*)"', trace_svg(drawn(data))) for data in (here, there)]
    assert lines[0] == lines[1]
    square = re.findall(r"[\d.]+", re.findall(r'__line" d="([^"]*)"', trace_svg(drawn(LOOP)))[0])
    (x0, y0, x1, _, _, y2) = map(float, square[:6])
    assert abs(x1 - x0) == pytest.approx(abs(y2 - y0), rel=0.01)


def test_the_profile_stands_in_numbers_too() -> None:
    rows = profile_rows(drawn((FILES / "mountain_pass.gpx").read_bytes()))
    assert len(rows) == 11
    assert rows[0][0] == "0"


def test_a_ride_hands_its_route_to_who_comes(cast: Cast, wheelers: Organization) -> None:

    loop = ride(wheelers, cast.lee, audience="public")
    assert cast.browser("ana").get(f"/rides/{loop.pk}/route.gpx").status_code == 404
    assert cast.browser("milo").get(f"/rides/{loop.pk}/route.gpx").status_code == 403
    assert Ride.objects.get(pk=loop.pk).route is None


def test_the_admin_reads_as_a_route_and_its_uploads(cast: Cast, wheelers: Organization) -> None:
    route = measured_route(wheelers, cast.lee, name="Water <loop>")
    version = RouteVersion.objects.get(route=route)
    mona = cast.browser("mona")
    page = read(mona, f"/admin/rides/route/{route.pk}/change/")
    assert "Water &lt;loop&gt;" in page
    assert "3.3 km" in page
    assert "route-svg--trace" in read(mona, f"/admin/rides/routeversion/{version.pk}/change/")
    for kind in ("route", "routeversion"):
        assert "Water &lt;loop&gt;" in read(mona, f"/admin/rides/{kind}/")


def test_a_route_is_archived_and_taken_back_on_its_page_and_in_the_admin(
    cast: Cast, wheelers: Organization
) -> None:
    route = measured_route(wheelers, cast.lee, name="Water loop")
    loop = ride(wheelers, cast.lee)
    Ride.objects.filter(pk=loop.pk).update(route=route)
    lee, ana, path = cast.browser("lee"), cast.browser("ana"), f"/clubs/harbour-wheelers/routes/{route.pk}"
    assert f"{path}/archive" in read(lee, path)
    assert f"{path}/archive" not in read(ana, path)
    assert ana.post(f"{path}/archive").status_code == 403
    assert "Archive Water loop?" in read(lee, f"{path}/archive")
    assert lee.post(f"{path}/archive")["Location"] == path
    put_away = read(lee, path)
    assert "This route is archived" in put_away
    assert "?route=" not in put_away
    assert "Upload version" not in put_away
    home = read(ana, "/clubs/harbour-wheelers/routes")
    assert "Water loop" not in home
    assert "Water loop" in read(ana, "/clubs/harbour-wheelers/routes?standing=archived")
    assert f'value="{route.pk}"' not in read(lee, "/clubs/harbour-wheelers/rides/new")
    assert f'value="{route.pk}" selected' in read(lee, f"/rides/{loop.pk}/edit")
    mona = cast.browser("mona")
    admin = f"/admin/rides/route/{route.pk}"
    assert "Take back into use" in read(mona, f"{admin}/change/")
    opened = read(mona, f"{admin}/unarchive/")
    seen = re.search(r'name="version" value="(\d+)"', opened)
    assert seen is not None
    assert "HX-Redirect" in mona.post(f"{admin}/unarchive/", {"version": seen[1], "_form_submitted": "True"})
    route.refresh_from_db()
    assert route.standing == "in_use"


@pytest.mark.parametrize(("purpose", "most"), [("route", "5 MB"), ("attachment", "10 MB")])
def test_what_is_far_too_large_is_told_its_own_limit(cast: Cast, purpose: str, most: str) -> None:
    given = {"purpose": purpose, "content_type": "application/gpx+xml", "size": 200_000_000}
    answer = cast.client("ana").post("/api/v1/media/uploads", given)
    assert answer.status_code == 422
    assert [most in error["detail"] for error in answer.json()["errors"] if error["pointer"] == "/size"] == [
        True
    ]
