"""The SDK's client with the credentials of its own chain, checked before they are sent. They are never shown."""

from __future__ import annotations

from cloudflare import Cloudflare

from iacmx.errors import ProviderError


def client_from_environment() -> Cloudflare:
    """A client with the SDK's credentials and base URL. Raises ProviderError where they are missing or unusable."""
    client = Cloudflare(max_retries=0)
    if client.base_url.scheme not in ("http", "https") or not client.base_url.host:
        raise ProviderError(
            "CLOUDFLARE_BASE_URL is no http or https address.", "Unset it, or set it to an address like the default."
        )
    if client.api_token:
        # With an e-mail address in the environment too, the SDK would send that and not the token.
        client.api_key = client.api_email = None
        _check("CLOUDFLARE_API_TOKEN", client.api_token)
        return client
    if not client.api_key or not client.api_email:
        raise ProviderError(
            "There are no Cloudflare credentials.",
            "Set CLOUDFLARE_API_TOKEN to a token with Zone.Zone:Read and Zone.DNS:Read, "
            "or both CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL.",
        )
    client.api_token = None
    _check("CLOUDFLARE_API_KEY", client.api_key)
    _check("CLOUDFLARE_EMAIL", client.api_email)
    return client


def _check(variable: str, secret: str) -> None:
    """What a header can't hold would otherwise end up, whole, in the text of an exception of the HTTP library."""
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise ProviderError(
            f"{variable} holds a space, a line break or another character that no credential has.",
            "Copy it again without anything around it.",
        )
