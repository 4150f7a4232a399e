"""The other side: fetches plans from HCP Terraform and tells it results. Nothing else is ever asked.

Names are looked up once for each request and the address found is connected to: what was checked is what is used.
No connection is used again: they are told apart by address, and two hosts may share one.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import BinaryIO

import httpx
from msgspec import Struct
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_delay,
    wait_exponential,
    wait_random,
)

from iacmx import __version__
from iacmx.errors import IacmxError
from iacmx.serve.hosts import Hosts, NotAllowed, place, to_open
from iacmx.serve.result import MEDIA_TYPE, Result, Status, encode
from iacmx.serve.task import Task

MOST_REDIRECTS = 3
MOST_CONNECTIONS = 50
PACKED = "gzip"
"""How answers may be packed: others unpack a chunk to any size."""
TIMEOUT = httpx.Timeout(15.0, connect=5.0, pool=None)


class Failed(IacmxError):
    """The other side did not do what it was asked."""


class _Later(Failed):
    """Not now, but it may do so when asked again."""


class Pace(Struct, frozen=True):
    """How long to go on trying, and how long to wait in between; seconds."""

    fetch: float = 120.0
    tell: float = 300.0
    """A run task fails by itself 10 minutes after the last it told; it tells something every four."""
    one: float = 45.0
    """One callback: what is answered byte by byte must not hold up what comes next."""
    first: float = 0.5
    most: float = 20.0


class Hcp:
    """HCP Terraform, as far as tasks have tokens for it. ``largest`` is the size of a plan, bytes.

    ``trust`` is whose certificates are believed: the system's choice, or that of ``SSL_CERT_FILE``.
    """

    def __init__(
        self,
        hosts: Hosts,
        largest: int,
        pace: Pace = Pace(),  # noqa: B008 - frozen
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._hosts = hosts
        self._largest = largest
        self._pace = pace
        self._client = httpx.AsyncClient(
            verify=trust or ssl.create_default_context(),
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=0),
            trust_env=False,
            headers={"User-Agent": f"iacmx/{__version__}", "Accept-Encoding": PACKED},
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def plan(self, task: Task, into: BinaryIO) -> None:
        """Write the JSON of a task's plan. Raises NotAllowed, Failed."""
        start = self._hosts.allow(task.plan_json_api_url)
        try:
            async with asyncio.timeout(self._pace.fetch):
                async for attempt in self._tries(self._pace.fetch):
                    with attempt:
                        into.seek(0)
                        into.truncate()
                        await self._fetch(start, task.access_token, into)
        except TimeoutError as error:
            raise Failed(f"the plan did not arrive in {self._pace.fetch:g} seconds") from error

    async def tell(self, task: Task, result: Result, enough: Callable[[], bool] = lambda: False) -> None:
        """Call back, again and again until it is taken, or it is ``enough``; an update once only.

        Raises NotAllowed, Failed.
        """
        url = self._hosts.allow(task.task_result_callback_url)
        content = encode(result, task.capabilities.outcomes)
        final = result.status is not Status.RUNNING
        async for attempt in self._tries(self._pace.tell if final else 0, enough):
            with attempt:
                status = await self._call_back(url, task.access_token, content)
                if status == 422 and result.outcomes:
                    # Rather no details than no result.
                    status = await self._call_back(url, task.access_token, encode(result, outcomes=False))
                _check(status)

    async def _call_back(self, url: httpx.URL, token: str, content: bytes) -> int:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": MEDIA_TYPE}
        try:
            async with asyncio.timeout(self._pace.one), self._open("PATCH", url, headers, content) as answer:
                return answer.status_code
        except TimeoutError as error:
            raise _Later(f"{url.host} did not answer in {self._pace.one:g} seconds") from error

    async def _fetch(self, url: httpx.URL, token: str, into: BinaryIO) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        for _ in range(1 + MOST_REDIRECTS):
            async with self._open("GET", url, headers) as answer:
                if not answer.has_redirect_location:
                    _check(answer.status_code)
                    if answer.status_code == 204:
                        raise _Later("the plan is not there yet")
                    return await self._save(answer, into)
                target = to_open(str(url.join(answer.headers["Location"])))
                if place(target) != place(url):
                    headers.pop("Authorization", None)
                url = target
        raise Failed(f"it redirects more than {MOST_REDIRECTS} times")

    async def _save(self, answer: httpx.Response, into: BinaryIO) -> None:
        if answer.headers.get("Content-Encoding", PACKED).lower() not in (PACKED, "identity"):
            raise Failed("the plan is packed in a way that was not asked for")
        size = 0
        async for chunk in answer.aiter_bytes():
            size += len(chunk)
            if size > self._largest:
                raise Failed(f"the plan is larger than {self._largest:,} bytes", "Raise --max-plan.")
            into.write(chunk)

    @asynccontextmanager
    async def _open(
        self, method: str, url: httpx.URL, headers: dict[str, str], content: bytes | None = None
    ) -> AsyncGenerator[httpx.Response]:
        """The answer, from the first of the host's addresses that can be connected to."""
        try:
            answer = await self._send(method, url, headers, content)
        except (httpx.TransportError, OSError) as error:
            raise _Later(f"{url.host} could not be reached ({type(error).__name__})") from error
        try:
            yield answer
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Later(f"the answer of {url.host} broke off ({type(error).__name__})") from error
        finally:
            await answer.aclose()

    async def _send(
        self, method: str, url: httpx.URL, headers: dict[str, str], content: bytes | None
    ) -> httpx.Response:
        addresses = await self._hosts.addresses(url)
        for last, address in ((address == addresses[-1], address) for address in addresses):
            request = self._client.build_request(
                method,
                url.copy_with(host=address),
                headers={**headers, "Host": url.netloc.decode()},
                content=content,
                extensions={"sni_hostname": url.host},
            )
            try:
                return await self._client.send(request, stream=True, follow_redirects=False)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if last:
                    raise
        raise OSError("no address")

    def _tries(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> AsyncRetrying:
        late = stop_after_delay(seconds)

        def stop(state: RetryCallState) -> bool:
            return enough() or late(state)

        return AsyncRetrying(
            retry=retry_if_exception_type(_Later),
            stop=stop,
            wait=wait_exponential(self._pace.first, self._pace.most) + wait_random(0, self._pace.first),
            reraise=True,
        )


def _check(status: int) -> None:
    """Raises _Later, Failed for what is no success."""
    if status == 429 or status >= 500:
        raise _Later(f"it answered with HTTP status {status}")
    if status in (401, 404):
        raise Failed(f"it answered with HTTP status {status}: the token is not valid, or no longer")
    if not 200 <= status < 300:
        raise Failed(f"it answered with HTTP status {status}")


__all__ = ["Failed", "Hcp", "NotAllowed", "Pace"]
