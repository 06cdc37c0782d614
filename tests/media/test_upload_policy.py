"""The signed upload form: good for one key, type and size, for ten minutes, and for nothing else."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.media import services, uploads
from apps.media.models import MediaFile
from apps.media.services import quarantine
from hearth.local.uploads import signature_of
from tests.cast import Cast
from tests.media import pictures
from tests.media.sending import announce, send


@pytest.fixture
def target(cast: Cast) -> dict[str, Any]:
    return announce(cast.client("petra"))


@pytest.fixture(autouse=True)
def temporary(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Where files are streamed to; whatever happens in a test, nothing may be left there."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


def arrived(target: dict[str, Any]) -> bool:
    return quarantine().exists(target["fields"]["key"])


def content_of(target: dict[str, Any]) -> bytes:
    with quarantine().open(target["fields"]["key"]) as file:
        return bytes(file.read())


def opened(target: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(base64.b64decode(target["fields"]["policy"]))
    return document


def closed(document: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response["Cache-Control"] == "no-store"
    problem: dict[str, Any] = response.json()
    assert (problem["status"], problem["code"]) == (status, code)
    return problem


def test_takes_the_file_it_was_made_for(target: dict[str, Any]) -> None:
    response = send(target, b"anything")
    assert (response.status_code, response.content) == (204, b"")
    assert content_of(target) == b"anything"


def test_names_key_type_size_and_ten_minutes(cast: Cast, target: dict[str, Any]) -> None:
    document = opened(target)
    key = f"uploads/{cast.petra.pk}/{target['media']['id']}"
    assert document["conditions"] == [
        {"key": key},
        {"Content-Type": "image/jpeg"},
        ["content-length-range", 1, 10 * 1024 * 1024],
    ]
    left = datetime.fromisoformat(document["expiration"]) - datetime.now(UTC)
    assert 590 < left.total_seconds() <= 600


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"key": "uploads/somebody/else"}, "conditions"),
        ({"key": "../../../etc/passwd"}, "conditions"),
        ({"key": "a\0b"}, "conditions"),
        ({"key": None}, "conditions"),
        ({"key": ["one", "two"]}, "conditions"),
        ({"Content-Type": "text/html"}, "conditions"),
        ({"Content-Type": None}, "conditions"),
        ({"success_action_redirect": "https://evil.example/"}, "conditions"),
        ({"x-anything": "more"}, "conditions"),
        ({"signature": "0" * 64}, "signature"),
        ({"signature": "ü"}, "signature"),
        ({"signature": None}, "signature"),
        ({"policy": None}, "signature"),
        ({"policy": "bm90IG91cnM="}, "signature"),
        ({"policy": "\0"}, "signature"),
    ],
)
def test_refuses_a_form_that_was_changed(target: dict[str, Any], changes: dict[str, Any], rule: str) -> None:
    assert refused(send(target, b"anything", **changes), 403, "not_allowed")["rule"] == rule
    assert not arrived(target)


@pytest.mark.parametrize(
    "change",
    [
        {"expiration": "2999-01-01T00:00:00+00:00"},
        {"conditions": [{"key": "uploads/somebody/else"}, ["content-length-range", 0, 10**12]]},
    ],
)
def test_refuses_terms_that_it_did_not_sign(target: dict[str, Any], change: dict[str, Any]) -> None:
    better = closed({**opened(target), **change})
    assert refused(send(target, b"anything", policy=better), 403, "not_allowed")["rule"] == "signature"
    # Negative control: with our signature the same terms are read, and only then weighed.
    answer = send(target, b"anything", policy=better, signature=signature_of(better))
    assert answer.status_code == (204 if "expiration" in change else 403)


def test_signs_with_a_key_of_its_own(target: dict[str, Any], settings: Any) -> None:
    settings.SECRET_KEY = "another-deployment-" + "0" * 40
    assert refused(send(target, b"anything"), 403, "not_allowed")["rule"] == "signature"


def test_refuses_an_expired_form(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_EXPIRY_SECONDS = 0
    target = announce(cast.client("petra"))
    assert refused(send(target, b"anything"), 403, "not_allowed")["rule"] == "expiration"
    assert not arrived(target)


def test_stops_where_the_file_is_too_large(target: dict[str, Any], settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 200_000
    assert send(target, b"x" * 200_000).status_code == 204
    refused(send(target, b"x" * 200_001), 413, "too_large")
    # The first, complete one is still there: nothing of the second came through.
    assert quarantine().size(target["fields"]["key"]) == 200_000


def test_holds_a_form_to_the_size_that_was_signed(cast: Cast, settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 1000
    target = announce(cast.client("petra"))
    settings.PHOTO_MAX_BYTES = 5000
    refused(send(target, b"x" * 1001), 413, "too_large")
    assert not arrived(target)


def test_does_not_read_what_is_far_too_large(db: None) -> None:
    headers = {"CONTENT_TYPE": "multipart/form-data; boundary=b", "CONTENT_LENGTH": str(10**9)}
    client = Client()
    response = client.generic("POST", "/local/uploads", b"", content_type=headers["CONTENT_TYPE"], **headers)  # type: ignore[arg-type]
    refused(response, 413, "too_large")


def test_refuses_an_empty_file(target: dict[str, Any]) -> None:
    problem = refused(send(target, b""), 422, "invalid")
    assert problem["errors"][0]["pointer"] == "/file"
    assert not arrived(target)


def test_refuses_a_file_of_another_type_than_announced(target: dict[str, Any]) -> None:
    problem = refused(send(target, b"hello", content_type="text/plain"), 422, "invalid")
    assert problem["errors"][0]["code"] == "wrong_type"
    assert not arrived(target)
    assert send(target, b"hello", content_type="application/octet-stream").status_code == 204


def test_replaces_the_file_until_it_is_completed_and_not_after(cast: Cast, target: dict[str, Any]) -> None:
    assert send(target, b"first").status_code == 204
    assert send(target, b"second").status_code == 204
    client = cast.client("petra")
    assert client.post(f"/api/v1/media/{target['media']['id']}/complete").status_code == 200
    refused(send(target, b"third"), 409, "conflict")
    assert content_of(target) == b"second"


def test_goes_on_where_the_form_says_with_the_key(cast: Cast, target: dict[str, Any]) -> None:
    media = MediaFile.objects.get(pk=target["media"]["id"])
    policy = uploads.upload_target().policy(media, success_url="http://testserver/my/photos?pet=7")
    response = send(policy, b"anything")
    assert response.status_code == 303
    parts = urlsplit(response["Location"])
    assert (parts.scheme, parts.netloc, parts.path) == ("http", "testserver", "/my/photos")
    assert parse_qs(parts.query) == {"pet": ["7"], "media": [str(media.pk)], "key": [media.key]}
    elsewhere = {"success_action_redirect": "https://evil.example/"}
    refused(send(policy, b"anything", **elsewhere), 403, "not_allowed")


BOUNDARY = "multipart/form-data; boundary=b"


def part(name: str, content: bytes, *, more: str = "") -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + content + b"\r\n"


END = b"--b--\r\n"
FILE = '; filename="a.jpg"'
IN_BASE64 = f"{FILE}\r\nContent-Transfer-Encoding: base64"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 400),
        (b"", "", 400),
        (b"", BOUNDARY, 400),
        (b"", "multipart/form-data", 400),
        (b"", "multipart/form-data; boundary=" + "b" * 300, 400),
        (b"\0\xff" * 1000, BOUNDARY, 400),
        (END, BOUNDARY, 400),
        (part("key", b"x") + END, BOUNDARY, 400),
        (part("file", b"no file") + END, BOUNDARY, 400),
        (part("other", b"x", more=FILE) + END, BOUNDARY, 400),
        (part("\0", b"x", more='; filename="\0"') + END, BOUNDARY, 400),
        (part("file", b"!!!", more=IN_BASE64) + END, BOUNDARY, 400),
        (part("file", b"x", more=FILE) + END, BOUNDARY, 403),
        (part("key", b"x") * 600 + part("file", b"x", more=FILE) + END, BOUNDARY, 400),
        (part("key", b"x" * 2**21) + part("file", b"x", more=FILE) + END, BOUNDARY, 413),
    ],
)
def test_answers_nonsense_with_a_problem(db: None, body: bytes, content_type: str, status: int) -> None:
    response = Client().post("/local/uploads", body, content_type=content_type)
    refused(response, status, {400: "malformed", 403: "not_allowed", 413: "too_large"}[status])


def test_takes_one_file_only(target: dict[str, Any]) -> None:
    two = [SimpleUploadedFile(name, b"x", content_type="image/jpeg") for name in ("a.jpg", "b.jpg")]
    refused(Client().post(target["url"], {**target["fields"], "file": two}), 400, "malformed")
    assert not arrived(target)


def test_keeps_nothing_of_a_form_that_breaks_off(target: dict[str, Any]) -> None:
    fields = b"".join(part(name, value.encode()) for name, value in target["fields"].items())
    whole = fields + part("file", pictures.photo(), more=FILE) + END
    for end in (len(whole) // 2, len(whole) - 10, len(fields)):
        refused(Client().post("/local/uploads", whole[:end], content_type=BOUNDARY), 400, "malformed")
        assert not arrived(target)
    assert Client().post("/local/uploads", whole, content_type=BOUNDARY).status_code == 204


def test_speaks_post_only(db: None) -> None:
    response = Client().get("/local/uploads")
    refused(response, 405, "method_not_allowed")
    assert response["Allow"] == "POST"


# The same on S3 -------------------------------------------------------------------------------------
@pytest.fixture
def s3(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A client with made-up credentials: signing needs no network."""
    settings.UPLOAD_TARGET = "apps.media.uploads.S3Target"
    settings.AWS_QUARANTINE_BUCKET_NAME = "hearth-quarantine"
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # it keeps the keys of its first use
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    uploads._client.cache_clear()
    yield
    uploads._client.cache_clear()


