"""How often requests may be sent: in a burst first, then at a pace, and slower after Route 53 throttled one.

Route 53 keeps a token bucket for an account: 50 requests at once, 10 more each second (developer guide, "Quotas",
"Maximums on API requests"); others of the account take tokens too. A paced client loses no call; one that tries again
and again loses some and makes the others wait.
"""

from __future__ import annotations

import threading
import time
from fractions import Fraction
from typing import TYPE_CHECKING

from iacmx.provider import Deadline
from iacmx_route53.faults import NoTurn

if TYPE_CHECKING:
    from pyrate_limiter import StateBucket

RATE, BURST = 10.0, 50
"""What Route 53 allows: requests a second, and at once."""

MARGIN = 2
"""Tokens of the burst left alone: the two clocks do not agree on when a request was made."""

SLOWER, SLOWEST = 0.7, 0.1
"""What is left of the rate after a throttled request, and the least that is left of it at last."""

RECOVERY, FASTER = 50, 0.05
"""After so many answers in a row the rate grows by this share of the most that it may be."""


_SECOND = 1_000_000
"""In the limiter's unit of time, which is what it is given: in milliseconds a part of one is lost with each request."""


class Pace:
    """A token bucket of ``burst`` tokens, full at first, that is given ``rate`` more each second. For one thread at a
    time."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._early: list[int] = []
        self._bucket: StateBucket | None = None

    def take(self) -> float:
        """Take a token: 0.0. Or the seconds until there is one."""
        now = int(time.monotonic() * _SECOND)
        if len(self._early) < self._burst:  # a gate that sends no more need not import a limiter
            self._early.append(now)
            return 0.0
        from pyrate_limiter import RateItem

        if self._bucket is None:
            self._bucket = _bucket(self._rate, self._burst)
            for early in self._early:
                self._bucket.put(RateItem("", early))
        item = RateItem("", now)
        if self._bucket.put(item):
            return 0.0
        wait = self._bucket.waiting(item)
        assert isinstance(wait, int)  # only buckets outside this process are awaited
        return wait / _SECOND


class Budget:
    """Shared by all threads that ask one account; ``rate``, in requests a second, goes before what is known of it.

    ``rate`` is the pace kept now.
    """

    def __init__(self, rate: float | None = None) -> None:
        self._most = self.rate = RATE if rate is None else rate
        self._turn, self._state = threading.Lock(), threading.Lock()
        self._answers = 0
        self._burst = BURST - MARGIN if rate is None else _small(self.rate)
        self._pace = Pace(self.rate, self._burst)

    def seconds(self, requests: int) -> float:
        """About how long so many requests take at the pace kept now, answered at once."""
        return max(0, requests - self._burst) / self.rate

    def take(self, deadline: Deadline) -> Pace:
        """Wait until a request may be sent; what comes back says at which pace it was. Raises NoTurn."""
        if not self._turn.acquire(timeout=deadline.remaining):
            raise NoTurn
        try:
            while wait := (pace := self._pace).take():
                if wait >= deadline.remaining:
                    raise NoTurn
                time.sleep(wait)
            return pace
        finally:
            self._turn.release()

    def throttled(self, pace: Pace) -> None:
        """Slow down after a request sent at that pace was throttled; once for all that were under way together."""
        with self._state:
            if pace is not self._pace:
                return
            self._answers = 0
            self.rate = max(self.rate * SLOWER, self._most * SLOWEST)
            self._pace = Pace(self.rate, _small(self.rate))

    def answered(self) -> None:
        """Take note of a request that was not throttled."""
        if self.rate >= self._most:
            return
        with self._state:
            self._answers += 1
            if self._answers == RECOVERY:
                self._answers = 0
                self.rate = min(self.rate + self._most * FASTER, self._most)
                self._pace = Pace(self.rate, _small(self.rate))


def _small(rate: float) -> int:
    """Requests at once of one who keeps the pace: a tenth of a second's, so that a late one can be made up."""
    return max(1, round(rate / 10))


def _bucket(rate: float, burst: int) -> StateBucket:
    from pyrate_limiter import Rate, StateBucket, TokenBucket

    exact = Fraction(rate).limit_denominator(1000) or Fraction(1, 1000)
    return StateBucket([Rate(exact.numerator, exact.denominator * _SECOND, burst=burst)], TokenBucket())
