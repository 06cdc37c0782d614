"""What Strava says by its webhook: written down at once, looked up later, believed never.

Strava signs nothing, so a notice is only a reason to ask it with the athlete's own token. It comes once,
twice or late; asking again is harmless.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from apps.integrations.models import ServicePause, StravaActivity, StravaConnection, StravaNotice
from apps.integrations.services import end_connection
from apps.integrations.strava import client
from apps.integrations.strava.matching import read_activity, ride_of
from apps.integrations.strava.tokens import Later, token_of
from hearth.kernel.authorization import system_subject
from hearth.kernel.encryption import Unreadable
from hearth.kernel.events import record
from hearth.kernel.pauses import pause

STRAVA = "strava"
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
MOST_AN_HOUR = 30
"""Of one athlete; whoever sends more is not Strava, and must not use up how often we may ask."""
KEPT = timedelta(days=7)
ASPECTS = ("create", "update", "delete")
State = StravaNotice.State


def receive(said: Mapping[str, Any]) -> str:
    """Write down what may be true of an athlete we know; return what was done with it."""
    kind: Any = said.get("object_type")
    aspect: Any = said.get("aspect_type")
    numbers: list[Any] = [said.get(name) for name in ("object_id", "owner_id", "event_time")]
    if settings.STRAVA_SUBSCRIPTION_ID and said.get("subscription_id") != settings.STRAVA_SUBSCRIPTION_ID:
        return "another subscription"
    if kind not in ("activity", "athlete") or aspect not in ASPECTS or not all(map(_is_number, numbers)):
        return "not understood"
    updates = said.get("updates")
    if kind == "athlete" and not _says_goodbye(updates if isinstance(updates, Mapping) else {}):
        return "nothing to do"
    connection = StravaConnection.objects.defer("tokens").filter(athlete=numbers[1]).first()
    if connection is None:
        return "nobody of ours"
    hour = timezone.now() - timedelta(hours=1)
    if connection.notices.filter(created_at__gt=hour)[:MOST_AN_HOUR].count() >= MOST_AN_HOUR:
        return "too many"
    notice = StravaNotice(
        connection=connection, about=kind, number=numbers[0], aspect=aspect, said_at=numbers[2]
    )
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
            record("strava_notice.received", notice, by=system_subject())
    except IntegrityError:
        return "known"
    return "kept"


def work_off(pk: UUID) -> str:
    """Look up what a notice is about; return what came of it. Never raises for what Strava does."""
    now = timezone.now()
    waiting = StravaNotice.objects.filter(pk=pk, state=State.WAITING, available_at__lte=now)
    if not waiting.update(available_at=now + LEASE, attempts=F("attempts") + 1):
        return "taken"
    notice = StravaNotice.objects.select_related("connection").defer("connection__tokens").get(pk=pk)
    if (until := paused_until()) is not None:
        return _wait(notice, until, "paused")
    try:
        outcome = _look_up(notice)
    except client.Limited as limit:
        pause_until(limit.until)
        return _wait(notice, limit.until, "paused")
    except Later:
        return _wait(notice, now + timedelta(seconds=5), "tokens are renewed")
    except client.Refused:
        end_connection(notice.connection)
        return "deauthorised"
    except StravaConnection.DoesNotExist:
        return "disconnected meanwhile"
    except (client.StravaError, Unreadable) as error:
        if notice.attempts >= MOST_ATTEMPTS:
            return _settle(notice, State.FAILED, str(error))
        return _wait(notice, now + pause(notice.attempts + 3), str(error), counted=True)
    return _settle(notice, State.DONE, outcome)


def due(limit: int = 100) -> list[UUID]:
    """Notices that wait for another try, or whose worker ended; none while there is a pause."""
    if paused_until() is not None:
        return []
    rows = StravaNotice.objects.filter(state=State.WAITING, available_at__lte=timezone.now())
    return list(rows.order_by("available_at", "id").values_list("pk", flat=True)[:limit])


def forget_old() -> int:
    old = timezone.now() - KEPT
    return int(StravaNotice.objects.filter(created_at__lt=old).delete()[0])


def paused_until() -> Any:
    """When Strava may be asked again; None when it may be now."""
    rows = ServicePause.objects.filter(name=STRAVA, until__gt=timezone.now())
    return rows.values_list("until", flat=True).first()


def pause_until(moment: Any) -> None:
    ServicePause.objects.update_or_create(name=STRAVA, defaults={"until": moment})


def _look_up(notice: StravaNotice) -> str:
    connection = notice.connection
    if notice.about == "athlete":
        _asked(connection, client.athlete)
        return "still connected"
    try:
        found = _asked(connection, lambda token: client.activity(token, notice.number))
    except client.Missing:
        gone = StravaActivity.objects.filter(user=connection.user_id, activity=notice.number)
        return "forgotten" if gone.delete()[0] else "not there"
    return keep_activity(connection, notice.number, found)


def keep_activity(connection: StravaConnection, number: int, found: Mapping[str, Any]) -> str:
    """Keep an activity that is a record of one of the person's rides; forget one that is none (any more)."""
    owner = found.get("athlete")
    if found.get("id") != number or not isinstance(owner, Mapping) or owner.get("id") != connection.athlete:
        raise client.Broken("another activity")
    recorded = read_activity(found)
    with transaction.atomic():
        # Whoever disconnects meanwhile has the last word.
        still = StravaConnection.objects.select_for_update(no_key=True, of=("self",))
        if not still.filter(pk=connection.pk).exists():
            return "disconnected meanwhile"
        mine: dict[str, Any] = {"user_id": connection.user_id, "activity": number}
        ride = ride_of(recorded, connection.user_id)
        if ride is None:
            StravaActivity.objects.filter(**mine).delete()
            return "no ride"
        facts: dict[str, Any] = {"ride": ride, "details": recorded.details, "updated_at": timezone.now()}
        StravaActivity.objects.update_or_create(**mine, defaults=facts)
    return "matched"


def _asked(connection: StravaConnection, ask: Any) -> dict[str, Any]:
    """Ask with the athlete's token, renewed once where Strava refuses it; Refused only when it is over."""
    try:
        found: dict[str, Any] = ask(token_of(connection))
    except client.Refused:
        # Only a refusal of new tokens says that the athlete took them away.
        token = token_of(connection, anew=True)
        try:
            found = ask(token)
        except client.Refused:
            raise client.Broken("refused with new tokens") from None
    return found


def _wait(notice: StravaNotice, until: Any, why: str, *, counted: bool = False) -> str:
    attempts = notice.attempts if counted else notice.attempts - 1
    StravaNotice.objects.filter(pk=notice.pk).update(
        available_at=until, attempts=attempts, outcome=why[:40], updated_at=timezone.now()
    )
    return why


def _settle(notice: StravaNotice, state: str, outcome: str) -> str:
    StravaNotice.objects.filter(pk=notice.pk).update(
        state=state, outcome=outcome[:40], updated_at=timezone.now()
    )
    return outcome


def _says_goodbye(updates: Mapping[str, Any]) -> bool:
    return str(updates.get("authorized")).lower() == "false"


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 63
