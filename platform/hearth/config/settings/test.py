"""The embedded default, made quick and repeatable for tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hearth.config.settings.local import *  # noqa: F403
from hearth.local import database

SECRET_KEY = "only-for-tests-" + "0123456789" * 4
FIELD_ENCRYPTION_KEYS = ["only-for-tests-" + "9876543210" * 4]
# A Strava that nobody answers for; tests that need one play it themselves.
STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET, STRAVA_VERIFY_TOKEN = "1", "tests", "0123456789-only-for-test"
STRAVA_BASE_URL = "http://127.0.0.1:9"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# A cluster of its own that trades safety for speed; neither of the two starts before its first connection.
# The name lets two runs at once leave each other alone.
DATABASES = {"default": {**database.settings("tests"), "TEST": {"NAME": f"test_hearth_{os.getpid()}"}}}

_files = Path(tempfile.mkdtemp(prefix="hearth-tests-"))
atexit.register(shutil.rmtree, _files, ignore_errors=True)
_disk = "django.core.files.storage.FileSystemStorage"
STORAGES = {
    "default": {"BACKEND": _disk, "OPTIONS": {"location": str(_files / "media")}},
    "quarantine": {"BACKEND": _disk, "OPTIONS": {"location": str(_files / "quarantine"), "base_url": None}},
    "private": {"BACKEND": _disk, "OPTIONS": {"location": str(_files / "private"), "base_url": None}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
