"""Typed settings from the environment; nonsense stops the start with one clear line."""

import os
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


def _read(name: str, default: T | None, parse: Callable[[str], T]) -> T:
    raw = os.environ.get(name)
    if raw is None or raw == "":
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set (see docs/settings.md).")
        return default
    try:
        return parse(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error} (see docs/settings.md).") from error


def text(name: str, default: str | None = None) -> str:
    return _read(name, default, str)


def integer(name: str, default: int | None = None) -> int:
    return _read(name, default, int)


def share(name: str, default: float | None = None) -> float:
    """A part of the whole, from 0 to 1."""
    return _read(name, default, _parse_share)


def flag(name: str, default: bool | None = None) -> bool:
    return _read(name, default, _parse_flag)


def words(name: str, default: list[str] | None = None) -> list[str]:
    """A comma-separated list; blanks around the words do not count."""
    return _read(name, default, lambda raw: [word.strip() for word in raw.split(",") if word.strip()])


def hosts(name: str, default: list[str] | None = None) -> list[str]:
    """`a.example,.b.example`: names of hosts in small letters; a leading dot means those below."""
    return _read(name, default, _parse_hosts)


def origins(name: str, default: list[str] | None = None) -> list[str]:
    """`https://a.example,https://b.example:8443`: scheme, host and port, each named in full."""
    return _read(name, default, _parse_origins)


def contact(name: str, default: str | None = None) -> str:
    """An address that people can write to, as `mailto:…` or `https://…`."""
    return _read(name, default, _parse_contact)


def pairs(name: str, default: dict[str, str] | None = None) -> dict[str, str]:
    """`customer:ID,staff:ID` → {"customer": "ID", "staff": "ID"}."""
    return _read(name, default, _parse_pairs)


def database(url: str) -> dict[str, object]:
    """A Django DATABASES entry from `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "hearth.kernel.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Prepared statements and server-side cursors would pin connections of RDS Proxy.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"prepare_threshold": None},
    }


def _parse_share(raw: str) -> float:
    found = float(raw)
    if not 0 <= found <= 1:
        raise ValueError(f"{raw!r} is not between 0 and 1")
    return found


def _parse_flag(raw: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if raw.lower() not in known:
        raise ValueError(f"{raw!r} is neither true nor false")
    return known[raw.lower()]


def _parse_hosts(raw: str) -> list[str]:
    found = [word.strip() for word in raw.split(",") if word.strip()]
    for host in found:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)+", host) or re.fullmatch(r"[\d.]+", host):
            raise ValueError(f"{host!r} is no name of a host, such as photos.example.org")
    return found


def _parse_origins(raw: str) -> list[str]:
    found = [word.strip() for word in raw.split(",") if word.strip()]
    for origin in found:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", origin):
            raise ValueError(f"{origin!r} is not of the form https://host or https://host:port")
    return found


def _parse_contact(raw: str) -> str:
    if not re.fullmatch(r"(mailto:[^\s@]+@|https://)[^\s@]+", raw):
        raise ValueError(f"{raw!r} begins with neither mailto: nor https://")
    return raw


def _parse_pairs(raw: str) -> dict[str, str]:
    found = {}
    for word in raw.split(","):
        name, colon, value = word.strip().partition(":")
        if not colon or not name or not value:
            raise ValueError(f"{word.strip()!r} is not of the form name:value")
        found[name] = value
    return found
