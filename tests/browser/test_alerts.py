"""Hearts, saved searches, structured data and the framed list in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from apps.alerts.models import Favorite
from tests import factories
from tests.alerts.calls import saved_search
from tests.browser.conftest import Site
from tests.browser.test_pages import LONG, faults_of, keep_pictures
from tests.cast import Cast

pytestmark = pytest.mark.browser


@contextmanager
def another_site(page: str) -> Iterator[str]:
    """A website that is not ours, with one page."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *words: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_heart_is_quiet_and_another_site_frames_the_list(site: Site, cast: Cast) -> None:
    keep_pictures()
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=harbour)
    page = site.visit("/pets", as_="ana")
    heart = page.get_by_role("button", name="Keep Biscuit as a favourite")
    for pressed in ("true", "false", "true"):
        with page.expect_response(f"**/pets/{pet.pk}/favorite"):
            heart.click()
        expect(heart).to_have_attribute("aria-pressed", pressed)
    assert page.url == f"{site.address}/pets"
    assert Favorite.objects.get().user == cast.ana
    page.goto(f"/pets/{pet.pk}")
    data = page.locator("script[type='application/ld+json']").text_content()
    assert data is not None
    assert '"AnimalShelter"' in data

    stranger = site.visit("/", viewport={"width": 320, "height": 700})
    frame = f'<iframe src="{site.address}/embed/pets?organization=harbour-paws" width="100%"></iframe>'
    with another_site(frame) as elsewhere:
        stranger.goto(elsewhere)
        card = stranger.frame_locator("iframe").get_by_role("link", name="Biscuit")
        expect(card).to_have_attribute("target", "_blank")
        inside = stranger.frames[1]
        assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert stranger.context.cookies() == []


def test_own_pages_hold_what_is_long(site: Site, cast: Cast) -> None:
    keep_pictures()
    for facts in ({"name": LONG[:60], "breed": LONG}, {"moderation": "withdrawn"}, {"placement": "reserved"}):
        Favorite.objects.create(user=cast.rosa, pet=factories.pet(cast.petra, **facts))
    saved_search(cast.rosa, feed_open=True, feed_number=1)
    saved_search(cast.rosa, name=LONG, state="paused")
    assert faults_of(site.visit(as_="rosa"), "/my/favorites", "/my/searches") == []
