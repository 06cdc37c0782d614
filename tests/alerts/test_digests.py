"""Digests: at eight where one lives, of what is new; late, doubled or missed runs lose and repeat none."""

from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import pytest

from apps.accounts.models import User
from apps.alerts.choices import Cadence
from apps.alerts.models import SavedSearch
from apps.alerts.querysets import SavedSearchQuerySet
from apps.alerts.services import digests, send_digests
from apps.alerts.services.digests import SETTLES
from apps.listings.models import Pet
from apps.notifications.models import Mail
from hearth.kernel.events.worker import drain
from hearth.kernel.models import ScheduledRun
from hearth.kernel.scheduling import run_due
from tests import factories
from tests.alerts.calls import saved_search
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db

SYDNEY = "Australia/Sydney"
EIGHT = datetime(2027, 3, 5, 21, 0, tzinfo=UTC)
"""Saturday 6 March 2027, eight in the morning in Sydney."""
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def published(cast: Cast, at: datetime, **facts: Any) -> Pet:
    return factories.pet(cast.petra, published_at=at, **{"photo_state": "", **facts})


def told() -> list[list[str]]:
    """The names in each mail, in the order of writing."""
    mails = Mail.objects.filter(kind="saved_search.found").order_by("created_at", "id")
    return [[pet["name"] for pet in mail.context["pets"]] for mail in mails]


def run(due: datetime = EIGHT, cadence: Cadence = Cadence.DAILY) -> tuple[int, int]:
    return send_digests(cadence, SYDNEY, due)


@pytest.fixture
def search(cast: Cast) -> SavedSearch:
    return saved_search(cast.ana, told_until=EIGHT - DAY)


def test_tells_what_is_new_once_and_nothing_for_nothing(cast: Cast, search: SavedSearch) -> None:
    published(cast, EIGHT - 2 * DAY, name="Old")
    published(cast, EIGHT - 3 * MINUTE, name="Too young")
    published(cast, EIGHT - 5 * 60 * MINUTE, name="First")
    published(cast, EIGHT - 2 * 60 * MINUTE, name="Second")
    published(cast, EIGHT - 60 * MINUTE, name="A cat", species="cat")
    published(cast, EIGHT - 60 * MINUTE, name="Hidden", moderation="removed")
    assert run() == (1, 1)
    assert told() == [["Second", "First"]]
    assert run() == (0, 0)  # the same due time again
    assert run(EIGHT + DAY) == (1, 1)
    assert run(EIGHT + 2 * DAY) == (1, 0)
    assert told() == [["Second", "First"], ["Too young"]]
    assert SavedSearch.objects.get().last_told_at == EIGHT + DAY - SETTLES


def test_loses_nothing_that_is_committed_late(cast: Cast, search: SavedSearch) -> None:
    """A pet bears the time when its publication began; another's commit may come before it."""
    published(cast, EIGHT - 5 * MINUTE, name="Quick")
    assert run() == (1, 0)
    published(cast, EIGHT - 6 * MINUTE, name="Slow")
    assert run(EIGHT + DAY) == (1, 1)
    assert told() == [["Quick", "Slow"]]


