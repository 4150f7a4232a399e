"""What a stand-in API does instead of answering, shared by all of them."""

from __future__ import annotations

import socket
import threading
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler


class Fault(Enum):
    THROTTLED = auto()  # the provider's way to say "too many requests"
    SERVER_ERROR = auto()  # HTTP 503
    RESET = auto()  # the connection is closed without an answer
    TRUNCATED = auto()  # the body ends early, at less than its Content-Length
    CUT = auto()  # a whole HTTP answer whose document ends early
    GARBAGE = auto()  # HTTP 200 with an HTML page
    DENIED = auto()  # the credentials lack the permission
    EXPIRED = auto()  # the credentials are no longer (or never were) valid
    DRIP = auto()  # the right answer, a byte every 100 ms; it outlives every read timeout


PAGE = b"<html><head><title>Welcome</title></head><body><p>Sign in to the guest network.</p></body></html>"


class Faults:
    """The faults to come; THROTTLED, DENIED and EXPIRED are for the API itself to put into its own words."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._left: int | None = 0
        self._stopped = threading.Event()

    def set(self, fault: Fault, times: int | None = None) -> None:
        """Let the next ``times`` requests fail (``None``: all of them)."""
        with self._lock:
            self._fault, self._left = fault, times

    def next(self) -> Fault | None:
        """The fault of the request at hand."""
        with self._lock:
            if self._left is None:
                return self._fault
            if self._left == 0:
                return None
            self._left -= 1
            return self._fault

    def stop(self) -> None:
        """End the dripping answers."""
        self._stopped.set()

    def send(self, handler: BaseHTTPRequestHandler, fault: Fault | None, status: int, kind: str, body: bytes) -> None:
        """Send the answer, or what ``fault`` makes of it."""
        if fault is Fault.RESET:
            self._drop(handler)
            return
        if fault is Fault.SERVER_ERROR:
            status, kind, body = 503, "text/html", b"<html><body>Service Unavailable</body></html>"
        elif fault is Fault.GARBAGE:
            status, kind, body = 200, "text/html", PAGE
        elif fault is Fault.CUT:
            body = body[: len(body) // 2]
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if fault is Fault.TRUNCATED:
            handler.wfile.write(body[: len(body) // 2])
            self._drop(handler)
        elif fault is Fault.DRIP:
            self._drip(handler, body)
        else:
            handler.wfile.write(body)

    def _drip(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        try:
            for byte in body:
                handler.wfile.write(bytes((byte,)))
                if self._stopped.wait(0.1):
                    break
        except OSError:  # the client went away, as it should
            pass
        handler.close_connection = True

    def _drop(self, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.flush()
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)
