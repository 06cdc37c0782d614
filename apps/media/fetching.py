"""Fetches a photo from somebody else's server: only from hosts that the site allows, never from inside.

A name can lead anywhere, and somewhere else a moment later. So the name is resolved once, every address it
has must be a public one, and the connection goes to the address that was checked; the certificate is still
that of the name. Redirects lead to places that nobody checked, and are refused.
"""

import io
import ipaddress
import socket
import ssl
import time
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

SECONDS = 10.0
"""For one photo in all, however slowly its server speaks."""
LONGEST_ADDRESS = 500
PORT = 443
PLAIN = "/%:@!$&'()*+,;=~-._?"
"""What stands in the path and the query of an address as it is."""
CHUNK = 64 * 1024
TOO_LARGE = "It is larger than 10 MB."
MOST_ADDRESSES = 16
LEADS_ELSEWHERE = tuple(
    ipaddress.ip_network(words)
    for words in (
        *("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"),
        *("::/96", "::ffff:0:0:0/96", "fec0::/10"),
    )
)
"""IPv6 addresses that stand for others, or that routers take inside: NAT64, 6to4, Teredo and the like."""


class NotFetchedError(Exception):
    """Why a photo was not fetched, in words for whoever named it."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def check_address(address: str) -> tuple[str, str]:
    """Return host and path of an address that may be fetched; raise NotFetchedError for any other."""
    if len(address) > LONGEST_ADDRESS:
        raise NotFetchedError(f"An address may have {LONGEST_ADDRESS} characters.")
    if not address.isprintable() or any(letter in address for letter in " \\"):
        raise NotFetchedError("This is no address.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise NotFetchedError("This is no address.") from None
    if parts.scheme != "https":
        raise NotFetchedError("Only addresses that begin with https:// are fetched.")
    if parts.username is not None or parts.password is not None or port not in (None, PORT):
        raise NotFetchedError("An address must hold no user name, password or port.")
    host = (parts.hostname or "").rstrip(".").lower()
    if not host or not is_allowed(host):
        raise NotFetchedError("Photos are not fetched from this host.")
    path, query = quote(parts.path or "/", safe=PLAIN), quote(parts.query, safe=PLAIN)
    return host, f"{path}?{query}" if query else path


def is_allowed(host: str) -> bool:
    """Whether the site fetches photos from this host; `.example.org` in the setting means those below it."""
    return any(
        host.endswith(allowed) if allowed.startswith(".") else host == allowed
        for allowed in settings.IMPORT_PHOTO_HOSTS
    )


def fetch(address: str) -> tuple[str, bytes]:
    """Return the declared type and the content of a photo; raise NotFetchedError with the reason why not.

    What it really is shows when it is processed, like every upload.
    """
    host, path = check_address(address)
    deadline = time.monotonic() + SECONDS
    try:
        with _connected(host, deadline) as connection:
            return _asked(connection, host, path, deadline)
    except TimeoutError:
        raise NotFetchedError("Its server was too slow.") from None
    except ssl.SSLError:
        raise NotFetchedError("Its server has no certificate that we trust.") from None
    except (OSError, HTTPException, ValueError):
        raise NotFetchedError("Its server could not be understood.") from None


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, and stands for no other one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in LEADS_ELSEWHERE):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def resolved(host: str) -> str:
    """Resolve a name once; raise NotFetchedError unless every one of its addresses is public."""
    try:
        found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetchedError("Its host was not found.") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or len(addresses) > MOST_ADDRESSES or not all(map(is_public, addresses)):
        raise NotFetchedError("Its host is not on the open internet.")
    return addresses[0]


def _connected(host: str, deadline: float) -> ssl.SSLSocket:
    """Connect to the very address that was checked, and let it show the certificate of the name."""
    raw = socket.create_connection((resolved(host), PORT), timeout=_left(deadline))
    try:
        raw.settimeout(_left(deadline))
        return _trust().wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _asked(connection: ssl.SSLSocket, host: str, path: str, deadline: float) -> tuple[str, bytes]:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Hearth photo import\r\n"
        "Accept: image/webp, image/jpeg, image/png\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    connection.settimeout(_left(deadline))
    connection.sendall(request.encode("ascii"))
    answer = HTTPResponse(_InTime(connection, deadline), method="GET")  # type: ignore[arg-type]
    answer.begin()
    if 300 <= answer.status < 400:
        raise NotFetchedError("Its address leads to another one, and we do not follow.")
    if answer.status != 200:
        raise NotFetchedError(f"Its server answered with {answer.status}.")
    if (answer.length or 0) > settings.PHOTO_MAX_BYTES:
        raise NotFetchedError(TOO_LARGE)
    data = bytearray()
    while part := answer.read(CHUNK):
        data += part
        if len(data) > settings.PHOTO_MAX_BYTES:
            raise NotFetchedError(TOO_LARGE)
    if not data or answer.length:
        raise NotFetchedError("It did not arrive whole.")
    return answer.headers.get_content_type()[:40], bytes(data)


def _left(deadline: float) -> float:
    """The seconds until then; a server that sends a byte now and then must not hold us for ever."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _InTime(io.RawIOBase):
    """Reads from a socket until a certain moment."""

    def __init__(self, connection: ssl.SSLSocket, deadline: float) -> None:
        self.connection, self.deadline = connection, deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.connection.settimeout(_left(self.deadline))
        return self.connection.recv_into(buffer)
