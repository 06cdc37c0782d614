"""A server on this machine that speaks TLS and stands for somebody else's host of photos."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from apps.media import fetching
from tests.media.pictures import encoded, scene

HOST = "photos.example.org"


def jpeg(quality: int = 90) -> bytes:
    """An honest photo; each quality gives another file."""
    return encoded(scene(), quality=quality)


class Remote:
    """Answers each path with the bytes that are put there, and counts who asked."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[str, list[bytes]] = {}
        self.asked: list[str] = []
        self.resolved: list[str] = []
        self.addresses = ["203.0.113.7"]
        """What the name resolves to; the connection to the first of them arrives here."""
        self.certificate = _certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.context = context
        self.serving = threading.Thread(target=self._serve, daemon=True)
        self.serving.start()

    def stop(self) -> None:
        """End for good: a thread that went on listening would take what knocks at whoever opens next.

        Closing alone wakes nobody who waits for a connection, and the next socket may get the same number.
        """
        self.listener.shutdown(socket.SHUT_RDWR)
        self.serving.join(5)
        self.listener.close()

    def photo(self, path: str, content: bytes, kind: str = "image/jpeg") -> str:
        """Put a photo there; return its address."""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
        return self.says(path, head.encode() + content)

    def says(self, path: str, *answer: bytes) -> str:
        """Answer with these parts, a second apart."""
        self.answers[path] = list(answer)
        return f"https://{HOST}{path}"

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(raw,), daemon=True).start()

    def _answer(self, raw: socket.socket) -> None:
        try:
            with self.context.wrap_socket(raw, server_side=True) as connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    part = connection.recv(4096)
                    if not part:
                        return
                    request += part
                path = request.split(b" ")[1].decode()
                self.asked.append(path)
                for number, part in enumerate(self.answers.get(path, [b"HTTP/1.1 404 Not Found\r\n\r\n"])):
                    if number:
                        threading.Event().wait(1)
                    connection.sendall(part)
        except OSError:
            pass


def _certificate(folder: Path) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "remote.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def standing_for(remote: Remote, patch: pytest.MonkeyPatch) -> Iterator[Remote]:
    """Let the name lead to the server: resolved to a public address, which is then connected to here."""

    def getaddrinfo(host: str, port: int, **kwargs: Any) -> list[Any]:
        remote.resolved.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in remote.addresses]

    connect = socket.create_connection

    def create_connection(address: tuple[str, int], timeout: float) -> socket.socket:
        assert address[1] == fetching.PORT
        if address[0] != remote.addresses[0]:
            raise AssertionError(f"connected to {address[0]}, which nobody checked")
        return connect(("127.0.0.1", remote.port), timeout=timeout)

    # Only what fetches photos is led astray: tokens are checked with keys from a server, too.
    leading = SimpleNamespace(
        getaddrinfo=getaddrinfo, create_connection=create_connection, SOCK_STREAM=socket.SOCK_STREAM
    )
    patch.setattr(fetching, "socket", leading)
    patch.setattr(fetching, "is_public", lambda address: address == "203.0.113.7" or REALLY(address))
    patch.setattr(fetching, "_trust", lambda: ssl.create_default_context(cafile=str(remote.certificate)))
    try:
        yield remote
    finally:
        remote.stop()


REALLY = fetching.is_public


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Remote]:
    settings.IMPORT_PHOTO_HOSTS = [HOST]
    with standing_for(Remote(tmp_path), monkeypatch) as found:
        yield found
