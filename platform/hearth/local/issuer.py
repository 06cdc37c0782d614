"""The local token issuer: signs access tokens of Cognito's shape with a key of its own.

Its pool carries "Local" in its name, which production settings refuse. Nothing but the settings differs
from Cognito: the API fetches these keys over HTTP too, from `serve_keys()`.
"""

import json
import threading
import time
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from hearth.local import state
from hearth.local.people import PEOPLE

REGION = "ap-southeast-2"
POOL = "ap-southeast-2_LocalHrth"
ISSUER = f"https://cognito-idp.{REGION}.amazonaws.com/{POOL}"
CLIENTS = {"customer": "5h7localcustomer0hearth0ap", "staff": "2k9localstaff0000hearth0ap"}
KEY_ID = "local-1"
SCOPE = "aws.cognito.signin.user.admin openid profile email"

_KEYS_PATH = "/.well-known/jwks.json"
_serving: list[str] = []


def keys_url() -> str:
    """Give the address of the keys, or nothing in a process below which nobody serves them.

    `manage.py run` and `manage.py web` call `serve_keys()`; their children find the address in the
    environment, where settings read it.
    """
    return _serving[0] if _serving else ""


def serve_keys() -> str:
    """Serve the public keys from a thread of this process for as long as it lives; return the address.

    On a port of its own: a web worker that fetched them from itself would wait for a free thread, and
    with every thread busy on a first request there is none.
    """
    if not _serving:
        document = json.dumps(public_keys()).encode()

        class Keys(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = self.path == f"/{POOL}{_KEYS_PATH}"
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(document) if found else 0))
                self.end_headers()
                if found:
                    self.wfile.write(document)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
        threading.Thread(target=server.serve_forever, name="local-keys", daemon=True).start()
        _serving.append(f"http://127.0.0.1:{server.server_port}/{POOL}{_KEYS_PATH}")
    return _serving[0]


def public_keys() -> dict[str, Any]:
    """The JSON Web Key Set that Cognito would publish."""
    public = jwt.algorithms.RSAAlgorithm.to_jwk(_key().public_key(), as_dict=True)
    return {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}


def sign(payload: dict[str, Any], *, headers: dict[str, Any] | None = None) -> str:
    """Sign any payload with the issuer's key."""
    return jwt.encode(payload, _key(), algorithm="RS256", headers={"kid": KEY_ID, **(headers or {})})


def token_for(
    name: str, /, *, client: str | None = None, now: float | None = None, lifetime: int = 3600, **claims: Any
) -> str:
    """Sign an access token for a person of the cast; raises KeyError for anybody else."""
    return sign(payload_for(name, client=client, now=now, lifetime=lifetime, **claims))


def payload_for(
    name: str, /, *, client: str | None = None, now: float | None = None, lifetime: int = 3600, **claims: Any
) -> dict[str, Any]:
    """Compose what a Cognito access token with a V2_0 pre-token trigger says about a person.

    Groups and role mirror the database, as Cognito's would: without a row there are none. `claims` are
    added last; one that is None is left out.
    """
    # Settings import this module before there are models.
    from apps.accounts.models import User
    from hearth.kernel.authorization import SystemRole

    person = PEOPLE[name]
    user = User.objects.filter(cognito_sub=person.sub).first()
    issued = int(time.time() if now is None else now)
    payload: dict[str, Any] = {
        "sub": person.sub,
        "iss": ISSUER,
        "client_id": CLIENTS[client or person.client],
        "token_use": "access",
        "scope": SCOPE,
        "auth_time": issued,
        "iat": issued,
        "exp": issued + lifetime,
        "jti": str(uuid4()),
        "origin_jti": str(uuid4()),
        "event_id": str(uuid4()),
        "username": person.sub,
        "email": person.email,
        "email_verified": True,
        "name": person.display_name,
        "system_role": SystemRole.USER.wire,
    }
    if user is not None:
        role = SystemRole(user.system_role)
        payload |= {"user_id": str(user.pk), "system_role": role.wire}
        if role != SystemRole.USER:
            payload["cognito:groups"] = [f"{role.wire}s"]
    return {key: value for key, value in {**payload, **claims}.items() if value is not None}


@lru_cache(maxsize=1)
def _key() -> rsa.RSAPrivateKey:
    """Read the signing key, which the first process of a checkout makes and keeps."""
    folder = state.folder("issuer")
    path = folder / "key.pem"
    with state.locked(folder):
        if not path.exists():
            draft = path.with_suffix(".draft")
            draft.write_bytes(_new_key())
            draft.replace(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _new_key() -> bytes:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
