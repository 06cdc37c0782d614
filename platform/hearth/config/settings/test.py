"""The embedded default, made quick and repeatable for tests."""

import tempfile
from pathlib import Path

from hearth.config.settings.local import *  # noqa: F403
from hearth.config.settings.local import STORAGES
from hearth.local import database

SECRET_KEY = "only-for-tests-" + "0123456789" * 4  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# A cluster of its own that trades safety for speed; neither of the two starts before its first connection.
DATABASES = {"default": database.settings("tests")}

_files = Path(tempfile.mkdtemp(prefix="hearth-tests-"))
STORAGES = {
    **STORAGES,
    "default": {**STORAGES["default"], "OPTIONS": {"location": str(_files / "media")}},
    "quarantine": {
        **STORAGES["quarantine"],
        "OPTIONS": {"location": str(_files / "quarantine"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
