"""Many questions at once over a few sockets: what to send, when to send again, when to give up.

One thread, non-blocking sockets, and batches: whatever is readable is read before the next wait. What is outstanding is
bounded by a window that grows with answers and shrinks with losses, so that neither side's socket buffer overruns.
"""

from __future__ import annotations

import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from iacmx.model import Kind
from iacmx.world.dns.channel import Channel, Ids, Server, Stream
from iacmx.world.dns.complete import complete
from iacmx.world.dns.pace import Timers, Window
from iacmx.world.dns.plain import plain
from iacmx.world.dns.query import Key, Patience, Query
from iacmx.world.dns.question import question
from iacmx.world.dns.reply import BADVERS, FORMERR, Misfit, Outcome, Reply, conclude, unverified
from iacmx.world.questions import NOT_AUTHORITATIVE

if TYPE_CHECKING:
    from iacmx.provider import Deadline

CHANNELS: Final = 8
"""UDP sockets per server: each adds the randomness of a source port and a receive buffer of its own."""
OUTSTANDING: Final = 4000
"""Queries outstanding at all, those that wait for a later try included."""
STREAMS: Final = 32
"""TCP connections at once; when that many in a row went unanswered, no more are tried."""
SILENT: Final = 3
"""Unanswered tries in a row after which another server is asked first."""
LATE: Final = "the time for DNS was over"
UNASKABLE: Final = "not a name DNS can be asked for"
_TRUNCATED: Final = "truncated its answer and did not give it whole over TCP"
_BURST: Final = 256
_RECEIVE: Final = 4096


Arrived = Callable[[dict[Key, Outcome], int], Iterable[Key]]


