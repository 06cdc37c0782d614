"""A throw-away database in the tests' cluster: made, migrated, measured and dropped."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from hearth.local import postgres, state


@contextmanager
def throw_away() -> Iterator[str]:
    """Yield the address of an empty, migrated database; it is dropped at the end, however that comes."""
    server, name = postgres.url("tests"), f"bench_hearth_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            migrate(address)
            yield address
        finally:
            admin.execute("SET statement_timeout = 0")
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def migrate(address: str) -> None:
    subprocess.run(
        [sys.executable, state.ROOT / "manage.py", "migrate", "--verbosity", "0"],
        env=environment(address),
        check=True,
    )


def environment(address: str) -> dict[str, str]:
    """What a process needs to work on this database and on no other."""
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "hearth.config.settings.local"}


@contextmanager
def session(address: str) -> Iterator["psycopg.Connection[Any]"]:
    """Yield a connection on which a long statement may take its time."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET max_parallel_workers_per_gather = 0")
        yield connection
