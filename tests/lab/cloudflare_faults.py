"""What goes wrong between a client and Cloudflare's API; each for :meth:`CloudflareApi.fail`."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from tests.lab.cloudflare_api import Answer, Fault, Handler, bad_header, failure, rate_limited
from tests.lab.cloudflare_api import denied as denied_answer

HTML = b"<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


def instead(answer: Answer) -> Fault:
    """This answer in place of the right one."""

    def fault(handler: Handler, _: Answer) -> None:
        handler.send(answer.status, answer.wire, answer.headers)

    return fault


def throttled(retry_after: int | str) -> Fault:
    return instead(rate_limited(retry_after))


throttled_without_a_wait = instead(failure(429, 10100, "Rate limit exceeded"))
throttled_with_status_200 = instead(failure(200, 10100, "Rate limit exceeded"))
denied = instead(denied_answer())
expired = instead(failure(403, 9109, "Invalid access token"))
malformed_token = instead(bad_header(6111, "Invalid format for Authorization header"))
null_result = instead(Answer(200, {"success": False, "errors": [], "messages": [], "result": None}))
null_result_that_claims_success = instead(Answer(200, {"success": True, "errors": [], "messages": [], "result": None}))
null_result_with_a_reason = instead(failure(200, 1101, "An unknown error occurred"))


def server_error(status: int) -> Fault:
    def fault(handler: Handler, _: Answer) -> None:
        handler.send(status, b"error code: %d" % status, kind="text/plain")

    return fault


def html(handler: Handler, _: Answer) -> None:
    handler.send(200, HTML, kind="text/html; charset=UTF-8")


def cut(handler: Handler, answer: Answer) -> None:
    """A whole HTTP answer whose JSON ends early."""
    handler.send(200, answer.wire[: len(answer.wire) // 2])


def truncated(handler: Handler, answer: Answer) -> None:
    """The connection ends before Content-Length is reached."""
    handler.wfile.write(handler.head(200, len(answer.wire)) + answer.wire[: len(answer.wire) // 2])
    handler.close_connection = True


def reset(handler: Handler, _: Answer) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


def not_text(handler: Handler, answer: Answer) -> None:
    """JSON that is not UTF-8."""
    handler.send(200, answer.wire.replace(b"test", b"t\xffst"))


def nested(handler: Handler, _: Answer) -> None:
    handler.send(200, b'{"success": true, "messages": ' + b"[" * 100_000 + b"]" * 100_000 + b', "result": []}')


def dripping(seconds: float) -> Fault:
    """The right answer, a byte at a time."""

    def fault(handler: Handler, answer: Answer) -> None:
        handler.wfile.write(handler.head(200, len(answer.wire)))
        for piece in handler.pieces(answer.wire, seconds):
            handler.wfile.write(piece)

    return fault


def dripping_head(handler: Handler, answer: Answer) -> None:
    for piece in handler.pieces(handler.head(200, len(answer.wire)) + answer.wire, 0.05):
        handler.wfile.write(piece)


def silent(handler: Handler, _: Answer) -> None:
    """Never answers."""
    handler.server.api.released.wait()
    handler.close_connection = True


def redirected(to: str) -> Fault:
    return instead(Answer(302, {}, {"Location": to}))


def changed(**info: Any) -> Fault:
    """The right answer, but with these fields of ``result_info``; ``...`` takes the field out."""

    def fault(handler: Handler, answer: Answer) -> None:
        kept = {name: value for name, value in {**answer.body["result_info"], **info}.items() if value is not ...}
        handler.send(200, json.dumps({**answer.body, "result_info": kept}).encode())

    return fault


def without_info(handler: Handler, answer: Answer) -> None:
    handler.send(200, json.dumps({**answer.body, "result_info": None}).encode())


def repeated(handler: Handler, answer: Answer) -> None:
    """The items of the first page again, under the number and the count of the page that was asked for."""
    first = list(handler.server.api.zones.values())[: answer.body["result_info"]["count"]]
    handler.send(200, json.dumps({**answer.body, "result": first}).encode())
