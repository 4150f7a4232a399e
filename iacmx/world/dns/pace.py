"""How much is outstanding, and when to try again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from typing import Final

from iacmx.world.dns.query import Patience, Query

WINDOW: Final = 100, 250
"""Queries outstanding in their first try, at the least, and at the most while answers take their time: what a slow
server's default receive buffer (208 KiB on Linux, at 768 octets a small datagram) holds without loss, and well below
the 1000 clients that a resolver's defaults let wait for what it has to find out itself."""
WIDEST: Final = 1000
"""Queries outstanding at the most while answers come at once."""
QUICK: Final = 0.1
"""Seconds within which an answer comes at once: it is from a cache, or of the server itself."""


class Window:
    """How many queries may be outstanding: it grows with answers and halves with losses, as TCP's does.

    What is not lost and answered at once opens it further, and slow answers close it again. ``calm`` is the least time
    between two halvings, in seconds: the losses of one moment count once.
    """

    __slots__ = ("_calm", "_halved_at", "_threshold", "size")

    def __init__(self, calm: float) -> None:
        least, _ = WINDOW
        self.size: float = least
        self._threshold: float = WIDEST
        self._calm = calm
        self._halved_at = float("-inf")

    def grow(self, took: float) -> None:
        """An answer came, ``took`` seconds after the latest try."""
        if took >= QUICK and self.size >= WINDOW[1]:
            self.size = max(WINDOW[1], self.size - 1)
        elif self.size < self._threshold:
            self.size += 1 if self.size < WINDOW[1] else 0.25
        else:
            self.size = min(self.size + 1 / self.size, WIDEST)

    def halve(self, now: float) -> None:
        if now - self._halved_at > self._calm:
            self._halved_at = now
            self.size = self._threshold = max(WINDOW[0], self.size / 2)


class Timers:
    """When to give up waiting for the latest try of each query.

    All waits of one kind are equally long, so a queue for each kind is in order by itself; a timer whose query has
    moved on is dropped when it comes up.
    """

    __slots__ = ("_queues", "_waits")

    def __init__(self, patience: Patience) -> None:
        self._waits = (*patience.waits, patience.tcp)
        self._queues: list[deque[tuple[float, Query, int]]] = [deque() for _ in self._waits]

    def start(self, query: Query, kind: int) -> None:
        """Wait for the query's latest try: ``kind`` is the number of a UDP try, or -1 for TCP."""
        now = query.asked_at = time.monotonic()
        self._queues[kind].append((now + self._waits[kind], query, query.tries))

    def next(self, now: float) -> float:
        """When the next timer may be due."""
        return min([queue[0][0] for queue in self._queues if queue], default=now)

    def due(self, now: float) -> Iterator[Query]:
        """The queries whose latest try has been waited for long enough."""
        for queue in self._queues:
            while queue:
                at, query, tries = queue[0]
                current = not query.done and query.tries == tries
                if current and at > now:
                    break
                queue.popleft()
                if current:
                    yield query
