"""`Idempotency-Key`: however often and however crowded a POST comes, it creates once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from apps.media.models import MediaFile
from apps.organizations.models import Membership, Organization
from hearth.kernel.api.idempotency import Attempt
from hearth.kernel.limits import Limit, limits
from hearth.kernel.limits import _limits as declared
from hearth.kernel.models import Event, IdempotencyRecord, RateCounter
from tests import factories
from tests.api.stage import is_problem
from tests.cast import Cast
from tests.together import crowd, together

RESCUE = {"name": "Paws Up", "kind": "rescue"}
UPLOAD = {"purpose": "pet_photo", "content_type": "image/png", "size": 900}


def register(cast: Cast, key: str = "k-1", who: str = "petra", **facts: Any) -> HttpResponse:
    """Send one registration of a rescue under a key."""
    client = cast.client(who)
    answer: HttpResponse = client.post(
        "/api/v1/organizations", {**RESCUE, **facts}, headers={"Idempotency-Key": key}
    )
    return answer


@pytest.mark.django_db(transaction=True)
def test_fifty_of_one_key_through_24_connections_have_one_effect(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take one place of a budget that has two; none of them is told that it came too often."""
    monkeypatch.setitem(declared, "organization.create", Limit("organization.create", 2, timedelta(days=1)))
    cast.person("petra")
    answers = crowd(lambda number: register(cast), 50)
    assert {answer.status_code for answer in answers} <= {201, 409}
    good = [answer for answer in answers if answer.status_code == 201]
    assert len(good) >= 26, "more than 24 may not wait at once"
    assert len({answer.content for answer in good}) == 1
    assert len({(answer["Location"], answer["ETag"]) for answer in good}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in good) == 1
    for answer in answers:
        assert answer.status_code == 201 or answer["Retry-After"]
    assert Organization.objects.count() == 1
    assert Event.objects.filter(name="organization.created").count() == 1
    # One whose wait was cut off has used its place, as each attempt that is refused does.
    refused = sum(answer.status_code == 409 for answer in answers)
    assert RateCounter.objects.get(name="organization.create").spent <= 1 + refused


