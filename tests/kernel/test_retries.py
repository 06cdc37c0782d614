"""What fails is tried again after growing pauses, so often and no oftener. Time is played."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from hearth.kernel import pauses
from hearth.kernel.events import on
from hearth.kernel.events.lines import MOST_ATTEMPTS
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery, Event
from hearth.kernel.pauses import LONGEST, pause
from tests.cast import Cast
from tests.kernel.listening import Heard, happen, heard

__all__ = ["heard"]
MOMENT = timedelta(milliseconds=1)


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = timezone.now() + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(timezone, "now", found)
    return found


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 4), (7, 128), (11, 2048)])
def test_pauses_double_give_or_take_a_fifth(attempts: int, seconds: int) -> None:
    found = [pause(attempts) / timedelta(seconds=seconds) for _ in range(200)]
    assert 0.8 <= min(found) < 0.9
    assert 1.1 < max(found) <= 1.2


@pytest.mark.parametrize("attempts", [12, 60, 30_000])
def test_no_pause_is_much_longer_than_an_hour(attempts: int) -> None:
    assert all(LONGEST * 0.8 <= pause(attempts) <= LONGEST * 1.2 for _ in range(50))


@pytest.mark.django_db
@pytest.mark.parametrize("jitter", [0.8, 1.2])
def test_is_tried_when_its_pause_is_over_and_given_up_in_the_end(
    cast: Cast, heard: Heard, clock: Clock, monkeypatch: pytest.MonkeyPatch, jitter: float
) -> None:
    tried: list[datetime] = []

    @on("test.happened")
    def broken(event: Event) -> None:
        tried.append(clock.now)
        raise ValueError("no")

    monkeypatch.setattr(pauses.random, "uniform", lambda *bounds: jitter)
    happen(cast.ana)
    Delivery.objects.exclude(handler__endswith="broken").delete()
    for attempts in range(1, MOST_ATTEMPTS + 1):
        drain()
        row = Delivery.objects.get()
        assert (len(tried), row.attempts) == (attempts, attempts)
        clock.now = row.available_at - MOMENT
        assert drain() == 0
        clock.now = row.available_at
    assert drain() == 0
    assert (row.state, row.error, row.settled_at) == ("dead", "ValueError: no", tried[-1])
    waited = tried[-1] - tried[0]
    assert waited == timedelta(seconds=sum(2**number for number in range(1, MOST_ATTEMPTS))) * jitter
