"""What AWS Lambda calls. It routes by the shape of the event: HTTP is answered, anything unknown raises.

Zappa's own handler would acknowledge unknown events (and so lose them) and run any code that an event
names; only HTTP reaches it from here.
"""

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearth.config.settings.aws")


class UnknownEvent(Exception):
    """An event that nobody here handles: Lambda retries it and keeps it for the dead-letter queue."""


def handler(event: Any, context: Any) -> Any:
    """Answer an API Gateway request (REST or HTTP API); raise UnknownEvent for everything else."""
    if _is_http(event):
        return _http()(event, context)
    keys = sorted(event)[:10] if isinstance(event, dict) else type(event).__name__
    raise UnknownEvent(f"no route for an event with {keys}")


def _is_http(event: Any) -> bool:
    if not isinstance(event, dict) or not isinstance(event.get("requestContext"), dict):
        return False
    return "httpMethod" in event or isinstance(event["requestContext"].get("http"), dict)


@cache
def _http() -> Callable[[dict[str, Any], Any], Any]:
    from zappa.handler import LambdaHandler

    return LambdaHandler.lambda_handler


class ClientAddress:
    """Take the caller's address from API Gateway, not from a header that the caller writes."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        context = environ.get("lambda.event", {}).get("requestContext", {})
        address = context.get("identity", {}).get("sourceIp") or context.get("http", {}).get("sourceIp")
        environ["REMOTE_ADDR"] = address or ""
        return self.application(environ, start_response)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The WSGI application that Zappa's HTTP side calls (`app_function` in zappa_settings.json)."""
    return _application()(environ, start_response)


@cache
def _application() -> ClientAddress:
    from django.core.wsgi import get_wsgi_application

    return ClientAddress(get_wsgi_application())
