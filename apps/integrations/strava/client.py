"""Five calls of Strava's API: plain HTTP, a time limit, and errors by what one does about them.

Never called inside a transaction. Whatever it answers is somebody else's word: checked before it is used.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils import timezone

SECONDS = 8.0
LONGEST_ANSWER = 1024 * 1024
WINDOW = timedelta(minutes=15)
SCOPE = "activity:read"
TOKENS_AT = "/oauth/token"
OF_THE_PERSON = ("RefreshToken", "AuthorizationCode")
"""What Strava says is wrong when it is not our own application that it refuses."""
LONGEST_TOKEN = 500


class StravaError(Exception):
    """It did not work; its words name no token and no person."""


class Refused(StravaError):
    """Strava does not take our token or code (any more)."""


class Missing(StravaError):
    """There is no such thing for this athlete."""


class Broken(StravaError):
    """It failed, was too slow, or answered what nobody understands: try again later."""


class Limited(StravaError):
    """We asked as often as we may; `until` is when to go on."""

    def __init__(self, until: datetime) -> None:
        super().__init__("as often as allowed")
        self.until = until


@dataclass(frozen=True)
class Tokens:
    access: str
    refresh: str
    expires_at: datetime

    @property
    def secret(self) -> dict[str, str]:
        return {"access": self.access, "refresh": self.refresh}


def authorize_url(state: str, callback: str) -> str:
    """Where a person says yes."""
    asked = {
        "client_id": settings.STRAVA_CLIENT_ID,
        "redirect_uri": callback,
        "response_type": "code",
        "approval_prompt": "auto",
        "scope": SCOPE,
        "state": state,
    }
    return f"{settings.STRAVA_BASE_URL}/oauth/authorize?{urlencode(asked)}"


def exchange(code: str) -> tuple[Tokens, int]:
    """Turn the code of a callback into tokens and the number of the athlete."""
    found = _token_call(grant_type="authorization_code", code=code)
    athlete = found.get("athlete")
    return _tokens(found), whole(athlete.get("id") if isinstance(athlete, Mapping) else None)


def refresh(token: str) -> Tokens:
    return _tokens(_token_call(grant_type="refresh_token", refresh_token=token))


def deauthorize(token: str) -> None:
    """Tell Strava that we have nothing to do with the athlete any more."""
    _ask("POST", "/oauth/deauthorize", token=token)


def athlete(token: str) -> dict[str, Any]:
    return _ask("GET", "/api/v3/athlete", token=token)


def activity(token: str, number: int) -> dict[str, Any]:
    return _ask("GET", f"/api/v3/activities/{number}", token=token)


def whole(value: Any) -> int:
    """A number of something of theirs; raise Broken for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1 << 63:
        raise Broken("not a number")
    return value


def _token_call(**form: str) -> dict[str, Any]:
    keys = {"client_id": settings.STRAVA_CLIENT_ID, "client_secret": settings.STRAVA_CLIENT_SECRET}
    return _ask("POST", TOKENS_AT, form={**keys, **form})


def _tokens(found: Mapping[str, Any]) -> Tokens:
    access, renew, ends = (found.get(name) for name in ("access_token", "refresh_token", "expires_at"))
    words = [word for word in (access, renew) if isinstance(word, str) and 0 < len(word) <= LONGEST_TOKEN]
    if len(words) != 2 or not all(word.isascii() and word.isprintable() for word in words):
        raise Broken("no tokens")
    try:
        return Tokens(words[0], words[1], datetime.fromtimestamp(whole(ends), UTC))
    except (OverflowError, OSError, ValueError):
        raise Broken("no time") from None


def _ask(method: str, path: str, *, token: str = "", form: Mapping[str, str] | None = None) -> dict[str, Any]:
    base = urlsplit(settings.STRAVA_BASE_URL)
    kind = HTTPSConnection if base.scheme == "https" else HTTPConnection
    connection = kind(base.hostname or "", base.port, timeout=SECONDS)
    headers = {"Accept": "application/json", "User-Agent": "Hearth", "Connection": "close"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer, body = _answer(connection)
    except (OSError, HTTPException, ValueError):
        raise Broken("no answer") from None
    finally:
        connection.close()
    return _understood(answer, body, asks_tokens=path == TOKENS_AT)


def _answer(connection: HTTPConnection) -> tuple[HTTPResponse, bytes]:
    deadline, socket = time.monotonic() + SECONDS, connection.sock
    answer, body = connection.getresponse(), bytearray()
    with answer:
        while len(body) <= LONGEST_ANSWER:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            socket.settimeout(left)
            part = answer.read1(64 * 1024)
            if not part:
                return answer, bytes(body)
            body += part
    raise ValueError("too long")


def _understood(answer: HTTPResponse, body: bytes, *, asks_tokens: bool) -> dict[str, Any]:
    if answer.status == 429:
        raise Limited(_window_ends(answer) or _next_window(timezone.now()))
    if asks_tokens and answer.status in (400, 401):
        # A wrong secret of ours must not end everybody's connection.
        if any(word.encode() in body for word in OF_THE_PERSON):
            raise Refused("their token or code")
        raise Broken("our application is refused")
    if answer.status == 401:
        raise Refused("401")
    if answer.status in (403, 404):
        raise Missing(str(answer.status))
    if answer.status != 200:
        raise Broken(str(answer.status))
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Broken("no JSON") from None
    if not isinstance(found, dict):
        raise Broken("no object")
    return found


def _window_ends(answer: HTTPResponse) -> datetime | None:
    """When the window that is used up ends: a quarter of an hour by the clock, or the day in UTC."""
    now, ends = timezone.now(), None
    for kind in ("X-RateLimit", "X-ReadRateLimit"):
        allowed, used = _pair(answer, f"{kind}-Limit"), _pair(answer, f"{kind}-Usage")
        if allowed and used and used[1] >= allowed[1]:
            return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        if allowed and used and used[0] >= allowed[0]:
            ends = _next_window(now)
    return ends


def _pair(answer: HTTPResponse, name: str) -> tuple[int, int] | None:
    try:
        short, day = (int(word) for word in (answer.headers.get(name) or "").split(","))
    except ValueError:
        return None
    return short, day


def _next_window(now: datetime) -> datetime:
    start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return start + WINDOW
