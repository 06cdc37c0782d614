from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from hearth.config import env
from hearth.kernel.middleware import masked
from hearth.local import issuer

OPTIONS = {
    "worker_class": "gthread",
    "workers": 2,
    "threads": 4,
    # Imported once and then forked: a quick start, and the workers share the memory.
    "preload_app": True,
    "timeout": 60,
    "graceful_timeout": 5,
    "accesslog": "-",
    "access_log_format": "%(t)s %({x-request-id}o)s %(m)s %(U)s %(s)s %(B)s B %(M)s ms",
    "logger_class": "hearth.local.management.commands.web.Log",
    "control_socket_disable": True,
    # Nobody stands before us whose word on the address or the scheme would count.
    "forwarded_allow_ips": "",
}


class Log(Logger):
    """gunicorn's log, without the tokens that stand in some addresses."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*args)
        return {**found, "U": masked(found["U"])}


class Server(BaseApplication):
    """gunicorn, told everything here rather than by files or the environment."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def load_config(self) -> None:
        for name, value in {**OPTIONS, "bind": self.address}.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        from hearth.config.wsgi import application

        return application


class Command(BaseCommand):
    help = "Serve the site with gunicorn on 127.0.0.1, port PORT (8000)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.COGNITO_JWKS_URL:
            settings.COGNITO_JWKS_URL = issuer.serve_keys()
        Server(f"127.0.0.1:{env.integer('PORT', 8000)}").run()
