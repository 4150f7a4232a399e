"""Requests over the SDK's client: retries, the total deadline, paging, and the number of requests.

The SDK's typed resources are not used: importing them costs a third of a second, and their parsing ten times what a
typed decode of the body costs. Nor are its retries: they ignore a ``Retry-After`` above 60 s and know no total
deadline. All requests run in one event loop on a thread of its own, for only a cancellation ends a request whose body
comes a byte at a time: a read timeout starts anew with every byte.
"""

from __future__ import annotations

import asyncio
import math
import time
import weakref
from collections.abc import Coroutine, Mapping
from threading import Thread, current_thread
from typing import Any, Generic, TypeVar

import httpx
import msgspec
from cloudflare import APIConnectionError, APIStatusError, AsyncCloudflare
from msgspec import Struct
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential, wait_random

from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx_cloudflare import failures
from iacmx_cloudflare.answers import ApiRecord, ApiZone, Envelope, ResultInfo
from iacmx_cloudflare.failures import Asked, RateLimited, TryAgain

MAX_ATTEMPTS = 4
"""Of one request, unless the rate limit is the reason: that is waited for as long as the deadline allows."""
MAX_IN_FLIGHT = 16
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
"""Without a single byte; then the request is sent again."""
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
    """One account's API. ``run`` may be called from several threads at once; the coroutines it runs use the rest.

    ``backoff`` is the first wait between two attempts in seconds; it doubles.
    """

    def __init__(self, client: AsyncCloudflare, deadline: Deadline, backoff: float = 0.5) -> None:
        self.requests = 0
        self._client = client
        self._deadline = deadline
        self._backoff = wait_exponential(multiplier=backoff, max=MAX_BACKOFF_SECONDS) + wait_random(0, backoff)
        self._resume_at = 0.0
        self._slots = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._loop = asyncio.new_event_loop()
        thread = Thread(target=_serve, args=(self._loop,), name="iacmx-cloudflare", daemon=True)
        thread.start()
        self.close = weakref.finalize(self, _close, client, self._loop, thread)
        """Closes the connections; also called when the session is dropped and when the program ends."""

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for ``work``, at most until the deadline. Raises ProviderError."""
        future = asyncio.run_coroutine_threadsafe(self._until_deadline(work), self._loop)
        try:
            return future.result()
        finally:
            future.cancel()  # an interrupted wait leaves nothing behind; of a finished future it is nothing

    async def one(self, asked: Asked, path: str, decoder: msgspec.json.Decoder[Envelope[T]]) -> Reply[T]:
        """The one object at ``path``. Raises ProviderError."""
        reply = await self._get(asked, path, {}, decoder)
        return Reply(reply.result[0], reply.requests)

    async def all(
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
        reply = await self._get(asked, path, parameters, decoder)
        items, info = reply.result
        first = _checked(asked, items, info, page=1)
        rest = [
            asyncio.create_task(self._get(asked, path, {**parameters, "page": number}, decoder))
            for number in range(2, first.pages + 1)
        ]
        requests = reply.requests
        try:
            for number, more in enumerate(await asyncio.gather(*rest), start=2):
                page, info = more.result
                if _checked(asked, page, info, number).total_count != first.total_count:
                    raise failures.broken(asked, "the list changed while it was read")
                items += page
                requests += more.requests
        finally:
            for task in rest:
                task.cancel()
        if len({item.id for item in items}) != len(items):
            raise failures.broken(asked, "the list changed while it was read")
        if len(items) != first.total_count:
            raise failures.broken(asked, f"it announced {first.total_count} items and sent {len(items)}")
        return Reply(items, requests)

    async def _until_deadline(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            async with asyncio.timeout(self._deadline.remaining):
                return await work
        except TimeoutError as error:
            raise ProviderError(
                "The time ran out before Cloudflare had answered.", "Allow more time, or run again later."
            ) from error

    async def _get(
        self, asked: Asked, path: str, parameters: Parameters, decoder: msgspec.json.Decoder[Envelope[T]]
    ) -> Reply[tuple[T, ResultInfo | None]]:
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(TryAgain), wait=self._wait, stop=self._is_hopeless, reraise=True
        )
        try:
            result: tuple[T, ResultInfo | None] = await retrying(self._attempt, asked, path, parameters, decoder)
        except RateLimited as error:
            raise error.too_long(self._deadline.remaining) from error
        return Reply(result, retrying.statistics["attempt_number"])

    async def _attempt(
        self, asked: Asked, path: str, parameters: Parameters, decoder: msgspec.json.Decoder[Envelope[T]]
    ) -> tuple[T, ResultInfo | None]:
        async with self._slots:
            await self._let_limit_pass(asked)
            response = await self._send(asked, path, parameters)
        try:
            envelope = decoder.decode(response.content)
        except _UNREADABLE as error:
            raise failures.unreadable(asked, response, error) from error
        if not envelope.success:
            raise self._noted(failures.refusal(response.status_code, envelope.errors or (), asked))
        if envelope.result is None:
            raise failures.broken(asked, "it holds no result")
        return envelope.result, envelope.result_info

    async def _send(self, asked: Asked, path: str, parameters: Parameters) -> httpx.Response:
        self.requests += 1
        try:
            return await self._client.get(
                path,
                cast_to=httpx.Response,
                options={
                    "params": parameters,
                    "timeout": httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                    "max_retries": 0,
                    "follow_redirects": False,  # X-Auth-Key would follow to any host
                },
            )
        except APIConnectionError as error:
            raise failures.unreachable(error) from error
        except APIStatusError as error:
            raise self._noted(failures.refused(error, asked)) from error

    async def _let_limit_pass(self, asked: Asked) -> None:
        wait = max(0.0, self._resume_at - time.monotonic())
        if wait and wait >= self._deadline.remaining:
            raise failures.refusal(429, (), asked, str(math.ceil(wait)))
        await asyncio.sleep(wait)
        if not self._deadline.remaining:
            raise TimeoutError

    def _noted(self, failure: ProviderError) -> ProviderError:
        """The rate limit is one for all requests: none is sent before it is over."""
        if isinstance(failure, RateLimited) and failure.wait is not None:
            self._resume_at = max(self._resume_at, time.monotonic() + failure.wait)
        return failure

    def _wait(self, state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked_for = failure.wait or 0.0 if isinstance(failure, RateLimited) else 0.0
        return max(asked_for, self._backoff(state))

    def _is_hopeless(self, state: RetryCallState) -> bool:
        if state.upcoming_sleep >= self._deadline.remaining:
            return True
        failure = state.outcome.exception() if state.outcome else None
        return state.attempt_number >= MAX_ATTEMPTS and not isinstance(failure, RateLimited)


def _checked(asked: Asked, items: tuple[object, ...], info: ResultInfo | None, page: int) -> ResultInfo:
    if info is None:
        raise failures.broken(asked, "it does not say how many items there are")
    if info.count != len(items) or info.page != page:
        raise failures.broken(
            asked, f"page {page} came as page {info.page} with {len(items)} items where it announced {info.count}"
        )
    return info


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()


async def _shut(client: AsyncCloudflare) -> None:
    loop = asyncio.get_running_loop()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await client.close()
    loop.stop()


def _close(client: AsyncCloudflare, loop: asyncio.AbstractEventLoop, thread: Thread) -> None:
    asyncio.run_coroutine_threadsafe(_shut(client), loop)
    if current_thread() is not thread:  # as it is when the garbage collector runs there
        thread.join(timeout=1)
