"""What Strava says: believed never, looked up once, and harmless late, twice or forged."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.integrations.models import ServicePause, StravaActivity, StravaConnection, StravaNotice
from apps.integrations.strava import client, inbox, tokens
from apps.rides.models import Participation, Ride
from hearth.kernel.events.worker import drain
from hearth.kernel.scheduling import Run, works
from tests.cast import Cast
from tests.integrations.connected import FAR, HOOK, connected, recorded, ridden, say
from tests.integrations.strava_server import Strava
from tests.rides.riding import acting
from tests.together import together

pytestmark = pytest.mark.django_db


def later() -> str:
    """Let the pauses be over, and do what the clock does every minute."""
    from apps.integrations.scheduled import look_up_what_waits

    StravaNotice.objects.update(available_at=timezone.now())
    return look_up_what_waits(Run("integrations.strava_inbox", "", timezone.now()))


def only_notice() -> StravaNotice:
    found: StravaNotice = StravaNotice.objects.get()
    return found


def test_the_subscription_is_shown_to_be_ours(settings: Any) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "15f7d1a91c1f"}
    asked["hub.verify_token"] = settings.STRAVA_VERIFY_TOKEN
    answer = Client().get(HOOK, asked)
    assert (answer.status_code, answer.json()) == (200, {"hub.challenge": "15f7d1a91c1f"})
    for wrong in ({"hub.verify_token": "x"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}):
        assert Client().get(HOOK, {**asked, **wrong}).status_code == 403
    assert Client().get(HOOK).status_code == 403


def test_nobody_guesses_the_address(cast: Cast, strava: Strava, monkeypatch: pytest.MonkeyPatch) -> None:
    connected(cast.ana, strava)
    for guessed in ("/hooks/strava/guessed", "/hooks/strava/", "/hooks/strava", "/hooks/strava/%C3%BC"):
        monkeypatch.setattr("tests.integrations.connected.HOOK", guessed)
        assert say(555).status_code == Client().get(guessed).status_code == 404
    assert not StravaNotice.objects.exists()


def test_only_our_own_subscription_is_listened_to(cast: Cast, strava: Strava, settings: Any) -> None:
    connected(cast.ana, strava)
    settings.STRAVA_SUBSCRIPTION_ID = 120475
    for other in (1, "120475", None):
        assert say(555, subscription_id=other).status_code == 200
    assert not StravaNotice.objects.exists()
    say(555, subscription_id=120475)
    assert StravaNotice.objects.count() == 1


def test_answers_at_once_and_asks_strava_later(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    assert say(recorded(strava, loop)).status_code == 200
    assert strava.asked == []
    drain()
    assert strava.asked == ["GET /api/v3/activities/555"]
    mine = StravaActivity.objects.get()
    assert (mine.user, mine.ride, mine.details["distance_m"]) == (cast.ana, loop, 48210)


def test_twice_is_once(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    number = recorded(strava, loop)
    assert [say(number).status_code for _ in range(3)] == [200, 200, 200]
    drain()
    assert len(strava.asked) == 1
    say(number, event_time=1700000001, aspect="update")
    drain()
    assert StravaActivity.objects.count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"owner_id": 1},
        {"owner_id": None},
        {"object_type": "segment"},
        {"aspect_type": "x"},
        {"object_id": "555"},
        {"object_id": -1},
        {"event_time": 1 << 70},
        {"object_type": "athlete", "updates": {"weight": "70"}},
        {"object_type": "athlete", "updates": "authorized"},
    ],
)
def test_what_is_not_about_ours_is_ignored(cast: Cast, strava: Strava, facts: dict[str, Any]) -> None:
    connected(cast.ana, strava)
    assert say(555, **facts).status_code == 200
    assert not StravaNotice.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 400), (b"[1]", 400), (b"\xff{", 400), (b"[" * 8000, 400), (b"x" * 9000, 413)]
)
def test_what_nobody_can_read_is_refused(body: bytes, status: int) -> None:
    answer = Client().post(HOOK, body, content_type="application/json")
    assert answer.status_code == status


def test_a_flood_is_cut_off(cast: Cast, strava: Strava) -> None:
    connected(cast.ana, strava)
    for number in range(1, 35):
        assert say(number).status_code == 200
    assert StravaNotice.objects.count() == 30


def test_a_forged_goodbye_changes_nothing(cast: Cast, strava: Strava) -> None:
    connected(cast.ana, strava)
    say(7001, kind="athlete", aspect="update", updates={"authorized": "false"})
    drain()
    assert StravaConnection.objects.exists()
    assert only_notice().outcome == "still connected"


def test_a_true_goodbye_deletes_tokens_and_what_was_imported(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    drain()
    strava.revoked = True
    say(7001, kind="athlete", aspect="update", updates={"authorized": "false"})
    drain()
    assert not StravaConnection.objects.exists()
    assert not StravaActivity.objects.exists()
    assert not StravaNotice.objects.exists()


def test_believing_without_asking_would_delete_it(
    cast: Cast, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: whoever took the webhook at its word would fall for the forged goodbye."""
    connected(cast.ana, strava)

    def believe(connection: StravaConnection, ask: Any) -> Any:
        raise client.Refused()

    monkeypatch.setattr(inbox, "_asked", believe)
    say(7001, kind="athlete", aspect="update", updates={"authorized": "false"})
    drain()
    assert not StravaConnection.objects.exists()


