"""The signing keys of the token issuer: fetched over HTTP, kept by kid, never trusted further than that.

Only a fetch that ends in time and in size counts. Requests that arrive during the first fetch wait for it;
when a later one fails, the keys already known stay in use.
"""

import io
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

logger = logging.getLogger("hearth.accounts")

DEADLINE = 3.0
"""Seconds for a whole fetch, from the connection to the last byte."""
MAX_BYTES = 64 * 1024
FRESH_FOR = 3600.0
PAUSE = 60.0
"""Seconds between two fetches, whatever kids tokens may name."""
PAUSE_WITHOUT_KEYS = 5.0
"""The same while no key is known: nobody can sign in, and nothing is gained by waiting longer."""


class KeysUnavailableError(Exception):
    """Nobody can say just now whether this key exists."""


class KeySet:
    """The keys at one address, shared by the threads of a process."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.url = url
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, RSAPublicKey] = {}
        self._fetched_at = self._tried_at = float("-inf")

    def get(self, kid: str) -> RSAPublicKey | None:
        """Return the key, or None when the issuer has none of that name; raises KeysUnavailableError."""
        if (key := self._keys.get(kid)) and self._fresh():
            return key
        if key and not self._lock.acquire(blocking=False):
            return key  # somebody is refreshing; nobody else need wait
        if not key and not self._lock.acquire(timeout=2 * DEADLINE):
            raise KeysUnavailableError("still waiting for the key server")
        try:
            self._refresh_if_due(kid)
        finally:
            self._lock.release()
        if key := self._keys.get(kid):
            return key
        if self._tried_at > self._fetched_at:
            raise KeysUnavailableError("the key server does not answer")
        return None

    def _fresh(self) -> bool:
        return self._clock() - self._fetched_at < FRESH_FOR

    def _refresh_if_due(self, kid: str) -> None:
        if kid in self._keys and self._fresh():
            return
        pause = PAUSE if self._keys else PAUSE_WITHOUT_KEYS
        if self._clock() - self._tried_at < pause:
            return
        try:
            self._keys = parse_keys(fetch(self.url))
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            logger.warning("keys at %s: %s", self.url, error or type(error).__name__)
            self._tried_at = self._clock()
        else:
            self._tried_at = self._fetched_at = self._clock()


@lru_cache(maxsize=4)
def keys_at(url: str) -> KeySet:
    """Return the process's keys for an address."""
    return KeySet(url)


def parse_keys(document: bytes) -> dict[str, RSAPublicKey]:
    """Read a JSON Web Key Set, leaving out keys that no token may be signed with; refuse an empty rest."""
    content = json.loads(document)
    listed = content.get("keys") if isinstance(content, dict) else None
    found = {}
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and (key := _signing_key(item)):
            found[item["kid"]] = key
    if not found:
        raise ValueError("no usable key in the answer")
    return found


def _signing_key(item: dict[str, Any]) -> RSAPublicKey | None:
    wanted = item.get("kty") == "RSA" and item.get("use") == "sig" and item.get("alg", "RS256") == "RS256"
    if not wanted or not isinstance(item.get("kid"), str):
        return None
    try:
        key = RSAAlgorithm.from_jwk({name: item[name] for name in ("kty", "n", "e")})
    except (InvalidKeyError, LookupError, TypeError, ValueError):
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= 2048 else None


def fetch(url: str) -> bytes:
    """GET a small document in time: 200 or nothing, without redirects and proxies."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("this is no http(s) address")
    ends_at = time.monotonic() + DEADLINE
    with _connect(parts, ends_at) as sock:
        connection = HTTPConnection(parts.hostname, parts.port)
        connection.sock = sock
        connection.request("GET", parts.path or "/", headers={"Host": parts.netloc, "Connection": "close"})
        response = HTTPResponse(cast(socket.socket, _Impatient(sock, ends_at)), method="GET")
        response.begin()
        if response.status != 200:
            raise ValueError(f"the answer is {response.status}")
        document = response.read(MAX_BYTES + 1)
    if len(document) > MAX_BYTES:
        raise ValueError("the answer is too large")
    return document


def _connect(parts: SplitResult, ends_at: float) -> socket.socket:
    """Open a connection to one of the host's addresses; a silent one may not eat the time of the next."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    for *_, address in addresses:
        patience = min(_left(ends_at), DEADLINE / min(len(addresses), 3))
        try:
            sock = socket.create_connection((str(address[0]), port), timeout=patience)
        except OSError as error:
            logger.info("keys at %s: %s", address[0], error)
            continue
        sock.settimeout(_left(ends_at))
        if parts.scheme == "https":
            return ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname)
        return sock
    raise ConnectionError("no address of the host answers")


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    return left


class _Impatient(io.RawIOBase):
    """The reading end of a socket that gives up at a moment, however slowly bytes drip."""

    def __init__(self, sock: socket.socket, ends_at: float) -> None:
        self._sock = sock
        self._ends_at = ends_at

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(_left(self._ends_at))
        return self._sock.recv_into(buffer)
