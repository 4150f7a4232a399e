"""What goes wrong at Cloudflare's API, in one sentence each, and what may be tried again.

Codes: Cloudflare API reference, "Troubleshooting" of Fundamentals, and the API token documentation.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from iacmx.errors import ProviderError, ZoneNotFound
from iacmx_cloudflare import answers
from iacmx_cloudflare.answers import ApiError

if TYPE_CHECKING:
    from iacmx.wire import Answer, NoAnswer

RATE_LIMITED = frozenset({971, 10100, 10429})
BAD_CREDENTIALS = frozenset({1000, 6003, 6100, 6101, 6102, 6103, 6106, 6111, 9103, 9106})
DENIED = frozenset({9109, 10000, 10001})
NO_SUCH_ZONE = frozenset({1001, 7000, 7003})
_MAX_TEXT = 200


class Asked(Struct, frozen=True):
    """What a request was for: ``what`` in words, the ``right`` it needs, whether it names one ``zone``."""

    what: str
    right: str
    zone: str = ""


class Denied(ProviderError):
    """The credentials are not accepted, or may not do this."""


class TryAgain(ProviderError):
    """A failure that may pass."""


class RateLimited(TryAgain):
    """Too many requests; ``wait`` is how long Cloudflare asks to wait in seconds, ``None`` if it does not say."""

    def __init__(self, message: str, hint: str, wait: float | None) -> None:
        super().__init__(message, hint)
        self.wait = wait

    def too_long(self, left: float) -> ProviderError:
        """The error for a wait that does not fit into the seconds ``left``."""
        wait = "it asks to wait" if self.wait is None else f"it asks to wait {math.ceil(self.wait)} s"
        return ProviderError(f"{self.message[:-1]}; {wait}, and only {math.floor(left)} s are left.", self.hint)


def broken(asked: Asked, why: str) -> TryAgain:
    """An answer that can't be trusted. Never "no records"."""
    return TryAgain(
        f"Cloudflare's answer for {asked.what} is broken: {why}.",
        "Run again; if it stays, look for a proxy between here and the API, and at CLOUDFLARE_BASE_URL.",
    )


def unreadable(asked: Asked, answer: Answer, error: Exception) -> TryAgain:
    """A body that is not the JSON it should be; nothing of the body itself is told."""
    kind = clean(answer.headers.get("content-type", "")) or "no content type"
    why = f": {clean(str(error))}" if isinstance(error, msgspec.DecodeError) else ""
    return broken(asked, f"HTTP {answer.status} with a body ({kind}) that can't be read{why}")


def unreachable(host: str, error: NoAnswer) -> TryAgain:
    """No answer, or not all of it."""
    return TryAgain(
        f"Cloudflare's API at {host} can't be reached: {error}.",
        "Check the network, the proxy settings and CLOUDFLARE_BASE_URL.",
    )


def too_slow(asked: Asked, seconds: float) -> TryAgain:
    """An answer that came too slowly to be waited for, or not at all."""
    return TryAgain(
        f"Cloudflare did not answer for {asked.what} within {math.ceil(seconds)} s.",
        "Run again later; if it stays, look for a slow proxy between here and the API.",
    )


def no_room(asked: Asked, wait: float, left: float) -> ProviderError:
    """The budget of requests is used up for longer than the seconds ``left``."""
    return RateLimited(
        f"Cloudflare's rate limit leaves no room for {asked.what}.",
        "It is 1200 requests in 5 minutes per user, the dashboard included; allow more time, or run again later.",
        wait,
    ).too_long(left)


def refused(answer: Answer, asked: Asked) -> ProviderError:
    """The error of an answer with an HTTP status of 300 or above, from the reasons in its body if it has any."""
    try:
        errors = answers.refusal.decode(answer.body).errors or ()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        errors = ()
    return refusal(answer, errors, asked)


def refusal(answer: Answer, errors: tuple[ApiError, ...], asked: Asked) -> ProviderError:
    """The error of ``success: false`` or an HTTP status that says as much."""
    status = answer.status
    codes = {error.code for error in _flat(errors)}
    said = _said(status, errors)
    if status == 429 or codes & RATE_LIMITED:
        return RateLimited(
            f"Cloudflare's rate limit is reached while asking for {asked.what} ({said}).",
            "The limit is 1200 requests in 5 minutes per user, dashboard included; run again later.",
            seconds(answer.headers.get("retry-after", "")),
        )
    if status >= 500 or status == 408 or (status == 200 and not errors):
        return TryAgain(f"Cloudflare failed to answer for {asked.what} ({said}).", "Run again later.")
    if codes & BAD_CREDENTIALS:
        return Denied(
            f"Cloudflare does not accept the credentials ({said}).",
            "Check CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY with CLOUDFLARE_EMAIL: a token is not a key.",
        )
    if status in (401, 403) or codes & DENIED:
        return Denied(
            f"Cloudflare denies access to {asked.what} ({said}).",
            f"Give the token {asked.right} for this zone, and check its expiry, its IP filter and the zone's id.",
        )
    if asked.zone and (status == 404 or codes & NO_SUCH_ZONE):
        return ZoneNotFound(
            f"Cloudflare shows no zone {asked.zone} to these credentials ({said}).",
            "Check the zone's id, and that the token's zone resources include it.",
        )
    return ProviderError(
        f"Cloudflare refuses the request for {asked.what} ({said}).", "Check CLOUDFLARE_BASE_URL and the zone's id."
    )


def seconds(retry_after: str) -> float | None:
    """The wait that ``Retry-After`` asks for, seconds or a date (RFC 9110 section 10.2.3); ``None`` if unreadable."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, at.timestamp() - time.time())


def clean(text: str) -> str:
    """Foreign text, fit for one line of a message."""
    shown = "".join(char if char.isprintable() else " " for char in text[:_MAX_TEXT])
    return " ".join(shown.split())


def _flat(errors: tuple[ApiError, ...]) -> Iterator[ApiError]:
    for error in errors:
        yield error
        yield from _flat(error.error_chain or ())


def _said(status: int, errors: tuple[ApiError, ...]) -> str:
    parts = [f"HTTP {status}"]
    parts += [f"code {error.code}: {clean(error.message or '')}" for error in list(_flat(errors))[:3]]
    return ", ".join(parts)
