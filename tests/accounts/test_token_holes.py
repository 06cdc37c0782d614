"""Every hole of the stock class in tokens, each tried over HTTP and closed."""

import json
import re
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from apps.accounts.models import User
from hearth.local import issuer
from tests.accounts.asking import CHALLENGE, REFUSED, ask, assert_refused, sign_raw
from tests.cast import Cast


@pytest.fixture
def token(db: None) -> str:
    return issuer.token_for("ana")


@pytest.fixture
def payload(db: None) -> dict[str, Any]:
    return issuer.payload_for("ana")


# What is good ---------------------------------------------------------------------------------------
def test_accepts_an_access_token_although_it_names_no_audience(token: str) -> None:
    response = ask(token)
    assert response.status_code == 200
    assert response.json()["display_name"] == "Ana Ruiz"


def test_reads_the_scheme_in_any_case(token: str) -> None:
    assert ask(header=f"bEaReR  {token}").status_code == 200


def test_challenges_whoever_comes_without_a_token(db: None) -> None:
    response = ask()
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == CHALLENGE
    assert response.json()["code"] == "not_signed_in"


# The header -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("header", ["\xff\xfe abc", "\x80", "Basic YTpi", "", "   ", "Bearerx y"])
def test_takes_other_schemes_for_no_token(db: None, header: str) -> None:
    response = ask(header=header or " ")
    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer \xff\xfe",
        "Bearer a\tb",
        "Bearer 🐈".encode().decode("latin-1"),
    ],
)
def test_refuses_a_header_without_exactly_one_token(db: None, header: str) -> None:
    assert_refused(ask(header=header), "one token")


@pytest.mark.parametrize(
    "garbage",
    ["a", "a.b", "a.b.c", "....", "e30.e30.", "bnVsbA.e30.x", "W10.e30.x", "eyJhbGciOiJSUzI1NiJ9.e30."],
)
def test_refuses_garbage(db: None, garbage: str) -> None:
    assert_refused(ask(garbage))


def test_refuses_a_header_nested_too_deeply_to_read(db: None) -> None:
    assert_refused(ask(jwt.utils.base64url_encode(b"[" * 5000).decode() + ".e30.x"))


def test_refuses_a_token_longer_than_any_real_one(payload: dict[str, Any]) -> None:
    assert_refused(ask(issuer.sign({**payload, "scope": "x" * 9000})), "too long")


# The key's name and the algorithm -------------------------------------------------------------------
def test_signs_raw_tokens_that_would_be_good(payload: dict[str, Any]) -> None:
    assert ask(sign_raw({"alg": "RS256", "kid": issuer.KEY_ID}, payload)).status_code == 200


@pytest.mark.parametrize("kid", [None, 5, ["local-1"], {"kid": "local-1"}, True, ""])
def test_refuses_a_kid_that_is_no_name(payload: dict[str, Any], kid: Any) -> None:
    assert_refused(ask(sign_raw({"alg": "RS256", "kid": kid}, payload)))


def test_refuses_a_token_without_kid(payload: dict[str, Any]) -> None:
    assert_refused(ask(sign_raw({"alg": "RS256"}, payload)), "does not name its key")


def test_refuses_an_unknown_kid(payload: dict[str, Any]) -> None:
    assert_refused(ask(issuer.sign(payload, headers={"kid": "nobody's"})), "key is unknown")


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "RS512", "PS256", "", None, 5, ["RS256"]])
def test_refuses_every_other_algorithm_name(payload: dict[str, Any], alg: Any) -> None:
    assert_refused(ask(sign_raw({"alg": alg, "kid": issuer.KEY_ID}, payload)))


def test_refuses_an_unsigned_token(payload: dict[str, Any]) -> None:
    assert_refused(ask(jwt.encode(payload, None, algorithm="none", headers={"kid": issuer.KEY_ID})))


def test_refuses_the_public_key_as_a_shared_secret(payload: dict[str, Any]) -> None:
    public = issuer._key().public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = jwt.utils.base64url_encode(json.dumps({"alg": "HS256", "kid": issuer.KEY_ID}).encode())
    body = jwt.utils.base64url_encode(json.dumps(payload).encode())
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        head + b"." + body, pem
    )
    assert_refused(ask(b".".join([head, body, jwt.utils.base64url_encode(signature)]).decode()))


def test_refuses_somebody_elses_key_under_our_kid(payload: dict[str, Any]) -> None:
    forger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for extra in ({}, {"jwk": jwt.algorithms.RSAAlgorithm.to_jwk(forger.public_key(), as_dict=True)}):
        forged = jwt.encode(payload, forger, algorithm="RS256", headers={"kid": issuer.KEY_ID, **extra})
        assert_refused(ask(forged), "Signature")


