"""Many hosts at a time, each spoken to once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from iacmx.parallel import run
from iacmx.probing import Manner, State
from iacmx.probing.session import Session, converse
from iacmx.provider import Deadline
from iacmx.rules._addresses import not_global

Host = tuple[str, tuple[str, ...]]
"""A host, and its addresses in the order in which they are to be tried."""


def _nobody() -> None:
    """Nobody is told."""


def probe(
    hosts: Sequence[Host], manner: Manner, deadline: Deadline, done: Callable[[], None] = _nobody
) -> list[Session]:
    """What came of each host, at the deadline at the latest. ``done`` is called after each, in another thread."""
    if not hosts:
        return []
    # In a thread of its own: whoever calls may run an event loop himself.
    return run(lambda: asyncio.run(_all(hosts, manner, deadline, done)), Deadline.after(deadline.remaining + 10))


async def _all(hosts: Sequence[Host], manner: Manner, deadline: Deadline, done: Callable[[], None]) -> list[Session]:
    places = asyncio.Semaphore(manner.width)

    async def one(host: Host) -> Session:
        session = await _one(host, manner, deadline, places)
        done()
        return session

    return await asyncio.gather(*map(one, hosts))


async def _one(host: Host, manner: Manner, deadline: Deadline, places: asyncio.Semaphore) -> Session:
    name, addresses = host
    special = {address: not_global(address) for address in addresses}
    allowed = [address for address in addresses if manner.allow_private or not special[address]]
    if not allowed:
        why = ", ".join(f"{address}: {kind}" for address, kind in special.items())
        return Session(name, state=State.NOT_ALLOWED, detail=why)
    async with places:
        try:
            async with asyncio.timeout(deadline.remaining):
                return await converse(name, allowed, manner)
        except TimeoutError:
            return Session(name, state=State.NO_TIME)
