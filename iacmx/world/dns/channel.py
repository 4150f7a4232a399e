"""The sockets: UDP channels connected to one resolver, and TCP streams of one query.

A channel is connected, so that the kernel drops whatever another address or port sends; its source port is random and
fresh for each run, as the ids are (RFC 5452 section 9.2).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from iacmx.world.dns.resolvers import Resolver

if TYPE_CHECKING:
    from iacmx.world.dns.query import Query

_LARGEST: Final = 65535


class Server:
    """A resolver as the run knows it.

    ``silent`` counts the tries without an answer since the last answer, ``silent_over_tcp`` those over TCP alone.
    ``edns``: it has not rejected EDNS.
    """

    __slots__ = ("edns", "label", "resolver", "silent", "silent_over_tcp", "source")

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.label = resolver.label
        self.source = f"DNS ({resolver.label})"
        self.edns = True
        self.silent = 0
        self.silent_over_tcp = 0


class Channel:
    """A UDP socket to one server. ``waiting`` are the queries it sent, by id."""

    __slots__ = ("receive", "send", "server", "socket", "waiting")

    def __init__(self, server: Server) -> None:
        """Raises OSError where the server can't be reached from here."""
        self.server = server
        self.waiting: dict[int, Query] = {}
        self.socket = socket.socket(server.resolver.family, socket.SOCK_DGRAM)
        try:
            self.socket.setblocking(False)
            self.socket.connect(server.resolver.sockaddr)
        except OSError:
            self.socket.close()
            raise
        self.receive = self.socket.recv
        self.send = self.socket.send


class Stream:
    """A TCP connection that asks one question (RFC 7766), without blocking."""

    __slots__ = ("_ident", "_in", "_out", "query", "server", "socket")

    def __init__(self, server: Server, query: Query, message: bytes) -> None:
        """Raises OSError where the server can't be reached from here."""
        self.server, self.query, self._ident = server, query, message[:2]
        self._out = len(message).to_bytes(2, "big") + message
        self._in = b""
        self.socket = socket.socket(server.resolver.family, socket.SOCK_STREAM)
        try:
            self.socket.setblocking(False)
            self.socket.connect(server.resolver.sockaddr)
        except BlockingIOError:
            pass
        except OSError:
            self.socket.close()
            raise

    def advance(self) -> bytes | None:
        """Go on after the socket became ready: the answer once it is whole. Raises OSError."""
        if self._out:
            self._out = self._out[self.socket.send(self._out) :]
            return None
        chunk = self.socket.recv(_LARGEST)
        if not chunk:
            raise ConnectionResetError("closed the connection")
        self._in += chunk
        length = int.from_bytes(self._in[:2], "big")
        if len(self._in) < 2 or len(self._in) < 2 + length:
            return None
        answer = self._in[2 : 2 + length]
        if answer[:2] != self._ident:
            raise ConnectionAbortedError("answered with another id")
        return answer

    @property
    def sending(self) -> bool:
        return bool(self._out)


class Ids:
    """Random query ids, from the system's randomness in blocks."""

    __slots__ = ("_block",)

    def __init__(self) -> None:
        self._block: Iterator[int] = iter(())

    def take(self) -> int:
        """An id."""
        return self._draw() & 0xFFFF

    def place(self, channels: Sequence[Channel]) -> tuple[Channel, int]:
        """One of the channels, and an id that no query waits for there."""
        while True:
            drawn = self._draw()
            channel, ident = channels[(drawn >> 16) % len(channels)], drawn & 0xFFFF
            if ident not in channel.waiting:
                return channel, ident

    def _draw(self) -> int:
        for drawn in self._block:
            return drawn
        self._block = iter(memoryview(os.urandom(4096)).cast("I"))
        return next(self._block)
