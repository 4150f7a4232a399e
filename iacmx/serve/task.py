"""The request of a run task: whether it may be believed, and what it asks."""

from __future__ import annotations

import hmac

import msgspec
from msgspec import Struct

VERSION = 1
"""Of the payload; there is no other."""
VERIFICATION_TOKEN = "test-token"  # noqa: S105 - no secret: the one that is sent when a run task is registered
JUDGED = frozenset({"post_plan", "pre_apply"})
"""The stages that have a plan which is not applied yet."""


class Refused(Exception):
    """A request that is not accepted: the status to answer with, and why in one sentence."""

    def __init__(self, status: int, why: str, retry_after: int = 0) -> None:
        super().__init__(why)
        self.status = status
        self.why = why
        self.retry_after = retry_after
        """Seconds, 0 where trying again makes no sense."""


class Capabilities(Struct, frozen=True):
    outcomes: bool = False


class Task(Struct, frozen=True):
    """What is needed of a request; the rest is not kept. ``plan_json_api_url`` is ``None`` before there is a plan."""

    payload_version: int
    stage: str
    access_token: str
    task_result_callback_url: str
    task_result_id: str = ""
    plan_json_api_url: str | None = None
    run_id: str = ""
    workspace_name: str = ""
    organization_name: str = ""
    capabilities: Capabilities = Capabilities()

    def __repr__(self) -> str:
        return f"Task({self.task_result_id!r})"  # without the token, wherever it is printed


class _Head(Struct):
    access_token: str | None = None


_head = msgspec.json.Decoder(_Head)
_task = msgspec.json.Decoder(Task)


def is_signed(key: bytes, body: bytes, signature: str) -> bool:
    """Whether ``signature`` is the HMAC-SHA512 of the body, in hexadecimal; takes the same time either way."""
    return hmac.compare_digest(hmac.new(key, body, "sha512").hexdigest().encode(), signature.lower().encode())


def parse(body: bytes) -> Task | None:
    """The task that a body asks for, ``None`` for the one that only checks that somebody is there. Raises Refused."""
    try:
        if _head.decode(body).access_token == VERIFICATION_TOKEN:
            return None
        task = _task.decode(body)
    except msgspec.ValidationError as error:
        # Its message names a field and types, never a value.
        raise Refused(400, f"The payload is not that of a run task: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, "The body is not JSON.") from error
    if task.payload_version != VERSION:
        raise Refused(400, f"Only version {VERSION} of the payload is understood.")
    if not task.access_token.isascii() or not task.access_token.isprintable() or not task.access_token:
        raise Refused(400, "The payload has no usable access_token.")
    return task
