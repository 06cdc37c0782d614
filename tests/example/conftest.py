"""These tests run with the settings of the example, as a process of their own (see docs/testing.md)."""

import os

collect_ignore_glob = [] if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.example.settings" else ["*"]
