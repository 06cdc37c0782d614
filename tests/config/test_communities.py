"""A community that is switched off leaves pages behind that do not need it."""

import json
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.urls import NoReverseMatch, reverse

from tests.cast import Cast
from tests.rides.riding import club, ride

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.without_rehoming")]


def test_no_page_of_the_others_leads_there(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, audience="public")
    with pytest.raises(NoReverseMatch):
        reverse("pets")
    for name in ("", "ana", "quinn", "sam"):
        browser = cast.browser(name)
        for address, codes in {
            "/": {200},
            "/rides": {200},
            f"/rides/{loop.pk}": {200},
            f"/clubs/{where.slug}": {200},
            f"/clubs/{where.slug}/insight": {200, 302, 403, 404},
            "/account": {200, 302, 403},
            "/memberships": {200, 302, 403},
            "/my/decisions": {200, 302, 403},
            "/my/reports": {200, 302, 403},
            "/admin/": {200, 302, 403},
            "/nothing": {404},
        }.items():
            answer = browser.get(address)
            assert answer.status_code in codes, (name, address)
            assert b'href="/pets' not in answer.content, (name, address)
    home = cast.browser("").get("/").content.decode()
    assert "Find a ride" in home
    assert "animal" not in home.partition("<footer")[2]


ALONE = """
import json
from django.apps import apps
from django.core.management import call_command
from django.test import Client
call_command("check")
client = Client(headers={"Host": "localhost"})
paths = ("/", "/rides", "/api/v1/clubs", "/pets", "/api/v1/pets")
codes = {path: client.get(path).status_code for path in paths}
print(json.dumps([apps.is_installed("apps.listings"), codes]))
"""


def test_starts_without_the_others() -> None:
    """A process whose settings name one community has none of the other's apps, addresses or pages."""
    at = connection.settings_dict
    who = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ALONE],
        cwd=settings.ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "hearth.config.settings.test",
            "DATABASE_URL": f"postgresql://{who}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
            "COMMUNITIES": "riding",
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    installed, codes = json.loads(done.stdout.splitlines()[-1])
    assert not installed
    assert codes == {"/": 200, "/rides": 200, "/api/v1/clubs": 200, "/pets": 404, "/api/v1/pets": 404}
