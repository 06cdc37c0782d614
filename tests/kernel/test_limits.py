"""Limits are exact: a hundred requests at a limit of ten are ten."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.media.models import MediaFile
from hearth.kernel import limits
from hearth.kernel.limits import Limit, declare_limit, spend
from hearth.kernel.models import RateCounter
from tests.api.stage import is_problem
from tests.cast import Cast
from tests.together import crowd

UPLOAD = {"purpose": "pet_photo", "content_type": "image/png", "size": 900}
COUNT_THEN_WRITE = """
    WITH seen AS (SELECT spent FROM kernel_ratecounter WHERE user_id = %(user)s AND name = %(name)s),
         pause AS (SELECT pg_sleep(0.01))
    UPDATE kernel_ratecounter SET spent = LEAST(seen.spent + 1, %(most)s) FROM seen, pause
    WHERE user_id = %(user)s AND name = %(name)s AND %(over)s < %(now)s AND %(id)s IS NOT NULL
    RETURNING kernel_ratecounter.spent, started_at
"""


@pytest.fixture
def ten_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits._limits, "media.upload", Limit("media.upload", 10, timedelta(hours=1)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("ten_an_hour")
def test_lets_exactly_ten_of_a_hundred_through(cast: Cast) -> None:
    cast.person("petra")
    answers = crowd(lambda number: cast.client("petra").post("/api/v1/media/uploads", UPLOAD), 100)
    codes = [answer.status_code for answer in answers]
    assert (codes.count(201), codes.count(429)) == (10, 90)
    assert MediaFile.objects.count() == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("ten_an_hour")
def test_would_let_more_through_if_it_read_before_it_wrote(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: counting in two steps loses what happens between them."""
    RateCounter.objects.create(user=cast.petra, name="media.upload", started_at=timezone.now(), spent=0)
    monkeypatch.setattr(limits, "_SPEND", COUNT_THEN_WRITE)
    answers = crowd(lambda number: cast.client("petra").post("/api/v1/media/uploads", UPLOAD), 100)
    assert [answer.status_code for answer in answers].count(201) > 10


@pytest.mark.django_db
@pytest.mark.usefixtures("ten_an_hour")
def test_tells_what_is_left(cast: Cast) -> None:
    client = cast.client("petra")
    for left in range(9, -1, -1):
        answer = client.post("/api/v1/media/uploads", UPLOAD)
        assert answer.status_code == 201
        assert answer["RateLimit-Limit"] == "10"
        assert answer["RateLimit-Remaining"] == str(left)
        assert answer["RateLimit-Policy"] == "10;w=3600"
        assert 3590 <= int(answer["RateLimit-Reset"]) <= 3600
    refused = client.post("/api/v1/media/uploads", UPLOAD)
    assert is_problem(refused, 429)
    assert refused["RateLimit-Remaining"] == "0"
    assert refused["Retry-After"] == refused["RateLimit-Reset"]
    assert "10 in an hour" in refused.json()["detail"]


@pytest.mark.django_db
@pytest.mark.usefixtures("ten_an_hour")
def test_counts_each_person_and_what_was_refused(cast: Cast) -> None:
    for _ in range(11):
        answer = cast.client("petra").post("/api/v1/media/uploads", {**UPLOAD, "size": -1})
    assert is_problem(answer, 429)
    assert cast.client("ana").post("/api/v1/media/uploads", UPLOAD).status_code == 201


@pytest.mark.django_db
@pytest.mark.usefixtures("ten_an_hour")
def test_begins_anew_when_the_window_is_over(cast: Cast) -> None:
    client = cast.client("petra")
    client.post("/api/v1/media/uploads", UPLOAD)
    RateCounter.objects.update(spent=11)
    assert is_problem(client.post("/api/v1/media/uploads", UPLOAD), 429)
    RateCounter.objects.update(started_at=timezone.now() - timedelta(hours=1, seconds=1))
    answer = client.post("/api/v1/media/uploads", UPLOAD)
    assert answer["RateLimit-Remaining"] == "9"


@pytest.mark.django_db
def test_takes_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    subject = cast.subject("petra")
    with django_assert_num_queries(1):
        spend(subject, "media.upload").check()


@pytest.mark.django_db
def test_knows_no_limit_that_nobody_declared(cast: Cast) -> None:
    with pytest.raises(LookupError):
        spend(cast.subject("petra"), "flattery")
    with pytest.raises(LookupError):
        spend(cast.subject("petra").__class__(), "media.upload")
    declare_limit("flattery", 2, per=timedelta(seconds=90))
    try:
        spend(cast.subject("petra"), "flattery").check()
    finally:
        del limits._limits["flattery"]
