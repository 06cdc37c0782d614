"""The environment in which a process of its own works on the database and the files of a test."""

import os
from urllib.parse import quote

from django.db import connection


def environment() -> dict[str, str]:
    at = connection.settings_dict
    who = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hearth.config.settings.test",
        "DATABASE_URL": f"postgresql://{who}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
    }