def test_a_wrong_secret_of_ours_ends_nobodys_connection(cast: Cast, strava: Strava) -> None:
    connected(cast.ana, strava, left=timedelta(minutes=1))
    strava.refuses_application = True
    say(555)
    drain()
    assert StravaConnection.objects.exists()
    assert only_notice().state == "waiting"


def test_what_is_deleted_there_is_deleted_here_once_strava_says_so(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    number = recorded(strava, loop)
    say(number)
    drain()
    say(number, aspect="delete")
    drain()
    assert StravaActivity.objects.count() == 1
    del strava.activities[number]
    say(number, aspect="delete", event_time=1700000002)
    drain()
    assert not StravaActivity.objects.exists()


def test_pauses_when_it_asked_as_often_as_allowed(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    limits = {"X-RateLimit-Limit": "200,2000", "X-RateLimit-Usage": "201,900"}
    strava.answers.append((429, b"{}", limits))
    say(recorded(strava, loop))
    drain()
    until = ServicePause.objects.get().until
    assert (until.minute % 15, until.second) == (0, 0)
    assert timezone.now() < until <= timezone.now() + timedelta(minutes=15)
    say(556)
    drain()
    assert later() == "0 looked up"
    assert len(strava.asked) == 1
    assert {notice.attempts for notice in StravaNotice.objects.all()} == {0}
    ServicePause.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert later() == "2 looked up"
    assert StravaActivity.objects.count() == 1


def test_the_day_is_over_at_midnight_utc(cast: Cast, strava: Strava) -> None:
    connected(cast.ana, strava)
    limits = {"X-RateLimit-Limit": "200,2000", "X-RateLimit-Usage": "3,2000"}
    strava.answers.append((429, b"", limits))
    say(555)
    drain()
    until = ServicePause.objects.get().until
    assert (until.hour, until.minute, until.date()) == (0, 0, timezone.now().date() + timedelta(days=1))


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"oops", {}),
        (503, b"", {}),
        (200, b"<html>", {}),
        (200, b"[]", {}),
        (200, b'{"id": 555}', {}),
        (200, b'{"id": 555, "athlete": {"id": 1}}', {}),
        (302, b"", {"Location": "http://127.0.0.1:1/"}),
        (0, b"", {}),
    ],
)
def test_what_goes_wrong_is_tried_again(
    cast: Cast, strava: Strava, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "SECONDS", 0.2)
    loop = ridden(cast)
    connected(cast.ana, strava)
    strava.answers.append(answer)
    say(recorded(strava, loop))
    drain()
    assert (only_notice().state, only_notice().attempts) == ("waiting", 1)
    assert not StravaActivity.objects.exists()
    monkeypatch.setattr(client, "SECONDS", 8.0)
    later()
    assert only_notice().outcome == "matched"


def test_gives_up_after_eight_tries(cast: Cast, strava: Strava) -> None:
    connected(cast.ana, strava)
    strava.answers += [(500, b"", {})] * 8
    say(555)
    drain()
    for _ in range(8):
        later()
    assert (only_notice().state, only_notice().attempts) == ("failed", 8)


def test_what_a_worker_left_in_the_middle_is_looked_up_again(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    StravaNotice.objects.update(available_at=timezone.now() + timedelta(minutes=2), attempts=1)
    assert inbox.work_off(only_notice().pk) == "taken"
    later()
    assert only_notice().outcome == "matched"


@pytest.mark.parametrize(
    "facts",
    [
        {"sport_type": "Run"},
        {"sport_type": "VirtualRide"},
        {"start_latlng": FAR},
        {"start_date": "2020-01-01T08:00:00Z"},
        {"elapsed_time": 0},
    ],
)
def test_what_is_no_record_of_a_ride_is_not_kept(cast: Cast, strava: Strava, facts: dict[str, Any]) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop, **facts))
    drain()
    assert not StravaActivity.objects.exists()
    assert only_notice().outcome == "no ride"


@pytest.mark.parametrize("sport", ["EMountainBikeRide", "Handcycle", "Velomobile"])
def test_whatever_one_rides_outside_is_a_record_of_it(cast: Cast, strava: Strava, sport: str) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop, sport_type=sport))
    drain()
    assert StravaActivity.objects.get().ride == loop


