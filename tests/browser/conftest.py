"""A real Chromium before a real server; the worker and a mail server behind it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebError, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from hearth.local.people import PEOPLE
from tests.background import MailSink, mail_sink, worker
from tests.cast import Cast

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 60_000
"""Milliseconds after which something will never come; how long it takes is no matter of these tests."""


class Site:
    """Opens pages for people, each in a browser of their own, and remembers what any of them suffered."""

    share = 2
    """A page is looked at closely on every so many-th screen."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.faults: list[str] = []

    def visit(self, path: str = "/", *, as_: str = "", **options: Any) -> Page:
        """Open a page as nobody, or as a person of the cast who is signed in already."""
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(PATIENCE)
        context.on("request", self._leaves_the_machine)
        context.on("console", self._complains)
        context.on("weberror", self._breaks)
        if as_:
            cookie = Cast().browser(as_).cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": self.address}])
        page = context.new_page()
        page.goto(path)
        return page

    def sign_in(self, name: str, page: Page | None = None) -> Page:
        """Go through the picker."""
        page = page or self.visit("/")
        page.goto("/sign-in")
        page.get_by_role("button", name=PEOPLE[name].display_name).click()
        page.wait_for_url(f"{self.address}/")
        return page

    def _leaves_the_machine(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            self.faults.append(f"left the machine: {request.url}")

    def _complains(self, message: ConsoleMessage) -> None:
        # The browser notes a document's own 403, 404 or 422 too; tests ask for a page's status directly.
        of_the_document = message.page is not None and message.location["url"] == message.page.url
        if message.type in ("error", "warning") and not of_the_document:
            self.faults.append(f"console: {message.text} at {message.location['url']}")

    def _breaks(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this package; gone before the next package's tests begin."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install chromium"
    with pytest.MonkeyPatch.context() as patch:
        # Playwright runs its own loop in this thread, which Django would take for asynchronous code.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            yield browser
            browser.close()


@pytest.fixture(autouse=True, params=[2, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def _looks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "share", request.param)


@pytest.fixture
def address(live_server: LiveServer) -> str:
    """Where the site is, by number: the picker and the cookies care."""
    return str(live_server.url).replace("localhost", "127.0.0.1")


@pytest.fixture
def site(chromium: Browser, address: str) -> Iterator[Site]:
    found = Site(chromium, address)
    yield found
    for context in chromium.contexts:
        context.close()
    assert found.faults == []


@pytest.fixture
def mails(address: str, settings: Any, tmp_path: Path) -> Iterator[MailSink]:
    """The mail server; whoever asks for it also has a worker that sends."""
    with mail_sink(tmp_path) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = sink.port
        settings.SITE_URL = address
        with worker():
            yield sink
