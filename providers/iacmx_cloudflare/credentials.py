"""The SDK's own chain of credentials and its base URL, checked before anything is sent. Credentials are never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx
from cloudflare import Cloudflare
from msgspec import Struct

from iacmx.errors import ProviderError

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's (RFC 9110 section 5.6.2)."""
_OF_THE_WIRE = frozenset(
    {"host", "accept-encoding", "connection", "content-length", "content-type", "transfer-encoding"}
)
"""Headers that say how a request is sent, and none has twice."""


class Access(Struct, frozen=True):
    """Where the API is, and what is sent with each request.

    ``path`` is what all paths of ``url`` begin with, without a slash at its end; ``key_of`` is the e-mail address of
    the user whose API key is sent, ``""`` with a token.
    """

    url: str
    path: str
    headers: Mapping[str, str]
    key_of: str = ""


def access_from_environment() -> Access:
    """What the SDK would send, and where to. Raises ProviderError where credentials are missing or unusable."""
    client = Cloudflare(http_client=httpx.Client(transport=httpx.BaseTransport(), trust_env=False))  # sends nothing
    if client.base_url.scheme not in ("http", "https") or not client.base_url.host:
        raise ProviderError(
            "CLOUDFLARE_BASE_URL is no http or https address.", "Unset it, or set it to an address like the default."
        )
    if client.api_token:
        # With an e-mail address in the environment too, the SDK would send that and not the token.
        client.api_key = client.api_email = None
        _check("CLOUDFLARE_API_TOKEN", client.api_token)
        return _access(client)
    if not client.api_key or not client.api_email:
        raise ProviderError(
            "There are no Cloudflare credentials.",
            "Set CLOUDFLARE_API_TOKEN to a token with Zone.Zone:Read and Zone.DNS:Read, "
            "or both CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL.",
        )
    client.api_token = None
    _check("CLOUDFLARE_API_KEY", client.api_key)
    _check("CLOUDFLARE_EMAIL", client.api_email)
    return _access(client)


def _access(client: Cloudflare) -> Access:
    """Without the headers that tell Cloudflare how the SDK is run, and those that the SDK marks as not to be sent."""
    headers = {
        name: value
        for name, value in client.default_headers.items()
        if isinstance(value, str) and not name.startswith("X-Stainless-") and name.lower() not in _OF_THE_WIRE
    }
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise ProviderError(
                "CLOUDFLARE_CUSTOM_HEADERS holds what no header can hold.",
                "Write one header a line, its name, a colon and its value in ASCII.",
            )
    return Access(
        url=str(client.base_url),
        path=client.base_url.raw_path.decode().rstrip("/"),
        headers=headers,
        key_of=client.api_email or "",
    )


def _check(variable: str, secret: str) -> None:
    """What a header can't hold would otherwise end up, whole, in the text of an exception of the HTTP library."""
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise ProviderError(
            f"{variable} holds a space, a line break or another character that no credential has.",
            "Copy it again without anything around it.",
        )
