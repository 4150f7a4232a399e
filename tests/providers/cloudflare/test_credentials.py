"""Which credentials are sent, and what is said where there are none."""

from __future__ import annotations

import pytest

from iacmx.errors import ProviderError
from iacmx.provider import Deadline
from iacmx_cloudflare import connect
from tests.lab.cloudflare_api import EMAIL, KEY, TOKEN, CloudflareApi

Environment = pytest.MonkeyPatch


def sent(api: CloudflareApi, bare: Environment, **variables: str) -> dict[str, str]:
    """The credentials that reach the server."""
    for name in ("API_TOKEN", "API_KEY", "EMAIL"):
        bare.delenv(f"CLOUDFLARE_{name}", raising=False)
    for name, value in variables.items():
        bare.setenv(f"CLOUDFLARE_{name}", value)
    assert connect(Deadline.after(10)).zones() == []
    return {
        name: value
        for name, value in api.log[-1].headers.items()
        if name in ("authorization", "x-auth-key", "x-auth-email", "x-auth-user-service-key")
    }


def test_a_token(api: CloudflareApi, bare: Environment) -> None:
    assert sent(api, bare, API_TOKEN=TOKEN) == {"authorization": f"Bearer {TOKEN}"}


def test_a_key_and_an_address(api: CloudflareApi, bare: Environment) -> None:
    assert sent(api, bare, API_KEY=KEY, EMAIL=EMAIL) == {"x-auth-key": KEY, "x-auth-email": EMAIL}


@pytest.mark.parametrize("more", [{"EMAIL": EMAIL}, {"EMAIL": EMAIL, "API_KEY": KEY}, {"API_KEY": ""}])
def test_a_token_goes_before_all_else(api: CloudflareApi, bare: Environment, more: dict[str, str]) -> None:
    assert sent(api, bare, API_TOKEN=TOKEN, **more) == {"authorization": f"Bearer {TOKEN}"}


def test_an_empty_token_is_none(api: CloudflareApi, bare: Environment) -> None:
    assert sent(api, bare, API_TOKEN="", API_KEY=KEY, EMAIL=EMAIL) == {"x-auth-key": KEY, "x-auth-email": EMAIL}


@pytest.mark.parametrize("variables", [{}, {"API_TOKEN": ""}, {"API_KEY": KEY}, {"EMAIL": EMAIL}])
def test_no_credentials(bare: Environment, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        bare.setenv(f"CLOUDFLARE_{name}", value)
    with pytest.raises(ProviderError, match="no Cloudflare credentials") as error:
        connect(Deadline.after(10))
    assert "CLOUDFLARE_API_TOKEN" in error.value.hint
    assert KEY not in str(error.value)


@pytest.mark.parametrize("spoil", ["{}\n", " {}", "{}\r", "Bearer {}", "{}é", '"{}'])
def test_a_spoilt_token_is_never_shown(api: CloudflareApi, bare: Environment, spoil: str) -> None:
    bare.setenv("CLOUDFLARE_API_TOKEN", spoil.format(TOKEN))
    with pytest.raises(ProviderError) as error:
        connect(Deadline.after(10)).zones()
    assert TOKEN not in str(error.value)
    assert error.value.hint


@pytest.mark.parametrize("address", ["", "api.cloudflare.com", "ftp://127.0.0.1/", "http://"])
def test_a_base_url_that_is_none(bare: Environment, address: str) -> None:
    bare.setenv("CLOUDFLARE_API_TOKEN", TOKEN)
    bare.setenv("CLOUDFLARE_BASE_URL", address)
    with pytest.raises(ProviderError, match="CLOUDFLARE_BASE_URL"):
        connect(Deadline.after(10))


def test_connecting_sends_nothing(api: CloudflareApi) -> None:
    assert connect(Deadline.after(10)).requests == 0
    assert api.log == []
