"""The same questions to each of several servers, all at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from iacmx.model import Answer, Kind
from iacmx.world.dns.engine import Engine
from iacmx.world.dns.query import Patience

if TYPE_CHECKING:
    from iacmx.provider import Deadline
    from iacmx.serving.servers import Server
    from iacmx.world.served import Key

PATIENCE: Final = Patience(waits=(0.4, 0.8, 1.6), tcp=2.0)
"""Of one question to one server; a server that is not there is told apart after five seconds."""
NOT_ANSWERED: Final = "the time for DNS was over"


def ask_each(
    servers: Sequence[Server], questions: Iterable[Key], deadline: Deadline, *, patience: Patience = PATIENCE
) -> dict[str, dict[Key, Answer]]:
    """Every server's answer to every question, by the server's name; at the deadline at the latest.

    Name servers are asked without recursion, and an answer without authority is none. What a server could not tell is
    UNVERIFIED, with the reason. TTLs are the server's: of a resolver, what is left of them. Nothing is remembered.
    """
    from iacmx.parallel import run_all

    keys = list(dict.fromkeys(questions))
    calls = [partial(_ask, server, keys, deadline, patience) for server in servers]
    found: dict[str, dict[Key, Answer]] = {}
    for server, outcome in zip(servers, run_all(calls, deadline), strict=True):
        try:
            found[server.name] = outcome()
        except TimeoutError:
            found[server.name] = dict.fromkeys(keys, Answer(Kind.UNVERIFIED, reason=NOT_ANSWERED, source=server.name))
    return found


def _ask(server: Server, keys: Sequence[Key], deadline: Deadline, patience: Patience) -> dict[Key, Answer]:
    if not server.addresses:
        reason = "its address is not known"
        return dict.fromkeys(keys, Answer(Kind.UNVERIFIED, reason=reason, source=server.name))
    engine = Engine(server.addresses, deadline=deadline, recursion=server.recursion, patience=patience)
    return engine.ask(keys)
