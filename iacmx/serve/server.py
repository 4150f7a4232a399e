"""The server itself: a socket, uvicorn, and signals."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
from collections.abc import Callable
from types import FrameType

import uvicorn
from msgspec import Struct
from uvicorn.protocols.http.h11_impl import H11Protocol

from iacmx.errors import UsageError
from iacmx.serve.app import application
from iacmx.serve.desk import Bounds, Desk, Judge, Log
from iacmx.serve.hcp import Hcp, Pace
from iacmx.serve.hosts import Hosts
from iacmx.serve.log import logger

LONGEST = 20.0
"""Seconds that a connection may last: one request and its answer."""
MOST_CONNECTIONS = 1000
_HANG_UP = 2
"""Seconds that requests which are still on their way have when the server is stopped; they will be sent again."""


class Set(Struct, frozen=True):
    """How a server is set up. ``key`` is the run task's HMAC key, ``largest`` the size of a plan in bytes.

    With a ``certificate`` and its key (PEM files) it speaks TLS. ``trust`` is whose certificates it believes when it
    calls: ``None`` leaves that to the system.
    """

    key: bytes
    hosts: Hosts
    judge: Judge
    largest: int
    bounds: Bounds = Bounds()
    certificate: str = ""
    certificate_key: str = ""
    pace: Pace = Pace()
    trust: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return "Set()"  # without the key, wherever it is printed


class _Brief(H11Protocol):
    """A connection that ends in time, whatever the client sends or does not send. uvicorn has no such limit."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._end = self.loop.call_later(LONGEST, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end.cancel()
        super().connection_lost(exc)


def serve(listening: socket.socket, how: Set) -> None:
    """Serve until SIGTERM or SIGINT, then finish what was accepted. Raises KeyboardInterrupt after SIGINT."""
    # uvicorn raises the signal that ended it once more: without a handler, a stop that went well looks like a kill.
    signal.signal(signal.SIGTERM, _done)
    asyncio.run(serving(listening, how, logger()))


async def serving(
    listening: socket.socket, how: Set, log: Log, begun: Callable[[uvicorn.Server], object] = lambda server: None
) -> None:
    """Serve until the server that ``begun`` is given is told that it should exit, then finish what was accepted."""
    hcp = Hcp(how.hosts, how.largest, how.pace, how.trust)
    desk = Desk(hcp, how.judge, log, how.bounds)
    config = uvicorn.Config(
        application(how.key, how.hosts, hcp, desk, log),
        http=_Brief,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=_HANG_UP,
        ssl_certfile=how.certificate or None,
        ssl_keyfile=how.certificate_key or None,
    )
    host, port = listening.getsockname()[:2]
    log.info("listening", host=str(host), port=int(port), tls=bool(how.certificate))
    server = uvicorn.Server(config)
    begun(server)
    await server.serve(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", "") or "not an address"
        raise UsageError(f"{host}:{port} can't be listened on: {reason}.", "Give another --listen.") from error


def _done(number: int, frame: FrameType | None) -> None:
    pass