class Exchange:
    """One round of questions to some servers. ``sent`` counts the messages sent."""

    def __init__(self, servers: list[Server], deadline: Deadline, patience: Patience, *, recursion: bool) -> None:
        self.sent = 0
        self._servers = servers
        self._deadline = deadline
        self._udp_tries = len(patience.waits)
        self._recursion = recursion
        self._selector = selectors.DefaultSelector()
        self._channels: dict[Server, list[Channel]] = {}
        self._width = 1
        self._ids = Ids()
        self._timers = Timers(patience)
        self._window = Window(patience.waits[0])
        self._streams = 0
        self._for_tcp: deque[tuple[Query, Server]] = deque()
        self._open: set[Query] = set()
        self._outcomes: dict[Key, Outcome] = {}
        self._fresh = 0

    def run(self, keys: Sequence[Key], arrived: Arrived | None = None) -> dict[Key, Outcome]:
        """The outcome of every question, at the deadline at the latest.

        ``arrived`` is given the outcomes as they come, instead, with how many questions are in line yet, and says what
        is to be asked further.
        """
        todo = deque(keys)
        self._width = CHANNELS if arrived is not None else min(CHANNELS, len(todo))
        try:
            while (todo or self._open) and self._deadline.remaining:
                while todo and self._fresh < self._window.size and len(self._open) < OUTSTANDING:
                    self._start(todo.popleft())
                self._wait()
                self._expire()
                if arrived is not None and self._outcomes:
                    outcomes, self._outcomes = self._outcomes, {}
                    todo.extend(arrived(outcomes, len(todo)))
        finally:
            for registered in list(self._selector.get_map().values()):
                registered.data.socket.close()
            self._selector.close()
        for query in self._open:
            self._outcomes[query.key] = query.give_up(self._servers, LATE)
        for key in todo:
            self._outcomes[key] = unverified(LATE)
        return self._outcomes

    # ------------------------------------------------------------------ sending

    def _start(self, key: Key) -> None:
        asked = question(*key)
        if asked is None:
            self._outcomes[key] = unverified(UNASKABLE)
            return
        query = Query(key, asked)
        self._open.add(query)
        self._fresh += 1
        self._try(query)

    def _try(self, query: Query) -> None:
        """The next try of a query, or its end."""
        servers = self._candidates(query)
        if servers and query.tries < self._udp_tries:
            self._send(query, min(servers, key=query.times) if query.tries else servers[0])
        elif not query.by_tcp and (servers or len(self._servers) == 1):
            # Over TCP at last: what drops answers over UDP seldom drops TCP, and a sole server gets a second try.
            self._connect(query, (servers or self._servers)[0])
        else:
            self._finish(query, query.give_up(self._servers, ""))

    def _candidates(self, query: Query) -> list[Server]:
        """The servers that have not failed this query, the one to ask first in front."""
        servers = self._servers
        if query.trouble:
            servers = [server for server in servers if server not in query.trouble]
        if len(servers) > 1 and servers[0].silent >= SILENT:
            servers = sorted(servers, key=_silence)
        return servers

    def _send(self, query: Query, server: Server) -> None:
        try:
            channels = self._channels.get(server) or self._connect_channels(server)
        except OSError as error:
            self._failed(query, server, _unreachable(error))
            return
        channel, ident = placed = self._ids.place(channels)
        channel.waiting[ident] = query
        query.sent += (placed,)
        query.server = server
        # Some middleboxes still drop EDNS: the last try over UDP does without.
        query.edns = server.edns and query.tries + 1 < max(2, self._udp_tries)
        message = query.question.message(ident.to_bytes(2, "big"), recursion=self._recursion, edns=query.edns)
        self._count(query, min(query.tries, self._udp_tries - 1))
        try:
            channel.send(message)
        except BlockingIOError:
            return  # as good as lost on the way: the timer sends it again
        except OSError as error:
            self._refused(channel, error)

    def _connect_channels(self, server: Server) -> list[Channel]:
        channels = [Channel(server)]
        try:
            while len(channels) < self._width:
                channels.append(Channel(server))
        except OSError:
            pass  # too many open files: the ones at hand will do
        for channel in channels:
            self._selector.register(channel.socket, selectors.EVENT_READ, channel)
        self._channels[server] = channels
        return channels

    def _connect(self, query: Query, server: Server) -> None:
        self._hang_up(query)
        query.by_tcp += (server,)
        if server.silent_over_tcp >= STREAMS:
            self._failed(query, server, "did not answer", tcp=True)
            return
        query.over_tcp = True
        if self._streams >= STREAMS:
            query.tries += 1  # outdates the timer: it waits for a free stream, not for an answer
            self._for_tcp.append((query, server))
            return
        query.server = server
        self._count(query, -1)
        ident = self._ids.take().to_bytes(2, "big")
        message = query.question.message(ident, recursion=self._recursion, edns=server.edns)
        try:
            stream = Stream(server, query, message)
        except OSError as error:
            query.over_tcp = False
            self._failed(query, server, _unreachable(error), tcp=True)
            return
        query.stream = stream
        self._streams += 1
        self._selector.register(stream.socket, selectors.EVENT_WRITE, stream)

    def _count(self, query: Query, kind: int) -> None:
        query.tries += 1
        self.sent += 1
        self._timers.start(query, kind)

    # ------------------------------------------------------------------ receiving

    def _wait(self) -> None:
        now = time.monotonic()
        pause = min(self._timers.next(now) - now, self._deadline.remaining)
        for key, _ in self._selector.select(max(0.0, pause)):
            if isinstance(key.data, Channel):
                self._receive(key.data)
            else:
                self._advance(key.data)

    def _receive(self, channel: Channel) -> None:
        receive, waiting, server = channel.receive, channel.waiting, channel.server
        for _ in range(_BURST):
            try:
                data = receive(_RECEIVE)
            except BlockingIOError:
                return
            except OSError as error:
                self._refused(channel, error)
                return
            query = waiting.get(data[0] << 8 | data[1]) if len(data) >= 12 else None
            if query is not None:
                self._read(query, server, data)

    def _advance(self, stream: Stream) -> None:
        query, server = stream.query, stream.server
        if query.stream is not stream:
            return
        try:
            data = stream.advance()
        except BlockingIOError:
            return
        except OSError as error:
            self._hang_up(query)
            self._failed(query, server, _unreachable(error), tcp=True)
            return
        if data is not None:
            self._hang_up(query)
            server.silent_over_tcp = 0
            self._read(query, server, data, tcp=True)
        elif not stream.sending:
            self._selector.modify(stream.socket, selectors.EVENT_READ, stream)

    def _read(self, query: Query, server: Server, data: bytes, *, tcp: bool = False) -> None:
        server.silent = 0
        reply = plain(data, query.question) or complete(data, query.question)
        if reply is Misfit.OTHER and not tcp:
            return  # perhaps forged, and the right answer is still on its way
        if isinstance(reply, Misfit):
            self._failed(query, server, str(reply), tcp=tcp)
        elif reply.truncated:
            self._truncated(query, server, tcp=tcp)
        elif reply.rcode in (FORMERR, BADVERS) and query.edns and not tcp:
            # A server older than EDNS (RFC 6891 section 7): ask again without, and from now on.
            server.edns = False
            self._send(query, server)
        else:
            self._conclude(query, server, reply, tcp=tcp)

    def _conclude(self, query: Query, server: Server, reply: Reply, *, tcp: bool) -> None:
        outcome = conclude(reply, query.question, server.source)
        if outcome.answer.kind is Kind.UNVERIFIED:
            self._failed(query, server, outcome.answer.reason, tcp=tcp)
            return
        if not self._recursion and not reply.authoritative:
            # Somebody's cache: what was asked for is what the server itself holds.
            self._failed(query, server, NOT_AUTHORITATIVE, tcp=tcp)
            return
        self._window.grow(time.monotonic() - query.asked_at)
        self._finish(query, outcome)

    def _truncated(self, query: Query, server: Server, *, tcp: bool) -> None:
        if tcp:
            self._failed(query, server, _TRUNCATED, tcp=True)
        elif server not in query.by_tcp:
            query.trouble.setdefault(server, _TRUNCATED)
            self._connect(query, server)

    # ------------------------------------------------------------------ what goes wrong, and the end

    def _failed(self, query: Query, server: Server, reason: str, *, tcp: bool = False) -> None:
        """The server is of no use for this query: another one, or a second try."""
        known = server in query.trouble
        query.trouble.setdefault(server, reason)
        # The answers to several tries may all fail: only the first one leads on, and none while TCP is under way.
        if not query.done and not query.over_tcp and (tcp or not known):
            self._try(query)

    def _refused(self, channel: Channel, error: OSError) -> None:
        reason = _unreachable(error)
        waiting = list(channel.waiting.values())
        channel.waiting.clear()
        for query in waiting:
            self._failed(query, channel.server, reason)

    def _expire(self) -> None:
        now = time.monotonic()
        for query in self._timers.due(now):
            self._expired(query, now)

    def _expired(self, query: Query, now: float) -> None:
        server = query.server
        if server is not None:
            server.silent += 1
        if not query.late:
            query.late = True
            self._fresh -= 1
            self._window.halve(now)
        if query.stream is not None:
            query.stream.server.silent_over_tcp += 1
            self._hang_up(query)
            self._failed(query, query.by_tcp[-1], "did not answer", tcp=True)
        else:
            self._try(query)

    def _finish(self, query: Query, outcome: Outcome) -> None:
        if query.done:
            return
        query.done = True
        self._outcomes[query.key] = outcome
        self._open.discard(query)
        if not query.late:
            self._fresh -= 1
        for channel, ident in query.sent:
            channel.waiting.pop(ident, None)
        if query.stream is not None:
            self._hang_up(query)

    def _hang_up(self, query: Query) -> None:
        """Close the query's stream and give its place to the next query that needs one."""
        stream, query.stream, query.over_tcp = query.stream, None, False
        if stream is None:
            return
        self._selector.unregister(stream.socket)
        stream.socket.close()
        self._streams -= 1
        while self._for_tcp and self._streams < STREAMS:
            waiting, server = self._for_tcp.popleft()
            if not waiting.done:
                self._connect(waiting, server)


def _silence(server: Server) -> int:
    return server.silent if server.silent >= SILENT else 0


def _unreachable(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "refused the connection"
    return f"can't be reached ({error.strerror})" if error.strerror else str(error)
