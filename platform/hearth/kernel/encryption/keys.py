"""The keys of encrypted columns: the first one writes, all of them read."""

import hashlib
import logging
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearth.kernel.problems import Problem

logger = logging.getLogger("hearth.encryption")

PURPOSE = b"hearth field encryption\0"
"""Keeps a secret that is used elsewhere too from being the same key here."""


class Unreadable(Problem):
    """None of the keys opens what is stored. Holds neither the stored text nor a key."""

    status = 503
    code = "unreadable"
    title = "This cannot be read just now"
    explanation = "It is kept encrypted, and the key that opens it is missing: ours to put right."


def locked(text: str) -> str:
    """Encrypt a text with the newest key."""
    return _all().encrypt(text.encode()).decode("ascii")


def opened(token: str) -> str:
    """Decrypt what any of the keys wrote; raise Unreadable for everything else."""
    try:
        return _all().decrypt(token.encode()).decode()
    except (InvalidToken, UnicodeError):
        logger.error("an encrypted column opens with none of the keys; see docs/encryption.md")
        raise Unreadable() from None


def is_newest(token: str) -> bool:
    """Whether the newest key wrote it."""
    try:
        _each(_secrets())[0].decrypt(token.encode())
    except (InvalidToken, UnicodeError):
        return False
    return True


def rotated(token: str) -> str:
    """The same text under the newest key, with the time of its first writing; raise Unreadable."""
    try:
        return _all().rotate(token.encode()).decode("ascii")
    except (InvalidToken, UnicodeError):
        raise Unreadable() from None


def _all() -> MultiFernet:
    return MultiFernet(_each(_secrets()))


def _secrets() -> tuple[str, ...]:
    secrets = tuple(settings.FIELD_ENCRYPTION_KEYS)
    if not secrets:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS names no key (see docs/settings.md).")
    return secrets


@lru_cache(maxsize=8)
def _each(secrets: tuple[str, ...]) -> list[Fernet]:
    # The secrets are long and random, which is checked at start: a slow derivation would add nothing.
    return [
        Fernet(urlsafe_b64encode(hashlib.sha256(PURPOSE + secret.encode()).digest())) for secret in secrets
    ]
