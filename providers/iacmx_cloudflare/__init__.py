"""Cloudflare DNS, read through its SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iacmx.provider import Deadline
    from iacmx_cloudflare.provider import CloudflareProvider


def connect(deadline: Deadline, *, account: str = "", rate: float | None = None) -> CloudflareProvider:
    """Read with the SDK's own credentials (``CLOUDFLARE_API_TOKEN``, or key and e-mail address) and base URL.

    Sends nothing. Nothing is waited for after ``deadline``. Raises ProviderError where the credentials are missing or
    can't be sent.
    """
    from iacmx_cloudflare.credentials import client_from_environment
    from iacmx_cloudflare.provider import CloudflareProvider
    from iacmx_cloudflare.session import Session

    return CloudflareProvider(Session(client_from_environment(), deadline))