def test_refuses_another_kind_of_key_under_our_kid(payload: dict[str, Any]) -> None:
    forger = ec.generate_private_key(ec.SECP256R1())
    assert_refused(ask(jwt.encode(payload, forger, algorithm="ES256", headers={"kid": issuer.KEY_ID})))


def test_refuses_extensions_that_it_does_not_understand(payload: dict[str, Any]) -> None:
    assert_refused(ask(issuer.sign(payload, headers={"crit": ["exp"]})))


def test_refuses_a_changed_payload(token: str, payload: dict[str, Any]) -> None:
    head, _, signature = token.split(".")
    body = jwt.utils.base64url_encode(
        json.dumps({**payload, "cognito:groups": ["SiteAdmins"]}).encode()
    ).decode()
    assert_refused(ask(f"{head}.{body}.{signature}"), "Signature")


# The claims -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://cognito-idp.ap-southeast-2.amazonaws.com/ap-southeast-2_Another"},
        {"iss": issuer.ISSUER + "/"},
        {"iss": None},
        {"iss": [issuer.ISSUER]},
        {"token_use": "id"},
        {"token_use": None},
        {"token_use": ["access"]},
        {"client_id": "somebody-elses-client"},
        {"client_id": "customer"},
        {"client_id": None},
        {"client_id": list(issuer.CLIENTS.values())},
        {"client_id": None, "aud": issuer.CLIENTS["customer"]},
        {"exp": None},
        {"exp": "soon"},
        {"exp": float("inf")},
        {"exp": int(time.time()) - 60},
        {"nbf": int(time.time()) + 600},
        {"iat": int(time.time()) + 600},
        {"iat": None},
        {"iat": "yesterday"},
        {"iat": -(10**20)},
        {"auth_time": 10**30},
        {"auth_time": "now"},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"sub": ["ana"]},
        {"sub": "x" * 129},
        {"sub": "x" * 300},
        {"sub": "a\x00b"},
        {"sub": "a\nb"},
        {"sub": " a"},
        {"sub": "\ud800"},
    ],
    ids=lambda claims: re.sub(r"\d{10}", "then", str(claims))[:60],
)
def test_refuses_claims_that_are_not_an_access_token_of_ours(db: None, claims: dict[str, Any]) -> None:
    payload = issuer.payload_for("ana", **claims)
    assert_refused(ask(sign_raw({"alg": "RS256", "kid": issuer.KEY_ID}, payload)))


@pytest.mark.parametrize("sub", ["x", "x" * 128, "Zoë|42"])
def test_accepts_any_printable_sub_up_to_128_characters(db: None, sub: str) -> None:
    assert ask(issuer.token_for("ana", sub=sub)).status_code == 200
    assert User.objects.get().cognito_sub == sub


def test_forgives_a_clock_that_is_a_few_seconds_off(db: None) -> None:
    now = time.time()
    assert ask(issuer.token_for("ana", now=now + 5)).status_code == 200
    assert ask(issuer.token_for("ana", now=now - 3605)).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"cognito:groups": "SiteAdmins"},
        {"cognito:groups": {"SiteAdmins": True}},
        {"cognito:groups": [["SiteAdmins"], None, 5]},
        {"system_role": ["SiteAdmin"]},
        {"email": 5},
        {"email": "no address"},
        {"email": "a\x00@hearth.example"},
        {"email": "x" * 300 + "@hearth.example"},
        {"email_verified": "yes"},
        {"name": ["Ana"]},
        {"name": "A\x00na"},
        {"name": "A" * 500},
    ],
    ids=lambda claims: str(claims)[:60],
)
def test_survives_claims_of_odd_shapes(db: None, claims: dict[str, Any]) -> None:
    response = ask(issuer.token_for("ana", **claims))
    assert response.status_code == 200
    assert response.json()["system_role"] == "User"


# Who is behind it -----------------------------------------------------------------------------------
def test_refuses_a_suspended_person_by_name(cast: Cast) -> None:
    response = cast.client("quinn").get("/api/v1/users/me")
    assert response.status_code == 403
    assert response.json()["code"] == "account_suspended"


def test_lets_a_suspended_person_read_public_things(cast: Cast) -> None:
    assert cast.client("quinn").get("/api/v1/pets").status_code == 200


def test_refuses_an_erased_person(cast: Cast) -> None:
    token = cast.token("ana")
    User.objects.update(status=User.Status.ERASED)
    response = ask(token)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == REFUSED
