"""The API's answers, decoded once into typed values (Cloudflare API v4, "Zones" and "DNS Records").

Only what is read is declared: everything else of an answer is skipped without being built, which is what makes this
several times cheaper than the SDK's own models.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

Result = TypeVar("Result")


class ApiError(Struct, frozen=True):
    """One entry of ``errors``; the reason behind a general code is in its chain (6003 holds 6111)."""

    code: int = 0
    message: str | None = None
    error_chain: tuple[ApiError, ...] | None = None


class ResultInfo(Struct, frozen=True):
    """Which part of a list an answer holds; numbers of items, pages from 1."""

    count: int
    page: int
    per_page: int
    total_count: int
    total_pages: int | None = None

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        if self.total_pages is not None:
            return max(1, self.total_pages)
        return max(1, -(-self.total_count // max(1, self.per_page)))


class Envelope(Struct, Generic[Result], frozen=True):
    """What every answer is wrapped in."""

    success: bool
    result: Result | None = None
    result_info: ResultInfo | None = None
    errors: tuple[ApiError, ...] | None = None


class Refusal(Struct, frozen=True):
    """The envelope of an answer that holds no result, or is not expected to."""

    success: bool = False
    errors: tuple[ApiError, ...] | None = None


class ApiAccount(Struct, frozen=True):
    id: str = ""
    name: str | None = None


class ApiZone(Struct, frozen=True):
    id: str
    name: str
    account: ApiAccount | None = None
    status: str | None = None
    type: str | None = None
    name_servers: tuple[str, ...] | None = None
    vanity_name_servers: tuple[str, ...] | None = None


class ApiToken(Struct, frozen=True):
    """What a token's own status is; ``expires_on`` is a time as the API writes it."""

    id: str
    status: str
    expires_on: str | None = None


class ApiMeta(Struct, frozen=True):
    read_only: bool | None = None


class ApiMxData(Struct, frozen=True):
    """``data`` of an MX or SRV record; ``priority`` at the top is announced to move here."""

    priority: float | None = None
    target: str | None = None


class ApiRecord(Struct, frozen=True):
    """One record. ``data`` depends on the type and is decoded for MX and SRV only."""

    id: str
    name: str
    type: str
    ttl: float
    content: str | None = None
    priority: float | None = None
    proxied: bool | None = None
    data: Raw = Raw(b"null")
    meta: ApiMeta | None = None


zone = msgspec.json.Decoder(Envelope[ApiZone])
zones = msgspec.json.Decoder(Envelope[tuple[ApiZone, ...]])
records = msgspec.json.Decoder(Envelope[tuple[ApiRecord, ...]])
token = msgspec.json.Decoder(Envelope[ApiToken])
refusal = msgspec.json.Decoder(Refusal)
mx_data = msgspec.json.Decoder(ApiMxData | None)
