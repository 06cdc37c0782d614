import io
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.request import urlopen

from django.core.management.base import BaseCommand, CommandError
from PIL import Image

from hearth.local import state

TARGET = state.ROOT / "docs" / "screenshot.png"
SIZE = {"width": 1440, "height": 900}
# The room that is kept for a scroll bar would stay empty in a picture.
WITHOUT_SCROLL_BAR = "html { scrollbar-gutter: auto; }"


class Command(BaseCommand):
    help = "Draw docs/screenshot.png anew: the homepage of the site that runs here, or of one started for it."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        with running_site() as address:
            picture = Image.open(io.BytesIO(homepage(address)))
        picture.convert("RGB").save(TARGET, optimize=True)
        self.stdout.write(f"{TARGET.relative_to(state.ROOT)}: {TARGET.stat().st_size // 1000} kB")


def homepage(address: str) -> bytes:
    # A tool of developers; everything else here runs without it.
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        raise CommandError("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
        page.goto(address, wait_until="networkidle")
        page.add_style_tag(content=WITHOUT_SCROLL_BAR)
        content = page.screenshot()
        browser.close()
    return content


@contextmanager
def running_site() -> Iterator[str]:
    """Give the address of `manage.py run`; start it for the time being where it does not run."""
    if address := answering():
        yield address
        return
    command = [sys.executable, str(state.ROOT / "manage.py"), "run"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as own:
        try:
            assert own.stdout is not None
            for line in own.stdout:
                if "Ctrl-C stops everything" in line:
                    break
            address = answering()
            if not address:
                raise CommandError("The site did not start: see .local/log")
            yield address
        finally:
            own.send_signal(signal.SIGINT)
            own.communicate()


def answering() -> str:
    """Return where `run` of this checkout answers, or nothing."""
    with suppress(OSError, ValueError):
        address = (state.home() / "running").read_text()
        urlopen(address, timeout=5).close()
        return address
    return ""
