"""A question under way, and how long it is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from iacmx.model import Answer, Kind
from iacmx.world.dns.question import Question
from iacmx.world.dns.reply import UNRESOLVED, Outcome

if TYPE_CHECKING:
    from iacmx.world.dns.channel import Channel, Server, Stream


Key = tuple[str, str]
"""A name in normal form and a record type."""


class Patience(Struct, frozen=True):
    """How long to wait for an answer, in seconds.

    ``waits`` are the waits after each UDP try, each longer than the one before: a lost datagram costs little, a
    resolver that needs seconds for a cold name is not flooded. ``tcp`` is the wait for an answer over TCP, which is
    the last try.
    """

    waits: tuple[float, ...] = (0.4, 0.8, 1.6)
    tcp: float = 4.0


class Query(Struct, eq=False):
    """A question under way.

    ``tries`` counts the messages sent, by UDP and TCP, the latest of them at ``asked_at`` (``time.monotonic``);
    ``sent`` are the channels and ids they went out by.
    ``trouble`` tells what went wrong at which server; a server in it is done with. ``edns``: the
    latest UDP try had it. ``over_tcp``: a TCP try is under way or in line. ``late``: the first try went unanswered.
    """

    key: Key
    question: Question
    tries: int = 0
    asked_at: float = 0.0
    sent: tuple[tuple[Channel, int], ...] = ()
    server: Server | None = None
    stream: Stream | None = None
    by_tcp: tuple[Server, ...] = ()
    trouble: dict[Server, str] = {}
    over_tcp: bool = False
    edns: bool = False
    late: bool = False
    done: bool = False

    def times(self, server: Server) -> int:
        """How often ``server`` was asked by UDP."""
        return sum(channel.server is server for channel, _ in self.sent)

    def give_up(self, servers: list[Server], reason: str) -> Outcome:
        """Unverified, and why: what each server asked did; ``reason`` where none was at fault."""
        asked = [*(channel.server for channel, _ in self.sent), *self.by_tcp]
        told = [
            f"{server.label} {self.trouble.get(server, 'did not answer')}"
            for server in servers
            if server in asked or server in self.trouble
        ]
        answer = Answer(Kind.UNVERIFIED, source="DNS", reason="; ".join([text for text in (*told, reason) if text]))
        return Outcome(answer, unresolved=UNRESOLVED in self.trouble.values())
