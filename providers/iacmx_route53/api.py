"""Calls to Route 53: paced, counted, tried again, ended in time, their failures translated."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.credentials import RefreshableCredentials
from msgspec import Struct

from iacmx import __version__, parallel
from iacmx.provider import Deadline
from iacmx_route53 import credentials, faults
from iacmx_route53.budget import Budget
from iacmx_route53.credentials import Access

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

T = TypeVar("T")

ATTEMPTS = 4
"""Requests per call for what passes by itself soon or not at all; a throttled one goes on until the deadline."""

ATTEMPT = 30.0
"""Seconds that one request may take from its first byte to the answer's last: no single one holds up an audit."""

ANSWER = 0.5
"""Seconds that an answer may take. With less left the last error is told instead, which says more than the deadline."""

USER_AGENT = f"iacmx/{__version__}"


def pause_after(attempt: int) -> float:
    """Seconds before the next request: random, so that threads throttled together do not come back together."""
    return random.uniform(0, min(5.0, 0.25 * 2**attempt))  # noqa: S311 - no secret


class Tally(Struct):
    """Requests sent, retries included."""

    sent: int = 0


class Api:
    """One account, for all threads."""

    def __init__(self, access: Access, deadline: Deadline, budget: Budget) -> None:
        self._access = access
        self._deadline = deadline
        self._budget = budget
        self._lock = threading.Lock()
        self._sent = 0
        self._here = threading.local()

    @classmethod
    def connect(cls, deadline: Deadline, account: str, rate: float | None) -> Api:
        """To that account (:mod:`iacmx_route53.credentials`) at that rate. Raises ProviderError."""
        return cls(credentials.access(account, deadline), deadline, Budget(rate))

    @property
    def sent(self) -> int:
        """Requests sent so far by all threads, retries included."""
        return self._sent

    def seconds(self, requests: int) -> float:
        """About how long so many requests take at the rate that is kept."""
        return self._budget.seconds(requests)

    def caller(self) -> str:
        """The ARN of whom the credentials belong to, ``""`` where AWS does not tell (in time)."""
        try:
            return parallel.run(self._access.caller, self._deadline)
        except TimeoutError:
            return ""

    def counting(self) -> Tally:
        """Begin to count anew what the calling thread sends."""
        self._here.tally = tally = Tally()
        return tally

    def call(self, action: str, parameters: Mapping[str, str], read: Callable[[Any], T], zone_id: str = "") -> T:
        """What ``read`` makes of the members of the answer to ``action``, asked again while the failure may pass.

        Members are as botocore gives them; ``zone_id`` is that of the zone asked for. Raises ProviderError,
        ZoneNotFound.
        """
        target = self._access.service.target(action, parameters)
        for attempt in count(1):
            try:
                return read(self._attempt(action, target))
            except faults.FAULTS as error:
                pause = pause_after(attempt)
                if not self._hopeful(error, attempt, pause):
                    raise faults.translate(error, action, zone_id) from error
            time.sleep(pause)
        raise AssertionError  # count() has no end

    def _attempt(self, action: str, target: str) -> dict[str, Any]:
        pace = self._budget.take(self._deadline)
        if not self._deadline.remaining:
            raise TimeoutError
        deadline = Deadline(min(self._deadline.at, Deadline.after(ATTEMPT).at))
        access = self._access
        headers = {**access.signer.headers(target, self._keys(deadline)), "User-Agent": USER_AGENT}
        self._count()
        try:
            members = access.service.read(action, access.wire.get(target, headers, deadline))
        except faults.FAULTS as error:
            if faults.throttled(error):
                self._budget.throttled(pace)
            raise
        self._budget.answered()
        return members

    def _keys(self, deadline: Deadline) -> ReadOnlyCredentials:
        """The keys to sign with; those that expire are renewed in time, which may take requests elsewhere."""
        held = self._access.credentials
        if isinstance(held, RefreshableCredentials) and held.refresh_needed():
            return parallel.run(held.get_frozen_credentials, deadline)
        return held.get_frozen_credentials()

    def _hopeful(self, error: Exception, attempt: int, pause: float) -> bool:
        """Whether another request may be answered, after that pause, before the deadline."""
        worth_it = faults.throttled(error) or (faults.passing(error) and attempt < ATTEMPTS)
        return worth_it and pause + ANSWER < self._deadline.remaining

    def _count(self) -> None:
        with self._lock:
            self._sent += 1
        tally: Tally | None = getattr(self._here, "tally", None)
        if tally is not None:
            tally.sent += 1
