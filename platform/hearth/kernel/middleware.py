"""The request id: taken from the caller when it is sane, else made; in every answer, log line and event."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from hearth.kernel.ids import uuid7

_current: ContextVar[str] = ContextVar("request_id", default="")
_TOKENS = re.compile(r"(/(?:invitations|unsubscribe|renew)/)(?!new\b)[A-Za-z0-9_.:=-]{20,}")
_SANE = re.compile(r"[A-Za-z0-9._:-]{8,64}")


def current_request_id() -> str:
    return _current.get()


class RequestId:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        _current.set(given if _SANE.fullmatch(given) else str(uuid7()))
        response = self.get_response(request)
        response["X-Request-Id"] = _current.get()
        return response


@receiver(request_finished)
def _forget(**kwargs: Any) -> None:
    # Only now: Django writes its own line about a refusal after every middleware is done.
    _current.set("")


class RequestIdFilter(logging.Filter):
    """Gives every line the id of its request, and takes the tokens out of addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get() or "-"
        if isinstance(record.args, tuple):
            record.args = tuple(masked(word) if isinstance(word, str) else word for word in record.args)
        return True


def masked(address: str) -> str:
    """An address without the token in it: whoever reads a log must not be able to use it."""
    return _TOKENS.sub(r"\1…", address)