def test_would_lose_it_if_it_told_up_to_the_moment(
    cast: Cast, search: SavedSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr("apps.alerts.services.digests.SETTLES", timedelta())
    published(cast, EIGHT - 5 * MINUTE, name="Quick")
    run()
    published(cast, EIGHT - 6 * MINUTE, name="Slow")
    run(EIGHT + DAY)
    assert told() == [["Quick"]]


def test_makes_up_for_days_that_were_missed(cast: Cast, search: SavedSearch) -> None:
    for days in range(5):
        published(cast, EIGHT + days * DAY - 60 * MINUTE, name=f"Day {days}")
    assert run(EIGHT + 4 * DAY) == (1, 1)
    assert told() == [[f"Day {days}" for days in (4, 3, 2, 1, 0)]]
    assert run(EIGHT) == (0, 0)  # one that comes after all


def test_shows_twelve_and_says_how_many_more(cast: Cast, search: SavedSearch, mailoutbox: list[Any]) -> None:
    factories.many_pets(cast.petra, 15, published_at=EIGHT - 60 * MINUTE)
    search.user.locale = "de-AT"
    search.user.save()
    run()
    drain()
    mail = Mail.objects.get(kind="saved_search.found")
    assert (len(mail.context["pets"]), mail.context["number"], mail.context["more"]) == (12, 15, 3)
    (sent,) = mailoutbox
    assert sent.subject == "15 neue Tiere für „Dogs near home“"
    assert "Und 3 weitere" in sent.body
    assert "Hund" in sent.body
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert link.endswith("/one-click")
    assert link.removesuffix("/one-click") in sent.body
    assert f"/searches/stop/{search.pk.hex}" in link


def test_writes_to_those_alone_who_want_it_then(cast: Cast) -> None:
    began = EIGHT - DAY
    wishes: dict[str, dict[str, Any]] = {
        "ana": {"cadence": "off"},
        "petra": {"state": "paused"},
        "rosa": {"cadence": "weekly"},
        "remy": {"params": {"near": ["Gone Town"]}},
    }
    for name, facts in wishes.items():
        saved_search(cast.person(name), told_until=began, **facts)
    published(cast, EIGHT - 60 * MINUTE)
    assert run() == (1, 0)
    assert SavedSearch.objects.get(user=cast.remy).told_until == began
    assert run(cadence=Cadence.WEEKLY) == (1, 1)
    assert Mail.objects.get(kind="saved_search.found").user == cast.rosa


def test_the_clock_calls_at_eight_in_each_timezone(cast: Cast) -> None:
    now = datetime(2027, 3, 5, 21, 30, tzinfo=UTC)
    saved_search(cast.ana, told_until=EIGHT - DAY)
    saved_search(cast.rosa, told_until=EIGHT - DAY, cadence="weekly")
    User.objects.filter(pk=cast.petra.pk).update(timezone="Europe/Vienna")
    saved_search(cast.petra, told_until=EIGHT - DAY)
    published(cast, EIGHT - 60 * MINUTE, name="New")
    for name in ("alerts.daily_digests", "alerts.weekly_digests"):
        run_due(now, only=name)
        run_due(now, only=name)
    rows = ScheduledRun.objects.filter(name__startswith="alerts.").order_by("name", "key")
    assert [(row.name, row.key, row.due_at, row.outcome) for row in rows] == [
        ("alerts.daily_digests", SYDNEY, EIGHT, "1 mails for 1 searches"),
        ("alerts.daily_digests", "Europe/Vienna", EIGHT.replace(hour=7), "0 mails for 1 searches"),
        ("alerts.weekly_digests", SYDNEY, EIGHT, "1 mails for 1 searches"),
    ]
    run_due(now + timedelta(hours=10), only="alerts.daily_digests")
    assert sorted(str(mail.user) for mail in Mail.objects.filter(kind="saved_search.found")) == sorted(
        map(str, (cast.ana, cast.rosa, cast.petra))
    )


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_tell_each_search_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        saved_search(cast.ana, told_until=EIGHT - DAY, name=f"Search {number}")
    published(cast, EIGHT - 60 * MINUTE, name="New")
    facts = digests._facts

    def slowly(*given: Any) -> Any:
        sleep(0.02)
        return facts(*given)

    monkeypatch.setattr(digests, "_facts", slowly)
    assert [error for error in together(*[run] * 6) if isinstance(error, Exception)] == []
    assert len(told()) == 6
    # The negative control: nobody holds the row while they write.
    monkeypatch.setattr(SavedSearchQuerySet, "select_for_update", lambda rows, **how: rows)
    published(cast, EIGHT + DAY - 60 * MINUTE, name="Next day")
    together(*[lambda: run(EIGHT + DAY)] * 6)
    assert len(told()) > 12
