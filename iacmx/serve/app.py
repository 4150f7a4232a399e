"""The HTTP side: ``POST /run-task`` and ``GET /health``. Every answer is given at once, and one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from iacmx.serve.desk import Desk, Log
from iacmx.serve.hcp import Hcp
from iacmx.serve.hosts import Hosts, NotAllowed
from iacmx.serve.task import Refused, Task, is_signed, parse

LARGEST_BODY = 256 * 1024
"""Bytes; a payload has less than four kilobytes and the message of a commit."""
PATIENCE = 10.0
"""Seconds that a body may take."""
SIGNATURE = "X-TFC-Task-Signature"
_CLOSE = {"Connection": "close"}
"""Requests are few: a connection that is not used again needs no limits of its own."""


def application(key: bytes, hosts: Hosts, hcp: Hcp, desk: Desk, log: Log) -> Starlette:
    """The server's application; ``key`` is the run task's HMAC key. When it is shut down, the desk is closed first."""

    async def run_task(request: Request) -> Response:
        try:
            task = _believed(request, await _body(request), key)
            if task is None:
                log.info("verification answered")
                return _say(200, "iacmx is here.")
            _allow(hosts, task)
            return _say(200, "Accepted." if desk.accept(task) else "Accepted before; it is not done again.")
        except Refused as refused:
            log.warning("refused", status=refused.status, why=refused.why, client=_client(request))
            return _say(refused.status, refused.why, refused.retry_after)

    async def health(request: Request) -> Response:
        told = {"status": "stopping" if desk.stopping else "ok", "open": desk.open}
        return JSONResponse(told, 503 if desk.stopping else 200, headers=_CLOSE)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            await desk.close()
            await hcp.close()

    return Starlette(
        routes=[Route("/run-task", run_task, methods=["POST"]), Route("/health", health, methods=["GET"])],
        lifespan=lifespan,
    )


async def _body(request: Request) -> bytes:
    """The whole body. Raises Refused for one that is too large or comes too slowly."""
    too_large = Refused(413, f"The body is larger than {LARGEST_BODY:,} bytes.")
    declared = request.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared[:20]) > LARGEST_BODY:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise too_large
    except TimeoutError as error:
        raise Refused(408, "The body did not arrive in time.") from error
    except ClientDisconnect as error:
        raise Refused(400, "The body broke off.") from error
    return bytes(body)


def _believed(request: Request, body: bytes, key: bytes) -> Task | None:
    """The task of a signed body, ``None`` for a verification. Nothing is read of what is not signed. Raises Refused."""
    if not is_signed(key, body, request.headers.get(SIGNATURE, "")):
        raise Refused(401, f"{SIGNATURE} is missing or wrong: is the HMAC key the same on both sides?")
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(400, "The content type is not application/json.")
    return parse(body)


def _allow(hosts: Hosts, task: Task) -> None:
    """Raises Refused for a task that would have other hosts spoken to."""
    for field, url in (
        ("task_result_callback_url", task.task_result_callback_url),
        ("plan_json_api_url", task.plan_json_api_url),
    ):
        if url is None:
            continue
        try:
            hosts.allow(url)
        except NotAllowed as error:
            raise Refused(403, f"{field}: {error}") from error


def _say(status: int, sentence: str, retry_after: int = 0) -> Response:
    headers = _CLOSE | ({"Retry-After": str(retry_after)} if retry_after else {})
    return PlainTextResponse(f"{sentence}\n", status, headers=headers)


def _client(request: Request) -> str:
    return request.client.host if request.client else ""
