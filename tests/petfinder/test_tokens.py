"""Client credentials: how a program gets its token, and when that ends."""

from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.petfinder import services
from apps.petfinder.models import ApiClient
from hearth.kernel.models import RateCounter
from hearth.kernel.problems import NotAllowed
from tests.cast import Cast
from tests.petfinder.conftest import BASE, Reads

pytestmark = pytest.mark.django_db
TOKEN = f"{BASE}/oauth2/token"


def credentials(reads: Reads, **others: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": reads.client.client_id,
        "client_secret": reads.secret,
        **others,
    }


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "multipart"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_gives_a_token_for_a_form_and_for_json(reads: Reads, kind: str, slash: str) -> None:
    sent: Any = credentials(reads)
    if kind == "application/x-www-form-urlencoded":
        sent = "&".join(f"{name}={value}" for name, value in sent.items())
    given: Any = {} if kind == "multipart" else {"content_type": kind}
    answer = Client().post(TOKEN + slash, sent, **given)
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["token_type"], found["expires_in"]) == ("Bearer", 3600)
    types = Client().get(f"{BASE}/types", headers={"Authorization": f"Bearer {found['access_token']}"})
    assert types.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert ApiClient.objects.get().last_used_at is not None


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{name}:{secret}".encode()).decode()}


def test_gives_a_token_for_http_basic(reads: Reads) -> None:
    """As OAuth's own clients send them: the id and the secret encoded like a form's values."""
    known, sent = (reads.client.client_id, reads.secret), {"grant_type": "client_credentials"}
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        body = sent if kind == "application/json" else "grant_type=client_credentials"
        answer = Client().post(TOKEN, body, content_type=kind, headers=basic(*map(quote_plus, known)))
        assert answer.status_code == 200, answer.content
    for wrong in (
        *(basic(known[0], "wrong"), basic("no\x00body", "x"), basic("", ""), {"Authorization": "Basic"}),
        *({"Authorization": f"Basic {word}"} for word in ("%", "YQ", "/w==", "\x7f")),
    ):
        answer = Client().post(TOKEN, sent, headers=wrong)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="animals"'), wrong
    assert Client().post(TOKEN, {}, headers=basic(*known)).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"client_secret": "wrong"}, 401),
        ({"client_id": "nobody"}, 401),
        ({"client_id": "no\x00body"}, 400),
        ({"client_secret": ""}, 401),
        ({"grant_type": "password"}, 400),
        ({"grant_type": ""}, 400),
    ],
)
def test_refuses_what_is_wrong(reads: Reads, wrong: dict[str, str], code: int) -> None:
    answer = Client().post(TOKEN, credentials(reads, **wrong), content_type="application/json")
    assert answer.status_code == code
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == code


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b'"text"', b"{", b"\xff\xfe", b'{"grant_type": {"a": 1}}', b"null", b"[" * 100_000),
        b'{"grant_type": "client_credentials", "client_id": "\\ud800", "client_secret": "x"}',
        b"&".join(b"a%d=1" % number for number in range(2000)),
    ],
)
def test_refuses_any_body_politely(db: Any, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain", ""):
        assert Client().post(TOKEN, body, content_type=kind).status_code == 400, (body, kind)


def test_token_ends_with_its_hour_its_client_and_its_person(
    reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reads.get("types")
    monkeypatch.setattr(services, "TOKEN_SECONDS", -1)
    refused = reads.get("types", 401)
    assert refused["detail"] == "Access token invalid or expired"
    monkeypatch.undo()
    User.objects.filter(pk=reads.client.user_id).update(status="suspended")
    reads.get("types", 401)
    User.objects.filter(pk=reads.client.user_id).update(status="active")
    services.revoke_client(reads.client, by=Cast().subject("ana"))
    reads.get("types", 401)
    assert services.token_for(reads.client.client_id, reads.secret) is None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic YTpi", "Bearer \x7f"])
def test_needs_a_token(db: Any, header: str) -> None:
    for path in ("animals", "animals/1", "types", "types/dog/breeds", "organizations", "organizations/x"):
        answer = Client().get(f"{BASE}/{path}", headers={"Authorization": header} if header else {})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="animals"'), path


def test_reads_so_often_a_day(reads: Reads) -> None:
    reads.get("types")
    RateCounter.objects.filter(name="petfinder.read").update(spent=10_000)
    answer = reads.api.get(f"{BASE}/types")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    RateCounter.objects.update(started_at=timezone.now() - timedelta(days=2))
    reads.get("types")


def test_page_tells_the_secret_once(cast: Cast) -> None:
    ana = cast.browser("ana")
    made = ana.post("/account/api-clients", {"name": "Our website"}).content.decode()
    client = ApiClient.objects.get()
    secret = made.partition("Secret</dt><dd><code>")[2].partition("<")[0]
    assert services.token_for(client.client_id, secret)
    again = ana.get("/account/api-clients").content.decode()
    assert client.client_id in again
    assert secret not in again
    assert cast.browser("petra").post(f"/account/api-clients/{client.pk}/revoke").status_code == 404
    ana.post(f"/account/api-clients/{client.pk}/revoke")
    assert services.token_for(client.client_id, secret) is None


def test_api_tells_the_secret_once(cast: Cast) -> None:
    ana = cast.client("ana")
    path, sent, key = "/api/v1/users/me/api-clients", {"name": "App"}, {"Idempotency-Key": "one"}
    made = ana.post(path, sent, headers=key).json()
    assert services.token_for(made["client_id"], made["client_secret"])
    again = ana.post(path, sent, headers=key).json()
    assert again["id"] == made["id"]
    assert services.token_for(made["client_id"], again["client_secret"])
    assert services.token_for(made["client_id"], made["client_secret"]) is None
    assert ApiClient.objects.count() == 1
    assert "client_secret" not in ana.get("/api/v1/users/me/api-clients").json()["results"][0]
    assert cast.client("petra").get(f"/api/v1/api-clients/{made['id']}").status_code == 404


def test_secret_is_its_persons_alone(cast: Cast) -> None:
    client, secret = services.create_client(by=cast.subject("ana"), name="Kiosk")
    with pytest.raises(NotAllowed):
        services.renew_secret(client, by=cast.subject("sam"))
    assert services.token_for(client.client_id, secret)
    assert services.token_for(client.client_id, services.renew_secret(client, by=cast.subject("ana")))


def test_a_repeat_brings_a_revoked_client_no_new_secret(cast: Cast) -> None:
    petra = cast.client("petra")
    send = {"data": {"name": "Feed"}, "headers": {"Idempotency-Key": "feed-1"}}
    made = petra.post("/api/v1/users/me/api-clients", **send)
    again = petra.post("/api/v1/users/me/api-clients", **send)
    assert made.json()["client_secret"] != again.json()["client_secret"]
    petra.delete(again["Location"])
    refused = petra.post("/api/v1/users/me/api-clients", **send)
    assert (refused.status_code, refused.json()["rule"]) == (409, "revoked")
