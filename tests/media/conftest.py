from typing import Any

import pytest

from hearth.kernel.events.worker import drain
from tests.media.sending import Work


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Work:
    """Let the worker react to everything that waits, commits included."""

    def run() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            drain()

    return run
