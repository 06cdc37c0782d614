"""What programs look for at fixed addresses."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client


def test_crawlers_are_told_what_is_public(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin", "Disallow: /api", "Disallow: /account", "Allow: /"} <= set(lines)
    assert "/pets" not in answer.content.decode()
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=3600"}


def test_finders_of_holes_are_told_whom_to_write_to(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@hearth.example"
    answer = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@hearth.example"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    assert fields["Canonical"].endswith("/.well-known/security.txt")


def test_says_nothing_without_a_contact(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_crawlers_only_read(client: Client) -> None:
    for path in ("/robots.txt", "/.well-known/security.txt"):
        assert client.post(path).status_code == 405
