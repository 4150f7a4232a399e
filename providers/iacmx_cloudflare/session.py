"""Requests that are repeated where that may help: the total deadline, paging, and the number of requests.

The SDK's typed resources are not used: importing them costs a third of a second, and their parsing ten times what a
typed decode of the body costs. Nor are its retries: they ignore a ``Retry-After`` above 60 s and know no total
deadline.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

import httpx
import msgspec
from msgspec import Struct
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential, wait_random

from iacmx import parallel
from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx.wire import Answer, BadAnswer, NoAnswer, Wire
from iacmx_cloudflare import failures
from iacmx_cloudflare.answers import ApiRecord, ApiZone, Envelope, ResultInfo
from iacmx_cloudflare.budget import Budget
from iacmx_cloudflare.credentials import Access
from iacmx_cloudflare.failures import Asked, RateLimited, TryAgain

MAX_ATTEMPTS = 4
"""Of one request, unless the rate limit is the reason: that is waited for as long as the deadline allows."""
ATTEMPT_SECONDS = 30.0
"""For the whole of an answer, however steadily it drips; then the request is sent again."""
MAX_BACKOFF_SECONDS = 10.0
_REFUSED = 300
"""The first status of an answer that holds no result."""
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
        access: Access,
        deadline: Deadline,
        budget: Budget | None = None,
        backoff: float = 0.5,
        patience: float = ATTEMPT_SECONDS,
    ) -> None:
        self.deadline = deadline
        self.budget = budget or Budget()
        self.key_of = access.key_of
        """The e-mail address of the user whose API key is sent, ``""`` with a token."""
        self._wire = Wire(access.url, access.headers, httpx.create_ssl_context)
        self._path = access.path
        self._patience = patience
        self._retrying = Retrying(
            retry=retry_if_exception_type(TryAgain),
            wait=wait_exponential(multiplier=backoff, max=MAX_BACKOFF_SECONDS) + wait_random(0, backoff),
            stop=self._is_hopeless,
            reraise=True,
        )
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
        try:
            result = self._retrying(self._attempt, asked, path, parameters, decoder)
        except RateLimited as error:
            raise error.too_long(self.deadline.remaining) from error
        return Reply(result, self._retrying.statistics["attempt_number"])  # of this thread's last call

    def _attempt(
        self, asked: Asked, path: str, parameters: Parameters, decoder: msgspec.json.Decoder[Envelope[T]]
    ) -> tuple[T, ResultInfo | None]:
        answer = self._send(asked, path, parameters)
        if answer.status >= _REFUSED:
            raise self._noted(failures.refused(answer, asked))
        try:
            envelope = decoder.decode(answer.body)
        except _UNREADABLE as error:
            raise failures.unreadable(asked, answer, error) from error
        if not envelope.success:
            raise self._noted(failures.refusal(answer, envelope.errors or (), asked))
        if envelope.result is None:
            raise failures.broken(asked, "it holds no result")
        return envelope.result, envelope.result_info

    def _send(self, asked: Asked, path: str, parameters: Parameters) -> Answer:
        wait = self.budget.take(self.deadline)
        headers: Mapping[str, str] | None = None
        try:
            if not self.deadline.remaining:
                raise TimeoutError
            if wait:
                raise failures.no_room(asked, wait, self.deadline.remaining)
            answer = self._exchange(asked, path, parameters)
            headers = answer.headers
            return answer
        finally:
            if not wait:
                self.budget.answered(headers)

    def _exchange(self, asked: Asked, path: str, parameters: Parameters) -> Answer:
        query = f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""
        deadline = Deadline(min(self.deadline.at, Deadline.after(self._patience).at))
        with self._lock:
            self._requests += 1
        try:
            return self._wire.get(self._path + path + query, deadline)
        except TimeoutError as error:
            if not self.deadline.remaining:
                raise
            raise failures.too_slow(asked, self._patience) from error
        except NoAnswer as error:
            raise failures.unreachable(self._wire.host, error) from error
        except BadAnswer as error:
            raise failures.broken(asked, str(error)) from error

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
