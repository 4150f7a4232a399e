"""A proxy between a real SDK and a stand-in API, which spoils the answers to requests of its choice.

    with Proxy(api.url) as proxy:
        proxy.spoil("/zones/42", hung)
        ...  # a client of proxy.url

A fault is a function that answers in place of the stand-in, whose answer it is given.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

PAGE = b"<!doctype html><html><head><title>Sign in</title></head><body>Sign in to the guest network.</body></html>"


@dataclass(frozen=True)
class Passed:
    """What the stand-in answered."""

    status: int
    kind: str
    body: bytes


Fault = Callable[["Handler", Passed], None]


class Proxy:
    """See the module's docstring. A context manager; ``seen`` are the paths and queries asked for."""

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.seen: list[str] = []
        self.released = threading.Event()
        self._faults: list[tuple[str, Fault]] = []
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.proxy = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{self.target.path}"

    def spoil(self, part: str, fault: Fault) -> None:
        """Let every request whose path or query holds this part meet the fault."""
        self._faults.append((part, fault))

    def fault_of(self, path: str) -> Fault | None:
        return next((fault for part, fault in self._faults if part in path), None)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        proxy = self.server.proxy
        proxy.seen.append(self.path)
        connection = HTTPConnection(str(proxy.target.hostname), proxy.target.port or 80)
        connection.request("GET", self.path, headers=dict(self.headers.items()))
        response = connection.getresponse()
        passed = Passed(response.status, response.headers.get("Content-Type", ""), response.read())
        connection.close()
        fault = proxy.fault_of(self.path)
        if fault:
            fault(self, passed)
        else:
            self.send(passed.status, passed.kind, passed.body)

    def head(self, status: int, kind: str, length: int, headers: Mapping[str, str]) -> bytes:
        lines = {"Content-Type": kind, "Content-Length": str(length), **headers}
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"HTTP/1.1 {status} Lab\r\n{text}\r\n".encode("latin-1")

    def send(self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.wfile.write(self.head(status, kind, len(body), headers or {}) + body)

    def log_message(self, format: str, *args: object) -> None:
        """The log is :attr:`Proxy.seen`."""


def reset(handler: Handler, passed: Passed) -> None:
    """The connection is torn down without an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


def hung(handler: Handler, passed: Passed) -> None:
    """No answer, and no end either."""
    handler.server.proxy.released.wait()
    handler.close_connection = True


def dripping(handler: Handler, passed: Passed) -> None:
    """The right answer, a byte every 50 ms, which no timeout between two bytes ends."""
    for byte in handler.head(passed.status, passed.kind, len(passed.body), {}) + passed.body:
        handler.wfile.write(bytes((byte,)))
        if handler.server.proxy.released.wait(0.05):
            return


def truncated(handler: Handler, passed: Passed) -> None:
    """Half of the body, then the end of the connection."""
    half = passed.body[: len(passed.body) // 2]
    handler.wfile.write(handler.head(passed.status, passed.kind, len(passed.body), {}) + half)
    handler.close_connection = True


def cut(handler: Handler, passed: Passed) -> None:
    """A whole HTTP answer whose document ends early."""
    handler.send(passed.status, passed.kind, passed.body[: len(passed.body) // 2])


def garbage(handler: Handler, passed: Passed) -> None:
    """Status 200 and the right media type, but nonsense."""
    handler.send(200, passed.kind, b"\xff\x00\xfe nonsense" * 20)


def empty(handler: Handler, passed: Passed) -> None:
    """Status 200 and nothing else."""
    handler.send(200, passed.kind, b"")


def html(handler: Handler, passed: Passed) -> None:
    """What a captive portal answers to everything."""
    handler.send(200, "text/html; charset=UTF-8", PAGE)


def html_error(handler: Handler, passed: Passed) -> None:
    """What a load balancer answers where nothing is behind it."""
    handler.send(502, "text/html", b"<html><body><h1>502 Bad Gateway</h1></body></html>")


def unavailable(handler: Handler, passed: Passed) -> None:
    handler.send(503, "text/plain", b"Service Unavailable")


def throttled(seconds: int) -> Fault:
    """Too many requests, with the time to wait."""

    def fault(handler: Handler, passed: Passed) -> None:
        handler.send(429, "text/plain", b"Too Many Requests", {"Retry-After": str(seconds)})

    return fault
