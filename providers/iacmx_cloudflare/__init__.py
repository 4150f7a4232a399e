"""Cloudflare DNS, read as whom its SDK says and from where, and without its client (``docs/adr/0008``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iacmx.provider import Deadline
    from iacmx_cloudflare.provider import CloudflareProvider


def connect(deadline: Deadline, *, account: str = "", rate: float | None = None) -> CloudflareProvider:
    """Read with the SDK's own credentials (``CLOUDFLARE_API_TOKEN``, or key and e-mail address) and base URL.

    ``account`` is the id or the name of the account whose zones are meant, ``""`` all that the credentials see.
    ``rate`` requests a second are sent at most, ``None``: as many as Cloudflare allows. Sends nothing. Nothing is
    waited for after ``deadline``. Raises ProviderError where the credentials are missing or can't be sent.
    """
    from iacmx_cloudflare.budget import Budget
    from iacmx_cloudflare.credentials import access_from_environment
    from iacmx_cloudflare.provider import CloudflareProvider
    from iacmx_cloudflare.session import Session

    return CloudflareProvider(Session(access_from_environment(), deadline, Budget(rate)), account)
