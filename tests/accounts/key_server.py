"""A key server of the tests' own, on a real socket, that can be made to misbehave."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]


class KeyServer:
    """Answers each connection by `behave`, and counts them."""

    def __init__(self, behave: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.behave = behave
        self.tls = tls
        self.hits = 0
        self.stopped = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listening.getsockname()[1]}/keys.json"
        self._serving = threading.Thread(target=self._accept, daemon=True)
        self._serving.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.hits += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            speaking = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            speaking.recv(65536)
            self.behave(speaking)
            speaking.shutdown(socket.SHUT_RDWR)
            speaking.close()

    def die(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._serving.join(5)
        self._listening.close()


@contextmanager
def key_server(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[KeyServer]:
    server = KeyServer(behave, tls)
    try:
        yield server
    finally:
        server.stopped.set()
        with suppress(OSError):
            server.die()


def answer(body: bytes, status: str = "200 OK", *headers: str) -> Behaviour:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return lambda connection: connection.sendall("\r\n".join(lines).encode() + body)


def as_json(document: object) -> Behaviour:
    return answer(json.dumps(document).encode())


def drip(whole: bytes, at_once: int, pause: threading.Event) -> Behaviour:
    """Send the beginning, then a byte now and then: every single read is answered soon enough."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(whole[:at_once])
        for byte in whole[at_once:]:
            if pause.wait(0.1):
                return
            connection.sendall(bytes([byte]))

    return behave