def test_its_clockwork_is_there_only_with_its_settings(cast: Cast, strava: Strava, settings: Any) -> None:
    assert "integrations.strava_inbox" in works()
    settings.STRAVA_VERIFY_TOKEN = ""
    assert "integrations.strava_inbox" not in works()
    assert "strava" not in cast.browser("sam").get("/admin/kernel/scheduledrun/").content.decode().lower()


def test_who_hides_where_they_start_is_matched_by_time(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop, start_latlng=[]))
    drain()
    assert StravaActivity.objects.count() == 1


def test_of_many_rides_the_latest_are_looked_at(
    cast: Cast, strava: Strava, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.integrations.strava.matching.MOST_LOOKED_AT", 1)
    older = ridden(cast)
    Ride.objects.filter(pk=older.pk).update(starts_at=timezone.now() - timedelta(days=20))
    loop = ridden(cast, "Another Club")
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    drain()
    assert StravaActivity.objects.get().ride == loop


def test_a_ride_that_they_did_not_come_to_is_not_theirs(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    Participation.objects.filter(ride=loop, user=cast.ana).update(attendance="no_show")
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    drain()
    assert not StravaActivity.objects.exists()


def test_only_the_rider_sees_it(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    drain()
    address = f"/rides/{loop.pk}"
    assert "You recorded 48.2 km" in cast.browser("ana").get(address).content.decode()
    assert "You recorded 48.2 km" in cast.browser("ana").get("/rides/mine").content.decode()
    assert "48.2 km" in cast.browser("ana").get("/account/strava").content.decode()
    rows = cast.client("ana").get("/api/v1/users/me/strava/activities").json()["results"]
    assert [row["ride"] for row in rows] == [str(loop.pk)]
    mine = StravaActivity.objects.get()
    for name in ("lee", "olga", "sam", "mona", ""):
        assert "48.2" not in cast.browser(name).get(address).content.decode(), name
        if name:
            assert cast.client(name).get("/api/v1/users/me/strava/activities").json()["results"] == []
            assert not StravaActivity.objects.visible_to(acting(cast.person(name))).exists()
    page = cast.browser("sam").get(f"/admin/integrations/stravaactivity/{mine.pk}/change/")
    assert page.status_code == 200
    assert "48210" not in page.content.decode()


def test_tokens_that_end_are_renewed_before_they_do(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava, left=timedelta(minutes=1))
    say(recorded(strava, loop))
    drain()
    assert strava.refreshes == 1
    assert StravaConnection.objects.get().tokens["access"] == "access-2"
    assert only_notice().outcome == "matched"


def test_tokens_that_strava_refuses_early_are_renewed_once(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    strava.access = "another"
    say(recorded(strava, loop))
    drain()
    assert strava.refreshes == 1
    assert only_notice().outcome == "matched"


def refresh_together(strava: Strava, pk: Any) -> list[Any]:
    """Two workers that both read the row before either of them asked for new tokens."""
    rows = [StravaConnection.objects.get(pk=pk) for _ in range(2)]
    strava.holds_refresh = threading.Event()

    def second() -> Any:
        assert strava.arrived.wait(10)
        try:
            return tokens.token_of(rows[1])
        finally:
            strava.holds_refresh.set()  # type: ignore[union-attr]

    return together(lambda: tokens.token_of(rows[0]), second)


@pytest.mark.django_db(transaction=True)
def test_two_workers_renew_once(cast: Cast, strava: Strava, monkeypatch: pytest.MonkeyPatch) -> None:
    """And, with the lease off, twice: the control."""
    mine = connected(cast.ana, strava, left=timedelta(minutes=1))
    first, second = refresh_together(strava, mine.pk)
    assert (first, type(second), strava.refreshes) == ("access-2", tokens.Later, 1)
    assert StravaConnection.objects.get().refreshing_until is None

    StravaConnection.objects.update(expires_at=timezone.now())
    strava.arrived.clear()
    monkeypatch.setattr(tokens, "take_lease", lambda connection: True)
    monkeypatch.setattr(strava, "holds_refresh", None)
    rows = [StravaConnection.objects.get(pk=mine.pk) for _ in range(2)]
    together(*[lambda row=row: tokens.token_of(row) for row in rows])
    assert strava.refreshes == 3


def test_rides_stay_as_they_are(cast: Cast, strava: Strava) -> None:
    """Nothing of it is counted or shown anywhere in the ride's own row."""
    loop = ridden(cast)
    before = Ride.objects.filter(pk=loop.pk).values().get()
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    drain()
    assert Ride.objects.filter(pk=loop.pk).values().get() == before
