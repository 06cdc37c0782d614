"""Every hole of the stock class towards the key server, tried against real sockets and closed."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import override_settings
from rest_framework.test import APIClient

from apps.accounts import keys
from hearth.local import issuer
from tests.accounts.asking import ask, assert_refused, assert_unavailable, sign_raw
from tests.accounts.key_server import Behaviour, KeyServer, answer, as_json, drip, key_server
from tests.together import together


@pytest.fixture
def token(db: None) -> str:
    return issuer.token_for("ana")


@pytest.fixture
def payload(db: None) -> dict[str, Any]:
    return issuer.payload_for("ana")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """A clock for the key sets, which start empty before and after the test."""
    clock = Clock()
    keys.keys_at.cache_clear()
    monkeypatch.setattr(keys.KeySet.__init__, "__defaults__", (clock,))
    yield clock
    keys.keys_at.cache_clear()


def trusting(server: KeyServer) -> Any:
    return override_settings(COGNITO_JWKS_URL=server.url)


GOOD = as_json(issuer.public_keys())


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
KEYS = json.dumps(issuer.public_keys()).encode()
WHOLE = HEAD % len(KEYS) + KEYS
FOR_EVER = threading.Event()

BAD_SERVERS: dict[str, Behaviour] = {
    "hangs up": lambda connection: None,
    "stays silent": lambda connection: FOR_EVER.wait(20) and None,
    "drips headers": drip(WHOLE, 20, FOR_EVER),
    "drips the body": drip(WHOLE, len(HEAD) + 20, FOR_EVER),
    "answers HTML": answer(
        b"<!doctype html><title>Sign in to the Wi-Fi</title>", "200 OK", "Content-Type: text/html"
    ),
    "answers 500": answer(KEYS, "500 Internal Server Error"),
    "answers 204": answer(b"", "204 No Content"),
    "answers rubbish": lambda connection: connection.sendall(b"\x00\x01\x02" * 100),
    "answers too much": answer(KEYS + b" " * keys.MAX_BYTES),
    "nests too deeply": answer(b"[" * 60_000),
    "answers no object": as_json([1]),
    "has no list": as_json({"keys": "none"}),
    "has odd items": as_json(
        {"keys": [None, 5, "key", {}, {"kid": 5}, {"kid": "local-1", "kty": "RSA", "use": "sig"}]}
    ),
    "is not UTF-8": answer(b'{"keys": ["\xff"]}'),
}


@pytest.mark.parametrize("behaviour", BAD_SERVERS)
def test_answers_503_while_the_key_server(
    token: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    monkeypatch.setattr(keys, "DEADLINE", 0.3)
    with key_server(BAD_SERVERS[behaviour]) as server, trusting(server):
        assert_unavailable(ask(token))
        assert server.hits == 1


def test_answers_503_while_the_key_server_is_dead(token: str, clock: Clock) -> None:
    with key_server(GOOD) as server:
        server.die()
        with trusting(server):
            assert_unavailable(ask(token))


@pytest.mark.parametrize("url", ["", "file:///etc/hostname", "ftp://127.0.0.1/keys", "http://", "http://[::"])
def test_answers_503_when_the_key_address_is_none(token: str, clock: Clock, url: str) -> None:
    with override_settings(COGNITO_JWKS_URL=url):
        assert_unavailable(ask(token))


def test_follows_no_redirect(token: str, clock: Clock) -> None:
    with key_server(GOOD) as elsewhere:
        moved = answer(b"", "302 Found", f"Location: {elsewhere.url}")
        with key_server(moved) as server, trusting(server):
            assert_unavailable(ask(token))
            assert elsewhere.hits == 0


def test_leaves_public_pages_alone_while_keys_are_unavailable(token: str, clock: Clock) -> None:
    with override_settings(COGNITO_JWKS_URL=""):
        assert APIClient().get("/api/v1/pets").status_code == 200
        assert ask(header="Basic YTpi").status_code == 401


def test_fetches_once_for_many_requests(token: str, clock: Clock) -> None:
    with key_server(GOOD) as server, trusting(server):
        assert [ask(token).status_code for _ in range(5)] == [200] * 5
        assert server.hits == 1


def test_fetches_at_most_once_a_minute_for_unknown_kids(
    token: str, payload: dict[str, Any], clock: Clock
) -> None:
    with key_server(GOOD) as server, trusting(server):
        assert ask(token).status_code == 200
        for number in range(20):
            assert_refused_kid(ask(issuer.sign(payload, headers={"kid": f"k{number}"})))
        assert server.hits == 1
        clock.now += keys.PAUSE + 1
        for number in range(20):
            assert_refused_kid(ask(issuer.sign(payload, headers={"kid": f"k{number}"})))
        assert server.hits == 2


def assert_refused_kid(response: Any) -> None:
    assert response.status_code == 401
    assert "key is unknown" in response.json()["detail"]


def test_learns_a_new_key_after_a_rotation(token: str, payload: dict[str, Any], clock: Clock) -> None:
    old, new = issuer.public_keys()["keys"][0], {**issuer.public_keys()["keys"][0], "kid": "local-2"}
    with key_server(as_json({"keys": [old]})) as server, trusting(server):
        assert ask(token).status_code == 200
        server.behave = as_json({"keys": [new]})
        clock.now += keys.PAUSE + 1
        assert ask(issuer.sign(payload, headers={"kid": "local-2"})).status_code == 200
        assert_refused_kid(ask(token))


def test_refreshes_keys_after_an_hour(token: str, clock: Clock) -> None:
    with key_server(GOOD) as server, trusting(server):
        ask(token)
        clock.now += keys.FRESH_FOR + 1
        assert [ask(token).status_code for _ in range(3)] == [200] * 3
        assert server.hits == 2


def test_keeps_the_old_keys_when_a_refresh_fails(token: str, payload: dict[str, Any], clock: Clock) -> None:
    with key_server(GOOD) as server, trusting(server):
        assert ask(token).status_code == 200
        server.behave = BAD_SERVERS["answers HTML"]
        clock.now += keys.FRESH_FOR + 1
        assert [ask(token).status_code for _ in range(3)] == [200] * 3
        assert server.hits == 2, "a failed refresh waits for its turn too"
        assert_unavailable(ask(issuer.sign(payload, headers={"kid": "perhaps-new"})))


def test_tries_again_soon_while_it_knows_no_key(token: str, clock: Clock) -> None:
    with key_server(BAD_SERVERS["answers HTML"]) as server, trusting(server):
        assert_unavailable(ask(token))
        assert_unavailable(ask(token))
        assert server.hits == 1
        server.behave = GOOD
        clock.now += keys.PAUSE_WITHOUT_KEYS + 1
        assert ask(token).status_code == 200


def test_lets_requests_wait_for_the_first_fetch() -> None:
    def slowly(connection: Any) -> None:
        time.sleep(0.2)
        GOOD(connection)

    with key_server(slowly) as server:
        known = keys.KeySet(server.url)
        found = together(*[lambda: known.get(issuer.KEY_ID)] * 16)
    assert [key.key_size for key in found] == [2048] * 16
    assert server.hits == 1


def test_lets_nobody_wait_for_a_refresh(clock: Clock) -> None:
    asked, released = threading.Event(), threading.Event()

    def stuck(connection: Any) -> None:
        asked.set()
        released.wait(10)
        GOOD(connection)

    with key_server(GOOD) as server:
        known = keys.KeySet(server.url)
        known.get(issuer.KEY_ID)
        server.behave = stuck
        clock.now += keys.FRESH_FOR + 1
        refreshing = threading.Thread(target=known.get, args=(issuer.KEY_ID,))
        refreshing.start()
        assert asked.wait(5)
        assert known.get(issuer.KEY_ID) is not None
        assert refreshing.is_alive(), "the other thread was still waiting for the server"
        released.set()
        refreshing.join()


def certificate(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1, signed by itself, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "keys")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
        )
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    written = folder / "certificate.pem"
    written.write_bytes(
        signed.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return written


def test_speaks_https_with_certificates_that_it_can_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with key_server(GOOD, context) as server:
        with pytest.raises(keys.KeysUnavailableError):
            keys.KeySet(server.url).get(issuer.KEY_ID)
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        assert keys.KeySet(server.url).get(issuer.KEY_ID) is not None
        with pytest.raises(keys.KeysUnavailableError):
            keys.KeySet(server.url.replace("127.0.0.1", "localhost")).get(issuer.KEY_ID)


# The keys themselves --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"use": None},
        {"kty": "oct", "k": "AAAA"},
        {"alg": "RS512"},
        {"alg": "HS256"},
        {"n": "AQAB"},
        {"e": 3},
    ],
)
def test_uses_only_keys_meant_for_signing(token: str, clock: Clock, changes: dict[str, Any]) -> None:
    unusable = {**issuer.public_keys()["keys"][0], **changes}
    with key_server(as_json({"keys": [unusable]})) as server, trusting(server):
        assert_unavailable(ask(token))


def test_uses_no_key_shorter_than_2048_bits(payload: dict[str, Any], clock: Clock) -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    listed = jwt.algorithms.RSAAlgorithm.to_jwk(short.public_key(), as_dict=True)
    document = {"keys": [issuer.public_keys()["keys"][0], {**listed, "kid": "short", "use": "sig"}]}
    signed = sign_raw({"alg": "RS256", "kid": "short"}, payload, short)
    with key_server(as_json(document)) as server, trusting(server):
        assert_refused(ask(signed), "key is unknown")
