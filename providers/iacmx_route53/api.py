"""Calls to Route 53: paced, counted, tried again, ended in time, their failures translated."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from botocore.config import Config
from msgspec import Struct
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from iacmx import __version__, parallel
from iacmx.provider import Deadline
from iacmx_route53 import credentials, faults, pages
from iacmx_route53.budget import Budget
from iacmx_route53.credentials import Access

T = TypeVar("T")

ATTEMPTS = 4
"""Requests per call for what passes by itself soon or not at all; a throttled one goes on until the deadline."""

PAUSE = wait_random_exponential(multiplier=0.25, max=5)
"""Seconds between them: random, so that threads throttled together do not come back together."""

ATTEMPT = 30.0
"""Seconds that one request may take from its first byte to the answer's last: no single one holds up an audit."""

ANSWER = 0.5
"""Seconds that an answer may take. With less left the last error is told instead, which says more than the deadline."""

_CONFIG = Config(
    retries={"total_max_attempts": 1, "mode": "standard"},  # retried here: botocore's modes give up on a broken body
    connect_timeout=5,
    read_timeout=15,
    max_pool_connections=parallel.WIDTH,
    parameter_validation=False,  # a quarter of a call would go into checks of what this package writes itself,
    user_agent=f"iacmx/{__version__}",  # and into finding out anew what machine this is
)


class Tally(Struct):
    """Requests sent, retries included."""

    sent: int = 0


class Api:
    """One client, shared by all threads (boto3's clients are safe to share, its sessions are not)."""

    def __init__(self, access: Access, deadline: Deadline, budget: Budget) -> None:
        self.client = access.client
        self._access = access
        self._deadline = deadline
        self._budget = budget
        self._lock = threading.Lock()
        self._sent = 0
        self._here = threading.local()
        self.client.meta.events.register("before-send.route53", self._count)
        pages.read_lightly(self.client)

    @classmethod
    def connect(cls, deadline: Deadline, account: str, rate: float | None) -> Api:
        """A client for that account (:mod:`iacmx_route53.credentials`) at that rate. Raises ProviderError."""
        return cls(credentials.access(account, _CONFIG, deadline), deadline, Budget(rate))

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

    def call(self, action: str, request: Callable[[], T], zone_id: str = "") -> T:
        """What ``request`` makes of the answer to ``action``. Raises ProviderError, ZoneNotFound.

        ``request`` is called again while the failure may pass, so it must do nothing but send and read.
        """
        retrying = Retrying(
            retry=retry_if_exception(faults.passing),
            wait=PAUSE,
            stop=self._hopeless,
            reraise=True,
        )
        try:
            return retrying(partial(self._attempt, request))
        except faults.FAULTS as error:
            raise faults.translate(error, action, zone_id) from error

    def _attempt(self, request: Callable[[], T]) -> T:
        tally: Tally | None = getattr(self._here, "tally", None)

        def counted() -> T:
            self._here.tally = tally
            return request()

        pace = self._budget.take(self._deadline)
        try:
            answer = parallel.run(counted, Deadline(min(self._deadline.at, Deadline.after(ATTEMPT).at)))
        except faults.FAULTS as error:
            if faults.throttled(error):
                self._budget.throttled(pace)
            raise
        self._budget.answered()
        return answer

    def _hopeless(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if error is not None and not faults.throttled(error) and state.attempt_number >= ATTEMPTS:
            return True
        return state.upcoming_sleep + ANSWER >= self._deadline.remaining

    def _count(self, **_event: object) -> None:
        with self._lock:
            self._sent += 1
        if self._here.tally is not None:
            self._here.tally.sent += 1
