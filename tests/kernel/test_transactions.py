"""What the database undid is tried again; what somebody else holds too long is refused politely."""

import threading
from functools import partial

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from apps.accounts.models import User
from hearth.kernel import transactions
from hearth.kernel.api.problems import as_problem
from hearth.kernel.problems import Busy, Unavailable
from hearth.kernel.transactions import DEADLOCK, sqlstate, transactional
from tests.cast import Cast
from tests.together import together


def lock(person: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


@pytest.mark.django_db(transaction=True)
def test_ends_a_deadlock_by_trying_again(cast: Cast) -> None:
    ana, petra = cast.ana, cast.petra
    both_hold_one = threading.Barrier(2)
    tries = []

    @transactional
    def rename(first: User, second: User) -> str:
        lock(first)
        tries.append(first.pk)
        if len(tries) <= 2:
            both_hold_one.wait(timeout=10)
        lock(second)
        User.objects.filter(pk__in=[first.pk, second.pk]).update(phone="5550 0100")
        return "done"

    assert together(partial(rename, ana, petra), partial(rename, petra, ana)) == ["done", "done"]
    assert len(tries) == 3, "one of the two was undone and tried again"


@pytest.mark.django_db(transaction=True)
def test_would_lose_one_of_them_without_the_retry(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the same two, tried once."""
    monkeypatch.setattr(transactions, "MOST_TRIES", 1)
    ana, petra = cast.ana, cast.petra
    both_hold_one = threading.Barrier(2)

    @transactional
    def rename(first: User, second: User) -> str:
        lock(first)
        both_hold_one.wait(timeout=10)
        lock(second)
        return "done"

    outcomes = together(partial(rename, ana, petra), partial(rename, petra, ana))
    (lost,) = [outcome for outcome in outcomes if outcome != "done"]
    assert isinstance(lost, OperationalError)
    assert sqlstate(lost) == DEADLOCK
    assert isinstance(as_problem(lost), Busy)


@pytest.mark.django_db(transaction=True)
def test_gives_up_after_three_tries_and_repeats_nothing_else(cast: Cast) -> None:
    tries = []

    @transactional
    def always_undone() -> None:
        tries.append("deadlock")
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'undone' USING ERRCODE = '40P01'; END $$")

    @transactional
    def refused() -> None:
        tries.append("refused")
        User.objects.create(cognito_sub=cast.ana.cognito_sub, display_name="Ana again")

    with pytest.raises(OperationalError):
        always_undone()
    assert tries == ["deadlock"] * 3
    with pytest.raises(IntegrityError):
        refused()
    assert tries.count("refused") == 1


@pytest.mark.django_db(transaction=True)
def test_an_inner_service_leaves_the_retry_to_the_outer_one() -> None:
    tries = []

    @transactional
    def inner() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'undone' USING ERRCODE = '40001'; END $$")

    @transactional
    def outer() -> None:
        tries.append("outer")
        if len(tries) < 3:
            inner()

    outer()
    assert tries == ["outer"] * 3
    with transaction.atomic():
        pass


def be_slow() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20ms'")
        cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.django_db
def test_a_database_that_is_too_slow_or_gone_is_503() -> None:
    with pytest.raises(OperationalError) as slow:
        be_slow()
    assert isinstance(as_problem(slow.value), Unavailable)
    assert isinstance(as_problem(OperationalError("connection refused")), Unavailable)
