"""Calls to Route 53: paced, counted, tried again, ended in time, their failures translated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from iacmx import parallel
from iacmx.provider import Deadline
from iacmx_route53 import credentials, faults
from iacmx_route53.budget import Budget
from iacmx_route53.credentials import Access

T = TypeVar("T")

ATTEMPTS = 4
"""Requests per call for what passes by itself soon or not at all; a throttled one goes on until the deadline."""

ATTEMPT = 30.0
"""Seconds that one request may take from its first byte to the answer's last: no single one holds up an audit."""

ANSWER = 0.5
"""Seconds that an answer may take. With less left the last error is told instead, which says more than the deadline."""

PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""Seconds between two requests at most, at first and later on: random, so that threads throttled together do not come
back together."""


class Tally(Struct):
    """Requests sent, retries included."""

    sent: int = 0


class Api:
    """One account, for all threads."""

    def __init__(self, access: Access, deadline: Deadline, budget: Budget) -> None:
        self._access = access
        self._deadline = deadline
        self._budget = budget
        self._retrying = Retrying(
            retry=retry_if_exception(faults.passing),
            wait=wait_random_exponential(multiplier=PAUSE, max=LONGEST_PAUSE),
            stop=self._is_hopeless,
            reraise=True,
        )
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
        try:
            return self._retrying(lambda: self._attempt(action, target, read))
        except faults.FAULTS as error:
            raise faults.translate(error, action, zone_id) from error

    def _attempt(self, action: str, target: str, read: Callable[[Any], T]) -> T:
        pace = self._budget.take(self._deadline)
        if not self._deadline.remaining:
            raise TimeoutError
        deadline = Deadline(min(self._deadline.at, Deadline.after(ATTEMPT).at))
        access = self._access
        headers = access.signer.headers(target, access.keys(deadline))
        self._count()
        try:
            members = access.service.read(action, access.wire.get(target, deadline, headers))
        except faults.FAULTS as error:
            if faults.throttled(error):
                self._budget.throttled(pace)
            raise
        self._budget.answered()
        return read(members)

    def _is_hopeless(self, state: RetryCallState) -> bool:
        """Whether no other request may be answered, after the pause, before the deadline."""
        error = state.outcome.exception() if state.outcome else None
        if state.upcoming_sleep + ANSWER >= self._deadline.remaining:
            return True
        return state.attempt_number >= ATTEMPTS and not (error and faults.throttled(error))

    def _count(self) -> None:
        with self._lock:
            self._sent += 1
        tally: Tally | None = getattr(self._here, "tally", None)
        if tally is not None:
            tally.sent += 1