@pytest.mark.django_db(transaction=True)
def test_would_register_twice_without_the_claim(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: two that both looked before either stored."""
    cast.person("petra")
    looked = threading.Barrier(2)
    find = Attempt.find

    def find_then_wait(self: Attempt) -> IdempotencyRecord | None:
        found = find(self)
        looked.wait(timeout=10)
        return found

    monkeypatch.setattr(Attempt, "find", find_then_wait)
    monkeypatch.setattr(Attempt, "claim", lambda self: True)
    monkeypatch.setattr(Attempt, "store", lambda self, made, keep_body: None)
    answers = crowd(lambda number: register(cast), 2)
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Organization.objects.count() == 2


@pytest.mark.django_db
def test_repeats_the_first_answer(cast: Cast) -> None:
    first = register(cast)
    Organization.objects.update(name="Renamed meanwhile")
    second = register(cast)
    assert second.status_code == 201
    assert second.content == first.content
    assert second["Location"] == first["Location"]
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == "private, no-store"
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first


@pytest.mark.django_db
def test_refuses_the_key_of_another_request(cast: Cast) -> None:
    register(cast)
    other_body = register(cast, name="Paws Down")
    assert is_problem(other_body, 422)
    assert other_body.json()["code"] == "idempotency_key_reused"
    other_path = cast.client("petra").post(
        "/api/v1/media/uploads", UPLOAD, headers={"Idempotency-Key": "k-1"}
    )
    assert other_path.json()["code"] == "idempotency_key_reused"
    assert Organization.objects.count() == 1


@pytest.mark.django_db
def test_reads_the_same_body_in_another_order_as_the_same(cast: Cast) -> None:
    client = cast.client("petra")
    for text in ('{"name": "Paws Up", "kind": "rescue"}', '{ "kind":"rescue","name":"Paws Up" }'):
        answer = client.generic(
            "POST",
            "/api/v1/organizations",
            text,
            content_type="application/json",
            headers={"Idempotency-Key": "k-1"},
        )
        assert answer.status_code == 201
    assert Organization.objects.count() == 1


@pytest.mark.django_db
def test_keeps_keys_of_two_people_apart(cast: Cast) -> None:
    first, second = register(cast, who="petra"), register(cast, who="ana")
    assert first.json()["id"] != second.json()["id"]


@pytest.mark.django_db
def test_computes_a_refusal_anew(cast: Cast) -> None:
    assert is_problem(register(cast, name=""), 422)
    assert not IdempotencyRecord.objects.exists()
    assert register(cast).status_code == 201


@pytest.mark.django_db
def test_forgets_after_a_day(cast: Cast) -> None:
    register(cast)
    IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert "Idempotent-Replayed" not in register(cast)
    assert Organization.objects.count() == 2
    assert IdempotencyRecord.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "naïve", "tab\tbed"])
def test_refuses_a_key_that_cannot_be_kept(cast: Cast, key: str) -> None:
    answer = register(cast, key=key)
    assert is_problem(answer, 400)
    assert not Organization.objects.exists()


@pytest.mark.django_db
def test_issues_a_signed_upload_anew_and_stores_no_signature(cast: Cast) -> None:
    client = cast.client("petra")
    send = {"data": UPLOAD, "headers": {"Idempotency-Key": "photo-1"}}
    first, second = (client.post("/api/v1/media/uploads", **send) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json()["media"]["id"] == second.json()["media"]["id"]
    assert first["Location"] == second["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert MediaFile.objects.count() == 1
    record = IdempotencyRecord.objects.get()
    assert record.body == ""
    for secret in first.json()["fields"].values():
        assert str(secret) not in str(record.headers)


@pytest.mark.django_db
def test_replays_nothing_to_who_was_suspended_meanwhile(cast: Cast) -> None:
    register(cast)
    petra = cast.petra
    petra.status = "suspended"
    petra.save()
    answer = register(cast)
    assert is_problem(answer, 403)
    assert answer.json()["code"] == "account_suspended"


@pytest.mark.django_db
def test_replays_nothing_to_who_may_not_know_of_it_any_more(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    place = factories.membership(harbour, cast.remy)
    pet = {"name": "Ziggy", "species": "cat", "organization": str(harbour.pk)}
    upload = {**UPLOAD, "organization": str(harbour.pk)}

    def send(path: str, given: dict[str, str]) -> HttpResponse:
        headers = {"Idempotency-Key": path}
        answer: HttpResponse = cast.client("remy").post(f"/api/v1/{path}", given, headers=headers)
        return answer

    for path, given in (("pets", pet), ("media/uploads", upload)):
        assert send(path, given).status_code == 201
        assert send(path, given)["Idempotent-Replayed"] == "true"
    Membership.objects.filter(pk=place.pk).update(status="suspended")
    assert send("pets", pet).status_code == 404
    assert send("media/uploads", upload).status_code == 403


@pytest.mark.django_db
def test_counts_a_repeat_against_no_limit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declared, "media.upload", Limit("media.upload", 1, timedelta(hours=1)))
    assert limits()["media.upload"].number == 1
    client = cast.client("petra")
    for _ in range(3):
        answer = client.post("/api/v1/media/uploads", UPLOAD, headers={"Idempotency-Key": "photo-1"})
        assert answer.status_code == 201
    assert RateCounter.objects.get().spent == 1
    assert is_problem(client.post("/api/v1/media/uploads", UPLOAD), 429)


@pytest.mark.django_db(transaction=True)
def test_waits_three_seconds_for_the_first_and_then_says_when_to_come_back(cast: Cast) -> None:
    petra, held, done = cast.petra, threading.Event(), threading.Event()

    def hold_the_key() -> None:
        with transaction.atomic():
            IdempotencyRecord.objects.create(user=petra, key="k-1", fingerprint="of the first")
            held.set()
            done.wait(timeout=20)

    def come_second() -> HttpResponse:
        held.wait(timeout=10)
        try:
            return register(cast)
        finally:
            done.set()

    _, answer = together(hold_the_key, come_second)
    assert is_problem(answer, 409)
    assert answer.json()["code"] == "busy"
    assert answer["Retry-After"] == "1"
    assert not Organization.objects.exists()
