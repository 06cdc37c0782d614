"""What hides something is gone at the origin at once, and the edge is told to forget it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from hearth.kernel.edge import invalidation
from hearth.kernel.edge.invalidation import hidden_by
from hearth.kernel.events.handlers import handlers_of
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery, Event
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

AWS = "{http://cloudfront.amazonaws.com/doc/2020-05-31/}"
DONE = (
    b'<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id>'
    b"<Status>InProgress</Status><CreateTime>2026-11-21T09:00:00Z</CreateTime></Invalidation>"
)


class StandIn:
    """Speaks the one sentence of CloudFront that we say to it, and remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, list[str]]] = []
        self.refusals: list[tuple[int, str]] = []

    def answer(self, path: str, body: bytes) -> tuple[int, bytes]:
        batch = ElementTree.fromstring(body)
        reference = batch.findtext(f"{AWS}CallerReference") or ""
        paths = [item.text or "" for item in batch.iter(f"{AWS}Path")]
        self.told.append((path, reference, paths))
        if self.refusals:
            status, code = self.refusals.pop(0)
            return status, f"<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>".encode()
        return 201, DONE


@contextmanager
def served(stand_in: StandIn) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = stand_in.answer(self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def cloudfront(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    settings.EDGE = "hearth.kernel.edge.invalidation.CloudFront"
    settings.CLOUDFRONT_DISTRIBUTION_ID = "E2EXAMPLE"
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # it keeps the keys of its first use
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    stand_in = StandIn()
    with served(stand_in) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", address)
        invalidation._client.cache_clear()
        yield stand_in
        invalidation._client().close()
        invalidation._client.cache_clear()


def remove(cast: Cast, pet: Any) -> Event:
    answer = cast.client("mona").post(
        f"/api/v1/pets/{pet.pk}/remove", {"reason": "scam"}, headers={"If-Match": f'"{pet.version}-seen"'}
    )
    assert answer.status_code == 200, answer.content
    return Event.objects.get(name="pet.removed", target_id=pet.pk)


def delivery() -> Delivery:
    return Delivery.objects.get(handler__endswith="forget_at_the_edge")


def test_is_gone_at_the_origin_at_once_and_the_edge_is_told(cast: Cast, cloudfront: StandIn) -> None:
    pet, stranger = factories.pet(cast.petra), Client()
    seen = [f"/pets/{pet.pk}", f"/api/v1/pets/{pet.pk}"]
    for path in seen:
        answer = stranger.get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, s-maxage=30")
    event = remove(cast, pet)
    for path in seen:
        answer = stranger.get(path)
        assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (404, True)
    assert stranger.get("/api/v1/pets").json()["results"] == []
    drain()
    ((path, reference, paths),) = cloudfront.told
    assert (path, reference) == ("/2020-05-31/distribution/E2EXAMPLE/invalidation", str(event.pk))
    assert paths == hidden_by("pet.removed")
    assert {"/", "/pets*", "/api/v1/pets*"} <= set(paths)
    assert delivery().state == "done"


@pytest.mark.parametrize(
    "refusal",
    [(400, "TooManyInvalidationsInProgress"), (503, "ServiceUnavailable"), (403, "AccessDenied")],
)
def test_is_told_again_under_the_same_reference(
    cast: Cast, cloudfront: StandIn, refusal: tuple[int, str]
) -> None:
    cloudfront.refusals.append(refusal)
    event = remove(cast, factories.pet(cast.petra))
    drain()
    assert delivery().state == "queued"
    Delivery.objects.update(available_at=timezone.now())
    drain()
    assert [told[1] for told in cloudfront.told] == [str(event.pk)] * 2
    assert delivery().state == "done"


def test_what_arrived_before_is_enough(cast: Cast, cloudfront: StandIn) -> None:
    cloudfront.refusals.append((409, "InvalidationBatchAlreadyExists"))
    remove(cast, factories.pet(cast.petra))
    drain()
    assert delivery().state == "done"


def test_waits_for_an_edge_that_does_not_answer(
    cast: Cast, cloudfront: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", "http://127.0.0.1:9")
    invalidation._client.cache_clear()
    remove(cast, factories.pet(cast.petra))
    drain()
    assert (delivery().state, cloudfront.told) == ("queued", [])
    assert "EndpointConnectionError" in delivery().error


def test_says_nothing_where_there_is_no_edge(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invalidation, "_client", lambda: pytest.fail("nobody is to be told"))
    remove(cast, factories.pet(cast.petra))
    drain()
    assert delivery().state == "done"


def test_every_way_to_hide_is_declared() -> None:
    for name in (
        *("pet.change_approved", "pet.removed", "pet.expired", "pet.withdrawn", "pet.deleted"),
        *("placement.moved", "placement.ended"),
        *("organization.suspended", "organization.archived", "user.suspended", "user.erased"),
    ):
        assert "/api/v1/pets*" in hidden_by(name), name
        assert [one.name for one in handlers_of(name)].count(
            "hearth.kernel.edge.invalidation.forget_at_the_edge"
        ) == 1
    assert "/rescues*" in hidden_by("organization.unverified")
