"""`manage.py run` when it ends: in good order, by a blow, or because a part of it died."""

import os
import signal
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.local import checkout as checkouts
from tests.local.running import run


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_leaves_nothing_running(whole_checkout: Path, how: signal.Signals) -> None:
    with run(whole_checkout) as running:
        words = running.ended(how)
        assert running.process.returncode == 0, words
        assert "Traceback" not in words
        assert checkouts.processes_of(whole_checkout) == []


def test_ends_with_the_name_and_the_last_words_of_a_part_that_died(whole_checkout: Path) -> None:
    with run(whole_checkout) as running:
        os.kill(part(whole_checkout, "worker"), signal.SIGKILL)
        words = running.ended()
        assert running.process.returncode == 1
        assert "worker was killed by SIGKILL. The end of .local/log/worker.log:" in words
        assert checkouts.processes_of(whole_checkout) == []


def test_ends_when_the_database_died(whole_checkout: Path) -> None:
    with run(whole_checkout) as running:
        os.kill(checkouts.servers_of(whole_checkout)[0], signal.SIGKILL)
        words = running.ended()
        assert running.process.returncode == 1
        assert "PostgreSQL has ended" in words
        assert checkouts.processes_of(whole_checkout) == []


def test_starts_again_with_yesterdays_data_after_a_kill(whole_checkout: Path) -> None:
    with run(whole_checkout) as running:
        running.process.kill()
        running.process.wait()
        deadline = time.monotonic() + 20
        # Its parts follow it by themselves; the database waits for the next who needs it.
        while set(checkouts.processes_of(whole_checkout)) != set(checkouts.servers_of(whole_checkout)):
            assert time.monotonic() < deadline, checkouts.processes_of(whole_checkout)
            time.sleep(0.1)
        with run(whole_checkout) as again:
            for what in ("Migrating", "Loading", "Collecting"):
                assert what not in again.words
            with urlopen(again.address) as answer:
                assert answer.status == 200


def part(checkout: Path, name: str) -> int:
    (found,) = (
        pid
        for pid in checkouts.processes_of(checkout)
        if Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[-2] == name.encode()
    )
    return found
