"""Calls to Route 53: counted, tried again, ended at the deadline, their failures translated."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from botocore.config import Config
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from iacmx import parallel
from iacmx.provider import Deadline
from iacmx_route53 import credentials, faults

if TYPE_CHECKING:
    from types_boto3_route53 import Route53Client

T = TypeVar("T")

ATTEMPTS = 4
"""Requests per call for what passes by itself soon or not at all; a throttled one goes on until the deadline."""

PAUSE = wait_random_exponential(multiplier=0.25, max=5)
"""Seconds between them: random, so that threads throttled together do not come back together."""

ANSWER = 0.5
"""Seconds that an answer may take. With less left the last error is told instead, which says more than the deadline."""

_CONFIG = Config(
    retries={"total_max_attempts": 1, "mode": "standard"},  # retried here: botocore's modes give up on a broken body
    connect_timeout=5,
    read_timeout=15,
    max_pool_connections=parallel.WIDTH,
    user_agent_extra="iacmx",
)


class Api:
    """One client, shared by all threads (boto3's clients are safe to share, its sessions are not)."""

    def __init__(self, client: Route53Client, deadline: Deadline) -> None:
        self.client = client
        self._deadline = deadline
        self._lock = threading.Lock()
        self._sent = 0
        self._here = threading.local()
        client.meta.events.register("before-send.route53", self._count)

    @classmethod
    def connect(cls, deadline: Deadline, account: str) -> Api:
        """A client for that account (:mod:`iacmx_route53.credentials`). Raises ProviderError."""
        return cls(credentials.client(account, _CONFIG, deadline), deadline)

    @property
    def sent(self) -> int:
        """Requests sent so far by all threads, retries included."""
        return self._sent

    @property
    def sent_here(self) -> int:
        """Those sent by the thread that asks: within :meth:`run`, those of its work."""
        return getattr(self._here, "sent", 0)

    def run(self, work: Callable[[], T], what: str) -> T:
        """The result of ``work``, which makes calls; ProviderError about ``what`` when the deadline passes first."""
        try:
            return parallel.run(work, self._deadline)
        except TimeoutError as error:
            raise faults.translate(error, what) from error

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
            if not self._deadline.remaining:
                raise TimeoutError
            return retrying(request)
        except faults.FAULTS as error:
            raise faults.translate(error, action, zone_id) from error

    def _hopeless(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if error is not None and not faults.throttled(error) and state.attempt_number >= ATTEMPTS:
            return True
        return state.upcoming_sleep + ANSWER >= self._deadline.remaining

    def _count(self, **_event: object) -> None:
        with self._lock:
            self._sent += 1
        self._here.sent = self.sent_here + 1
