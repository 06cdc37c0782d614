"""Asking the API with tokens of any shape, and what a refusal must look like."""

import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from rest_framework.test import APIClient

from apps.accounts.models import User
from hearth.local import issuer

CHALLENGE = 'Bearer realm="hearth"'
REFUSED = f'{CHALLENGE}, error="invalid_token"'


def ask(token: str | None = None, header: str | None = None) -> Any:
    extra = {} if token is None and header is None else {"HTTP_AUTHORIZATION": header or f"Bearer {token}"}
    return APIClient().get("/api/v1/users/me", **extra)


def assert_refused(response: Any, words: str = "") -> None:
    assert response.status_code == 401, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == REFUSED
    assert words in response.json()["detail"]
    assert not User.objects.exists()


def assert_unavailable(response: Any) -> None:
    assert response.status_code == 503, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "5"
    assert response.json()["code"] == "unavailable"


def sign_raw(header: dict[str, Any], payload: dict[str, Any], key: rsa.RSAPrivateKey | None = None) -> str:
    """Sign with RS256, by default with the issuer's key, whatever the header says."""
    parts = [jwt.utils.base64url_encode(json.dumps(part).encode()) for part in (header, payload)]
    algorithm = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    signature = algorithm.sign(b".".join(parts), key or issuer._key())
    return b".".join([*parts, jwt.utils.base64url_encode(signature)]).decode()
