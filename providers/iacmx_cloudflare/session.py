"""Requests over the SDK's client: retries, the total deadline, paging, and the number of requests.

The SDK's typed resources are not used: importing them costs a third of a second, and their parsing ten times what a
typed decode of the body costs. Nor are its retries: they ignore a ``Retry-After`` above 60 s and know no total
deadline.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Generic, TypeVar

import httpx
import msgspec
from cloudflare import APIConnectionError, APIStatusError, Cloudflare
from msgspec import Struct
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential, wait_random

from iacmx import parallel
from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx_cloudflare import failures
from iacmx_cloudflare.answers import ApiRecord, ApiZone, Envelope, ResultInfo
from iacmx_cloudflare.budget import Budget
from iacmx_cloudflare.failures import Asked, RateLimited, TryAgain

MAX_ATTEMPTS = 4
"""Of one request, unless the rate limit is the reason: that is waited for as long as the deadline allows."""
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
"""Without a single byte; then the request is sent again."""
ATTEMPT_SECONDS = 30.0
"""For the whole of an answer, however steadily it drips; then, too."""
MAX_BACKOFF_SECONDS = 10.0
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

T = TypeVar("T")
Item = TypeVar("Item", ApiZone, ApiRecord)
Parameters = Mapping[str, str | int]


class Reply(Struct, Generic[T], frozen=True):
    """What was asked for, and how many requests that took."""

    result: T
    requests: int


class Session:
    """One account's API, safe to use from several threads at once.

    ``backoff`` is the first wait between two attempts in seconds; it doubles. ``patience`` is how long one attempt may
    take, in seconds.
    """

    def __init__(
        self,
        client: Cloudflare,
        deadline: Deadline,
        budget: Budget | None = None,
        backoff: float = 0.5,
        patience: float = ATTEMPT_SECONDS,
    ) -> None:
        self.deadline = deadline
        self.budget = budget or Budget()
        self._client = client
        self._patience = patience
        self._backoff = wait_exponential(multiplier=backoff, max=MAX_BACKOFF_SECONDS) + wait_random(0, backoff)
        self._lock = threading.Lock()
        self._requests = 0

    @property
    def requests(self) -> int:
        """How many were sent so far, retries included."""
        return self._requests

    def run(self, work: Callable[[], T]) -> T:
        """What ``work`` gives, which uses the other methods: they end at the deadline. Raises ProviderError."""
        try:
            return work()
        except TimeoutError as error:
            raise ProviderError(
                "The time ran out before Cloudflare had answered.", "Allow more time, or run again later."
            ) from error

    @property
    def key_of(self) -> str:
        """The e-mail address of the user whose API key is sent, ``""`` with a token."""
        return self._client.api_email or ""

    def one(
        self, asked: Asked, path: str, decoder: msgspec.json.Decoder[Envelope[T]], parameters: Parameters | None = None
    ) -> Reply[T]:
        """The one object at ``path``, or the one page. Raises ProviderError."""
        reply = self._get(asked, path, parameters or {}, decoder)
        return Reply(reply.result[0], reply.requests)

    def all(
        self,
        asked: Asked,
        path: str,
        parameters: Parameters,
        decoder: msgspec.json.Decoder[Envelope[tuple[Item, ...]]],
    ) -> Reply[tuple[Item, ...]]:
        """Every item of the list at ``path``, in one request while they fit one page. Raises ProviderError.

        What the server says of its pages is trusted, not the page size that was asked for, which it may lower; and
        what it says is held against what it sent.
        """
        reply = self._get(asked, path, parameters, decoder)
        items, info = reply.result
        first = _checked(asked, items, info, page=1)
        numbers = range(2, first.pages + 1)
        rest = [partial(self._get, asked, path, {**parameters, "page": number}, decoder) for number in numbers]
        requests = reply.requests
        for number, outcome in zip(numbers, parallel.run_all(rest, self.deadline), strict=True):
            more = outcome()
            page, info = more.result
            if _checked(asked, page, info, number).total_count != first.total_count:
                raise failures.broken(asked, "the list changed while it was read")
            items += page
            requests += more.requests
        if len({item.id for item in items}) != len(items):
            raise failures.broken(asked, "the list changed while it was read")
        if len(items) != first.total_count:
            raise failures.broken(asked, f"it announced {first.total_count} items and sent {len(items)}")
        return Reply(items, requests)

    def _get(
        self, asked: Asked, path: str, parameters: Parameters, decoder: msgspec.json.Decoder[Envelope[T]]
    ) -> Reply[tuple[T, ResultInfo | None]]:
        retrying = Retrying(
            retry=retry_if_exception_type(TryAgain), wait=self._backoff, stop=self._is_hopeless, reraise=True
        )
        try:
            result = retrying(self._attempt, asked, path, parameters, decoder)
        except RateLimited as error:
            raise error.too_long(self.deadline.remaining) from error
        return Reply(result, retrying.statistics["attempt_number"])

    def _attempt(
        self, asked: Asked, path: str, parameters: Parameters, decoder: msgspec.json.Decoder[Envelope[T]]
    ) -> tuple[T, ResultInfo | None]:
        response = self._send(asked, path, parameters)
        try:
            envelope = decoder.decode(response.content)
        except _UNREADABLE as error:
            raise failures.unreadable(asked, response, error) from error
        if not envelope.success:
            retry_after = response.headers.get("retry-after", "")
            raise self._noted(failures.refusal(response.status_code, envelope.errors or (), asked, retry_after))
        if envelope.result is None:
            raise failures.broken(asked, "it holds no result")
        return envelope.result, envelope.result_info

    def _send(self, asked: Asked, path: str, parameters: Parameters) -> httpx.Response:
        wait = self.budget.take(self.deadline)
        headers: httpx.Headers | None = None
        try:
            if not self.deadline.remaining:
                raise TimeoutError
            if wait:
                raise failures.no_room(asked, wait, self.deadline.remaining)
            response = self._exchange(asked, path, parameters)
            headers = response.headers
            return response
        except APIConnectionError as error:
            raise failures.unreachable(error) from error
        except APIStatusError as error:
            headers = error.response.headers
            raise self._noted(failures.refused(error, asked)) from error
        finally:
            if not wait:
                self.budget.answered(headers)

    def _exchange(self, asked: Asked, path: str, parameters: Parameters) -> httpx.Response:
        """One request in a thread that is left behind where the whole of its answer takes too long."""
        with self._lock:
            self._requests += 1

        def get() -> httpx.Response:
            return self._client.get(
                path,
                cast_to=httpx.Response,
                options={
                    "params": parameters,
                    "timeout": httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                    "max_retries": 0,
                    "follow_redirects": False,  # X-Auth-Key would follow to any host
                },
            )

        try:
            return parallel.run(get, Deadline(min(self.deadline.at, Deadline.after(self._patience).at)))
        except TimeoutError as error:
            if not self.deadline.remaining:
                raise
            raise failures.too_slow(asked, self._patience) from error

    def _noted(self, failure: ProviderError) -> ProviderError:
        """The rate limit is one for all requests: none is sent before it is over."""
        if isinstance(failure, RateLimited) and failure.wait is not None:
            self.budget.close(failure.wait)
        return failure

    def _is_hopeless(self, state: RetryCallState) -> bool:
        failure = state.outcome.exception() if state.outcome else None
        limit = failure if isinstance(failure, RateLimited) else None
        if max(state.upcoming_sleep, (limit and limit.wait) or 0.0) >= self.deadline.remaining:
            return True
        return state.attempt_number >= MAX_ATTEMPTS and limit is None


def _checked(asked: Asked, items: tuple[object, ...], info: ResultInfo | None, page: int) -> ResultInfo:
    if info is None:
        raise failures.broken(asked, "it does not say how many items there are")
    if info.count != len(items) or info.page != page:
        raise failures.broken(
            asked, f"page {page} came as page {info.page} with {len(items)} items where it announced {info.count}"
        )
    return info
