"""The embedded PostgreSQL, with real servers in a checkout of the test's own."""

import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.local import checkout as checkouts

# Prints the address, stays until a line comes in, and leaves in good order.
USE = """
import sys
from hearth.local import postgres
print(postgres.url(*sys.argv[1:]), flush=True)
sys.stdin.readline()
"""
Use = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    # pytest's folders are closed; an open way down to the checkout is the usual case.
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    folder = checkouts.lay_out(
        tmp_path / "checkout", ["platform/hearth/__init__.py", "platform/hearth/local"]
    )
    yield folder
    checkouts.end_all(folder)
    checkouts.remove_database(folder)


@pytest.fixture
def use(checkout: Path) -> Iterator[Use]:
    with ExitStack() as stack:
        yield lambda *words: stack.enter_context(checkouts.python(checkout, USE, *words))


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line.startswith("postgresql://"), line + process.stdout.read()
    return line


def leave(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate("\n", timeout=30)
    assert process.returncode == 0, out
    return out


def test_gives_a_role_that_may_make_databases_and_no_more(use: Use) -> None:
    with psycopg.connect(address(use()), autocommit=True) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, current_setting('lock_timeout'),"
            " current_setting('statement_timeout'), pg_get_userbyid(datdba)"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        ).fetchone()
        assert row == ("hearth", False, True, False, "3s", "10s", "hearth")
        connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist")
        connection.execute("CREATE DATABASE another")


def test_lets_nobody_in_without_the_password(use: Use) -> None:
    url = address(use())
    password = url.split(":")[2].split("@")[0]
    for refused in (url.replace(password, "guess"), url.replace("hearth:" + password, "postgres")):
        with pytest.raises(psycopg.OperationalError, match=r"authentication failed|no pg_hba.conf entry"):
            psycopg.connect(refused)


def test_is_set_up_once_and_stopped_by_the_last_who_leaves(use: Use, checkout: Path) -> None:
    first, second = use(), use()
    assert address(first) == address(second)
    (server,) = checkouts.servers_of(checkout)
    leave(first)
    assert checkouts.servers_of(checkout) == [server]
    leave(second)
    assert checkouts.servers_of(checkout) == []


def test_keeps_what_was_stored(use: Use) -> None:
    first = use()
    with psycopg.connect(address(first)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'yesterday' AS day")
    leave(first)
    with psycopg.connect(address(use())) as connection:
        assert connection.execute("SELECT day FROM kept").fetchone() == ("yesterday",)


def test_gives_tests_a_cluster_of_their_own(use: Use) -> None:
    url, url_of_tests = address(use("main")), address(use("tests"))
    with psycopg.connect(url) as main, psycopg.connect(url_of_tests) as tests:
        assert main.execute("SHOW fsync").fetchone() == ("on",)
        assert tests.execute("SHOW fsync").fetchone() == ("off",)


def test_recovers_after_server_and_user_were_killed(use: Use, checkout: Path) -> None:
    first = use()
    with psycopg.connect(address(first)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    first.kill()
    first.wait()
    (server,) = checkouts.servers_of(checkout)
    os.kill(server, signal.SIGKILL)
    with psycopg.connect(address(use())) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_uses_and_then_stops_a_server_whose_user_was_killed(use: Use, checkout: Path) -> None:
    first = use()
    url = address(first)
    first.kill()
    first.wait()
    second = use()
    assert address(second) == url
    leave(second)
    assert checkouts.servers_of(checkout) == []


def test_does_not_believe_that_a_recycled_process_id_is_its_server(use: Use, checkout: Path) -> None:
    leave(use())
    stale = checkout / ".local" / "postgres" / "main" / "postmaster.pid"
    owner = stale.parent.stat()
    # PostgreSQL itself would believe: it is a live process of the account that the server runs as.
    as_owner: dict[str, Any] = (
        {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    with subprocess.Popen(["sleep", "60"], **as_owner) as somebody:
        try:
            stale.write_text(f"{somebody.pid}\n{stale.parent}\n1\n5432\n\n127.0.0.1\n0 0\nready\n")
            address(use())
        finally:
            somebody.kill()


def test_works_below_a_folder_that_is_closed_to_the_servers_user(use: Use, checkout: Path) -> None:
    checkout.parent.chmod(0o700)
    leave(use())
    # Only root lends the server another user, and only that one needs a place elsewhere.
    assert (checkout / ".local" / "postgres").is_symlink() == (os.geteuid() == 0)
    with psycopg.connect(address(use())) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_begins_anew_when_its_folder_was_removed(use: Use, checkout: Path) -> None:
    checkout.parent.chmod(0o700)
    first = use()
    with psycopg.connect(address(first)) as connection:
        connection.execute("CREATE TABLE forgotten ()")
    leave(first)
    shutil.rmtree(checkout / ".local")
    with psycopg.connect(address(use())) as connection:
        assert connection.execute("SELECT to_regclass('forgotten')").fetchone() == (None,)


def test_says_in_a_line_what_to_do_when_there_is_no_postgresql_of_its_version(
    use: Use, checkout: Path
) -> None:
    leave(use())
    (checkout / ".local" / "postgres" / "main" / "PG_VERSION").write_text("9\n")
    out = use().communicate()[0]
    assert "PostgreSQL 9, which made the files in .local/postgres" in out
    assert "DATABASE_URL" in out
