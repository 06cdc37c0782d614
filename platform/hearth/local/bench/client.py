"""A client that is quick enough not to be what is measured: raw sockets that stay open, one thread each."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle

Next = Callable[[], bytes | None]


@dataclass
class Tally:
    """What came back."""

    seconds: float = 0.0
    client_cpu: float = 0.0
    """Seconds of processor time that this client itself used."""
    answers: int = 0
    codes: dict[int, int] = field(default_factory=dict)

    @property
    def milliseconds(self) -> float:
        """Of the wall, per answer."""
        return 1000 * self.seconds / self.answers


def request(path: str, port: int, body: bytes = b"", **headers: str) -> bytes:
    lines = [
        f"{'POST' if body else 'GET'} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: application/json",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def again(what: bytes) -> Next:
    return lambda: what


def each(queue: list[bytes]) -> Next:
    """Every one of them once; what is answered after the last is nothing."""
    lock, rest = threading.Lock(), iter(queue)

    def take() -> bytes | None:
        with lock:
            return next(rest, None)

    return take


def in_turn(requests: list[bytes]) -> Next:
    """One after the other, for ever."""
    return cycle(requests).__next__


def hammer(port: int, following: Next, *, connections: int, seconds: float) -> Tally:
    """Ask as fast as answers come for so long; every connection waits for its answer."""
    tally, lock = Tally(), threading.Lock()
    end = time.monotonic() + seconds

    def ask() -> None:
        codes: dict[int, int] = {}
        with _Line(port) as line:
            while time.monotonic() < end and (what := following()) is not None:
                code, _ = line.ask(what)
                codes[code] = codes.get(code, 0) + 1
        with lock:
            for code, number in codes.items():
                tally.codes[code] = tally.codes.get(code, 0) + number
                tally.answers += number

    started, used = time.monotonic(), time.process_time()
    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.seconds = time.monotonic() - started
    tally.client_cpu = time.process_time() - used
    return tally


def once(port: int, what: bytes) -> tuple[int, dict[str, str], bytes]:
    """Ask once; return the code, the headers in small letters, and the body."""
    with _Line(port) as line:
        code, body = line.ask(what)
        return code, line.headers, body


class _Line:
    """One connection; opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.head = b""
        self.open()

    def __enter__(self) -> "_Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, what: bytes) -> tuple[int, bytes]:
        self.socket.sendall(what)
        found = self.socket.recv(262144)
        if not found:  # it was kept for as long as the server keeps them
            self.socket.close()
            self.open()
            return self.ask(what)
        while (at := found.find(b"\r\n\r\n")) < 0:
            found += self._more()
        self.head = found[:at]
        code = int(found[9:12])
        length = 0
        if code != 304:
            place = self.head.lower().find(b"content-length:")
            length = int(self.head[place + 15 :].split(b"\r\n", 1)[0])
        parts, have = [found[at + 4 :]], len(found) - at - 4
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        return code, b"".join(parts)

    def _more(self) -> bytes:
        found = self.socket.recv(262144)
        if not found:
            raise ConnectionError("The server hung up in the middle of an answer.")
        return found

    @property
    def headers(self) -> dict[str, str]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
