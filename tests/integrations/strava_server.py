"""Strava's documented API on this machine: tokens, athlete, activities, goodbye, and all that goes wrong."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

HOURS = 3600


@dataclass
class Strava:
    """What it knows, and how it misbehaves."""

    now: float
    activities: dict[int, dict[str, Any]] = field(default_factory=dict)
    athlete: int = 7001
    access: str = "access-1"
    refresh: str = "refresh-1"
    refreshes: int = 0
    goodbyes: int = 0
    asked: list[str] = field(default_factory=list)
    revoked: bool = False
    refuses_application: bool = False
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    """Said instead of an answer, one after the other; a status of 0 is silence until `goes_on`."""
    goes_on: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)
    holds_refresh: threading.Event | None = None
    url: str = ""

    def tokens(self) -> dict[str, Any]:
        ends = int(self.now) + 6 * HOURS
        found = {"token_type": "Bearer", "expires_at": ends, "expires_in": 6 * HOURS}
        return {**found, "access_token": self.access, "refresh_token": self.refresh}

    def answer(self, method: str, path: str, token: str, form: dict[str, str]) -> tuple[int, Any]:
        if path == "/oauth/token":
            return self.token_call(form)
        if self.revoked or token != self.access:
            return 401, {"message": "Authorization Error"}
        if (method, path) == ("POST", "/oauth/deauthorize"):
            self.goodbyes += 1
            return 200, {"access_token": token}
        if path == "/api/v3/athlete":
            return 200, {"id": self.athlete}
        number = path.rpartition("/")[2]
        found = self.activities.get(int(number)) if number.isdigit() else None
        return (200, found) if found else (404, {"message": "Record Not Found"})

    def token_call(self, form: dict[str, str]) -> tuple[int, Any]:
        if self.refuses_application or not form.get("client_secret"):
            wrong = {"resource": "Application", "field": "client_secret", "code": "invalid"}
            return 401, {"message": "Authorization Error", "errors": [wrong]}
        if form.get("grant_type") == "authorization_code":
            if form.get("code") != "good":
                wrong = {"resource": "AuthorizationCode", "field": "code", "code": "invalid"}
                return 400, {"message": "Bad Request", "errors": [wrong]}
            return 200, {**self.tokens(), "athlete": {"id": self.athlete}}
        self.arrived.set()
        if self.holds_refresh is not None:
            self.holds_refresh.wait(10)
        if self.revoked or form.get("refresh_token") != self.refresh:
            wrong = {"resource": "RefreshToken", "field": "refresh_token", "code": "invalid"}
            return 400, {"message": "Bad Request", "errors": [wrong]}
        self.refreshes += 1
        self.access = f"access-{self.refreshes + 1}"
        return 200, self.tokens()


@contextmanager
def playing(strava: Strava) -> Iterator[Strava]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.serve()

        def do_POST(self) -> None:
            self.serve()

        def serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            form = {name: values[-1] for name, values in parse_qs(self.rfile.read(size).decode()).items()}
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            strava.asked.append(f"{self.command} {self.path}")
            headers: dict[str, str] = {}
            if strava.answers:
                status, body, headers = strava.answers.pop(0)
                if status == 0:
                    strava.goes_on.wait(10)
                    return
            else:
                status, found = strava.answer(self.command, self.path, token, form)
                body = json.dumps(found).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    strava.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield strava
    finally:
        strava.goes_on.set()
        server.shutdown()
        server.server_close()
