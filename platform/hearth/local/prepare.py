"""Brings the database and the static files up to date; quick when they are."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from hearth.local import state


def database_is_behind() -> bool:
    """Tell whether there are migrations to run."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def database_is_empty() -> bool:
    """Tell whether nobody has moved in yet, not even the demo people."""
    return not get_user_model()._default_manager.exists()


def load_demo() -> None:
    """Load all of it or nothing: half a demo would count as moved in."""
    with transaction.atomic():
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