def test_signs_the_same_terms_for_s3(cast: Cast, s3: None) -> None:
    target = announce(cast.client("petra"), content_type="image/png")
    key = f"uploads/{cast.petra.pk}/{target['media']['id']}"
    fields = target["fields"]
    assert target["url"] == "https://hearth-quarantine.s3.ap-southeast-2.amazonaws.com/"
    assert (fields["key"], fields["Content-Type"]) == (key, "image/png")
    document = opened(target)
    conditions = document["conditions"]
    for term in (
        {"bucket": "hearth-quarantine"},
        {"key": key},
        {"Content-Type": "image/png"},
        ["content-length-range", 1, 10 * 1024 * 1024],
    ):
        assert term in conditions
    assert not [term for term in conditions if isinstance(term, list) and term[0] != "content-length-range"]
    left = datetime.fromisoformat(document["expiration"]) - datetime.now(UTC)
    assert 590 < left.total_seconds() <= 600
    assert fields["x-amz-signature"] == sigv4(fields["policy"], fields["x-amz-credential"])


def test_signs_where_s3_goes_on(cast: Cast, s3: None) -> None:
    slot = services.reusable_slot(cast.subject("petra"), "pet_photo")
    policy = uploads.upload_target().policy(slot, success_url="https://hearth.example/my/photos")
    goes_on = {"success_action_redirect": f"https://hearth.example/my/photos?media={slot.pk}"}
    assert goes_on.items() <= policy["fields"].items()
    assert goes_on in opened(policy)["conditions"]
    assert {"Content-Type": "application/octet-stream"} in opened(policy)["conditions"]


def sigv4(policy: str, credential: str) -> str:
    """Sign as AWS documents it, without its library."""
    signed = b"AWS4not-a-secret"
    for word in (*credential.split("/")[1:], policy):
        signed = hmac.digest(signed, word.encode(), hashlib.sha256)
    return signed.hex()
