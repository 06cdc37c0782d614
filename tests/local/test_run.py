"""`manage.py run`: how it ends, and what it says, serves and keeps while it runs.

It ends first: what is started for the other tests, from the same checkout, stays until the end of the file.
"""

import json
import os
import re
import shlex
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from hearth.local.people import PEOPLE
from tests.local import checkout as checkouts
from tests.local.running import Running, run, taken_port


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


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, str]]:
    with taken_port() as port, taken_port() as mail_port:
        yield {"PORT": str(port), "MAIL_PORT": str(mail_port)}


@pytest.fixture(scope="module")
def running(whole_checkout: Path, ports: dict[str, str]) -> Iterator[Running]:
    with run(whole_checkout, **ports) as running:
        yield running


def test_takes_the_next_port_when_one_is_taken(running: Running, ports: dict[str, str]) -> None:
    assert f"Port {ports['PORT']} is taken" in running.words
    assert running.address != f"http://127.0.0.1:{ports['PORT']}"
    with urlopen(running.address) as answer:
        assert answer.status == 200


def test_links_in_mails_lead_to_the_port_that_it_took(running: Running, whole_checkout: Path) -> None:
    workers = [pid for pid in Path("/proc").glob("[0-9]*") if runs(pid, whole_checkout, "worker")]
    assert len(workers) == 1
    environment = (workers[0] / "environ").read_bytes().split(b"\0")
    assert f"SITE_URL={running.address}".encode() in environment


def runs(process: Path, checkout: Path, command: str) -> bool:
    try:
        words = (process / "cmdline").read_bytes().decode().split("\0")
        return words[1:3] == [str(checkout / "manage.py"), command]
    except OSError:
        return False


def test_names_everybody_whom_one_can_be(running: Running) -> None:
    assert f"{running.address}/sign-in" in running.words
    assert "manage.py token NAME" in running.words
    for name, person in PEOPLE.items():
        assert re.search(rf"^  {name} +{person.display_name} +\S", running.words, re.MULTILINE)


def test_prints_a_curl_that_works_as_it_stands(running: Running) -> None:
    (line,) = (line for line in running.words.splitlines() if line.startswith("  curl "))
    curl, silent, address, flag, header = shlex.split(line)
    assert (curl, silent, flag) == ("curl", "-s", "-H")
    name, _, value = header.partition(": ")
    with urlopen(Request(address, headers={name: value})) as answer:
        assert json.load(answer)["display_name"] == PEOPLE["ana"].display_name


def test_says_where_it_runs_when_it_is_started_twice(running: Running, whole_checkout: Path) -> None:
    second = manage(whole_checkout, "run")
    assert second.returncode == 0
    assert f"running from this checkout already, at {running.address}" in second.stdout


def test_is_not_forgotten_while_it_runs(running: Running, whole_checkout: Path) -> None:
    refused = manage(whole_checkout, "forget")
    assert refused.returncode == 1
    assert "Stop it first" in refused.stderr
    assert (whole_checkout / ".local" / "postgres").exists()


def test_shares_its_database_with_other_commands(running: Running, whole_checkout: Path) -> None:
    servers = checkouts.servers_of(whole_checkout)
    code = "from apps.accounts.models import User; print('people:', User.objects.count())"
    assert "people: " in manage(whole_checkout, "shell", "-c", code).stdout
    assert checkouts.servers_of(whole_checkout) == servers


def test_keeps_mail_in_readable_files(running: Running, whole_checkout: Path, ports: dict[str, str]) -> None:
    message = EmailMessage()
    message["Subject"], message["To"] = "Welcome", "ana@hearth.example"
    message.set_content("Hello Ana")
    with smtplib.SMTP("127.0.0.1", mail_port(running)) as sink:
        sink.send_message(message, "hello@hearth.example", ["ana@hearth.example", "../rosa/@hearth.example"])
    kept = {path.name.split("_", 2)[2]: path for path in (whole_checkout / ".local" / "mail").glob("*.eml")}
    assert "Hello Ana" in kept["ana@hearth.example.eml"].read_text()
    assert kept[".._rosa_@hearth.example.eml"].name.startswith(time.strftime("%Y-", time.gmtime()))


def mail_port(running: Running) -> int:
    found = re.search(
        r"Port \d+ is taken: using (\d+)\n.*Port \d+ is taken: using (\d+)", running.words, re.DOTALL
    )
    assert found, running.words
    return int(found[2])


def manage(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, checkout / "manage.py", *words],
        env=checkouts.ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
    )
