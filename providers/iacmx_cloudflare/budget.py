"""When the next request may be sent: one budget for all threads of a connection.

Cloudflare allows 1200 requests in 5 minutes per user, the dashboard and every other program of the user included, and
200 a second per address; who sends more is refused for 5 minutes ("Rate limits" of Fundamentals). Requests are sent as
fast as they come while there is room, and then as it is renewed: no five minutes ever see more than 1200, and what the
answers say is left (``Ratelimit``, which knows of the user's other programs) goes before the own count.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyrate_limiter import InMemoryBucket

    from iacmx.provider import Deadline

REQUESTS, WINDOW_SECONDS = 1200, 300
REQUESTS_PER_SECOND = 200
_UNCOUNTED = 100
"""So few need no limiter, and a gate that sends no more need not import one."""
_JITTER_SECONDS = 1.5
"""The end of one window, in whole seconds and as seen from here, differs from answer to answer by less."""
_REMAINING = re.compile(r'(?:^|,)\s*"?[^",;]*"?\s*;(?=[^,]*\br=(\d{1,9}))(?=[^,]*\bt=(\d{1,9}))')


class Budget:
    """How much may be sent; safe to use from several threads at once.

    ``rate`` is how many requests a second to send at most in place of Cloudflare's published limits; what Cloudflare
    says is left is obeyed all the same. ``now`` are seconds of a clock, ``changed`` waits in the same seconds.
    """

    def __init__(
        self,
        rate: float | None = None,
        now: Callable[[], float] = time.monotonic,
        changed: threading.Condition | None = None,
    ) -> None:
        self._rate = rate
        self._now = now
        self._changed = changed or threading.Condition()
        self._early: list[int] = []
        self._sent: InMemoryBucket | None = None
        self._total = 0
        self._open = 0
        self._left: int | None = None
        self._renewed_at = 0.0
        self._closed_until = 0.0

    def take(self, deadline: Deadline) -> float:
        """Wait until one request may be sent, and count it: 0.0. Or the seconds to wait that ``deadline`` has not.

        Whoever was given 0.0 says afterwards that it was :meth:`answered`.
        """
        with self._changed:
            while wait := self._wait():
                left = deadline.remaining
                if wait >= left and (not self._open or not left):
                    return wait
                self._changed.wait(min(wait, left))
            self._open += 1
            self._total += 1
        return 0.0

    def answered(self, headers: Mapping[str, str] | None) -> None:
        """A request is over; ``headers`` (lower case, or of any case where the mapping does not care) of its answer."""
        told = None if headers is None else remaining(headers)
        with self._changed:
            self._open -= 1
            if told is not None:
                self._note(*told)
            self._changed.notify_all()

    def close(self, seconds: float) -> None:
        """Send nothing for so long: Cloudflare refuses everything until then."""
        with self._changed:
            self._closed_until = max(self._closed_until, self._now() + seconds)

    def seconds(self, requests: int) -> float:
        """About how long the limits make so many more requests take."""
        if self._rate is not None:
            return requests / self._rate
        return float(max(0, self._total % REQUESTS + requests - 1) // REQUESTS * WINDOW_SECONDS)

    def _note(self, left: int, seconds: float) -> None:
        """Answers overtake each other, so of one window the lowest number counts; those under way may not be in it."""
        renewed_at = self._now() + seconds
        if self._left is None or renewed_at > self._renewed_at + _JITTER_SECONDS:
            self._left, self._renewed_at = left, renewed_at
        else:
            self._left = min(self._left, left)

    def _wait(self) -> float:
        now = self._now()
        if now < self._closed_until:
            return self._closed_until - now
        if now >= self._renewed_at:
            self._left = None
        if self._left is not None and self._left <= self._open:
            return self._renewed_at - now
        return self._count(int(now * 1000)) / 1000

    def _count(self, at: int) -> int:
        """Count a request at ``at``; or the time to wait until there is room for it. Both in milliseconds."""
        if self._rate is None and len(self._early) < _UNCOUNTED:
            self._early.append(at)
            return 0
        from pyrate_limiter import RateItem

        if self._sent is None:
            self._sent = _log(self._rate)
            for early in self._early:
                self._sent.put(RateItem("", early))
        self._sent.leak(at)
        item = RateItem("", at)
        if self._sent.put(item):
            return 0
        wait = self._sent.waiting(item)
        assert isinstance(wait, int)  # only buckets outside this process are awaited
        return wait + 1


def remaining(headers: Mapping[str, str]) -> tuple[int, float] | None:
    """How many requests are left, and for how many seconds, as an answer tells: that of its limits with the fewest.

    ``Ratelimit: "default";r=50;t=30`` (IETF draft "RateLimit header fields for HTTP"); ``X-RateLimit-Remaining``, which
    has no time, holds until the pace of the limit renews one request.
    """
    told = [(int(left), float(seconds)) for left, seconds in _REMAINING.findall(headers.get("ratelimit", ""))]
    if not told and (left := headers.get("x-ratelimit-remaining", "")).isdecimal():
        told = [(int(left), WINDOW_SECONDS / REQUESTS)]
    return min(told, default=None)


def _log(rate: float | None) -> InMemoryBucket:
    from pyrate_limiter import InMemoryBucket, Rate

    if rate is None:
        return InMemoryBucket([Rate(REQUESTS_PER_SECOND, 1000), Rate(REQUESTS, WINDOW_SECONDS * 1000)])
    at_once = math.ceil(rate)
    return InMemoryBucket([Rate(at_once, math.ceil(at_once / rate * 1000))])
