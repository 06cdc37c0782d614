"""Connecting Strava, ending that, and what becomes of what was imported."""

from typing import Any

from apps.integrations.models import StravaActivity, StravaConnection, StravaFarewell
from apps.integrations.strava import client
from hearth.kernel.authorization import Subject, require, require_for_new, system_subject
from hearth.kernel.encryption import if_readable
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Unavailable
from hearth.kernel.transactions import transactional


def connect_strava(*, by: Subject, code: str) -> StravaConnection:
    """Turn the code of Strava's answer into a connection. Speaks to Strava first, outside of a transaction.

    Raises Conflict for a code that is not good (any more) and for an athlete of somebody else, Unavailable
    when Strava does not answer.
    """
    require_for_new(by, "create", StravaConnection)
    try:
        tokens, athlete = client.exchange(code)
    except (client.Refused, client.Missing):
        raise Conflict("Strava did not confirm it. Please try again.", rule="code_refused") from None
    except client.StravaError:
        raise Unavailable("Strava does not answer just now. Please try again later.") from None
    return keep_connection(by=by, tokens=tokens, athlete=athlete)


@transactional
def keep_connection(*, by: Subject, tokens: client.Tokens, athlete: int) -> StravaConnection:
    """Keep what Strava gave: one athlete per person, and one person per athlete."""
    require_for_new(by, "create", StravaConnection)
    type(by.user)._default_manager.select_for_update(no_key=True).get(pk=by.user.pk)
    if StravaConnection.objects.filter(athlete=athlete).exclude(user=by.user).exists():
        raise Conflict("This Strava account is connected to somebody else here.", rule="connected_elsewhere")
    before = StravaConnection.objects.defer("tokens").filter(user=by.user).first()
    if before is not None and before.athlete != athlete:
        _purge(before, by=by, event="strava.disconnected")
        before = None
    facts = {"tokens": tokens.secret, "expires_at": tokens.expires_at, "refreshing_until": None}
    if before is None:
        made = StravaConnection(user=by.user, athlete=athlete, **facts)
        made.save(force_insert=True)
    else:
        StravaConnection.objects.filter(pk=before.pk).update(**facts, updated_at=by.now)
        made = StravaConnection.objects.defer("tokens").get(pk=before.pk)
    record("strava.connected", made, by=by)
    return made


@transactional
def disconnect_strava(connection: StravaConnection, *, by: Subject) -> None:
    """Forget the tokens and everything imported, now; Strava is told as soon as it answers."""
    require(by, "disconnect", connection)
    _say_farewell(connection)
    _purge(connection, by=by, event="strava.disconnected")


@transactional
def forget_strava_of(person: Any) -> None:
    """What an erasure means here: the same, without the person."""
    for connection in StravaConnection.objects.defer("tokens").filter(user=person):
        _say_farewell(connection)
        _purge(connection, by=system_subject(), event="strava.disconnected")


@transactional
def end_connection(connection: StravaConnection) -> None:
    """Strava takes our tokens no more: the athlete took them away there."""
    _purge(connection, by=system_subject(), event="strava.deauthorized")


def _purge(connection: StravaConnection, *, by: Subject, event: str) -> None:
    # Without the tokens, here and where it is deleted: whose keys are lost may still go.
    mine = StravaConnection.objects.defer("tokens").filter(pk=connection.pk)
    kept = mine.select_for_update(no_key=True).first()
    if kept is not None:
        StravaActivity.objects.filter(user=kept.user_id).delete()
        record(event, kept, by=by)
        mine.delete()


def _say_farewell(connection: StravaConnection) -> None:
    tokens = if_readable(connection, "tokens")
    if tokens is None:
        return
    farewell = StravaFarewell(tokens=tokens, expires_at=connection.expires_at)
    farewell.save(force_insert=True)
    record("strava_farewell.said", farewell, by=system_subject())
