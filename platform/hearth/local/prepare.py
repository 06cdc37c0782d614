"""Brings the database and the static files up to date; quick when they are."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hearth.config import env
from hearth.local import state
from hearth.local.demo import load as demo


def database_is_behind() -> bool:
    """Tell whether there are migrations to run."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def demo_is_missing() -> bool:
    """Tell whether to load the demo: nobody said DEMO=no, and it would be alone here."""
    return env.flag("DEMO", True) and demo.is_empty()


def load_demo() -> None:
    call_command("demo", verbosity=0)


def static_files_changed() -> bool:
    """Tell whether the static files differ from those that were collected last."""
    return not _note().exists() or _note().read_text() != _fingerprint()


def collect_static_files() -> None:
    _note().unlink(missing_ok=True)
    fingerprint = _fingerprint()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    _note().write_text(fingerprint)


def _note() -> Path:
    return state.home() / "static.collected"


def _fingerprint() -> str:
    """Name, size and age of every source file, and how they are stored."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()
