"""What the credentials may do, and whose they are."""

from __future__ import annotations

import pytest

from iacmx.errors import ProviderError
from iacmx.provider import Checks, Estimates
from tests.lab import cloudflare_faults as faults
from tests.lab.cloudflare_api import DNS_READ, EMAIL, KEY, TOKEN, ZONE_READ, CloudflareApi, Grant
from tests.providers.cloudflare.conftest import Connect


def granted(connect: Connect, account: str = "") -> dict[str, bool | None]:
    return {right.action: right.granted for right in connect(account=account).rights()}


def test_the_provider_tells(api: CloudflareApi, connect: Connect) -> None:
    provider = connect()
    assert isinstance(provider, Checks)
    assert isinstance(provider, Estimates)


def test_all_that_is_needed(api: CloudflareApi, connect: Connect) -> None:
    for number in range(9):
        api.add_zone(f"z{number}.test")
    zone, dns = connect().rights()
    assert (zone.action, zone.granted) == (ZONE_READ, True)
    assert (dns.action, dns.granted) == (DNS_READ, True)
    assert "Tried with z0.test." in dns.detail
    assert "can't be told by trying" in dns.detail
    assert [logged.query for logged in api.log] == [{"per_page": "5"}, {"per_page": "1"}]


@pytest.mark.parametrize(
    ("grant", "expected", "said"),
    [
        (Grant(rights=frozenset({ZONE_READ})), {ZONE_READ: True, DNS_READ: False}, "Give the token Zone.DNS:Read"),
        (Grant(rights=frozenset({DNS_READ})), {ZONE_READ: False, DNS_READ: None}, "Give the token Zone.Zone:Read"),
        (Grant(from_here=False), {ZONE_READ: False, DNS_READ: None}, "IP filter"),
        (Grant(zones=frozenset()), {ZONE_READ: True, DNS_READ: None}, "see no zone"),
    ],
)
def test_what_is_denied_is_named(
    api: CloudflareApi, connect: Connect, grant: Grant, expected: dict[str, bool | None], said: str
) -> None:
    api.add_zone("example.test")
    api.tokens[TOKEN] = grant
    assert granted(connect) == expected
    rights = connect().rights()
    assert said in " ".join(right.detail for right in rights)
    assert TOKEN not in str(rights)


def test_a_token_that_is_none(api: CloudflareApi, connect: Connect) -> None:
    api.tokens.clear()
    assert granted(connect) == {ZONE_READ: False, DNS_READ: None}
    assert connect().identity() == ""


def test_an_account_is_tried_with_a_zone_of_its_own(api: CloudflareApi, connect: Connect) -> None:
    api.add_zone("other.test", account={"id": "b" * 32, "name": "Other"})
    mine = api.add_zone("example.test")
    assert granted(connect, "a" * 32) == {ZONE_READ: True, DNS_READ: True}
    assert f"/zones/{mine}/" in api.paths[-1]
    assert granted(connect, "No such account") == {ZONE_READ: True, DNS_READ: None}


def test_what_could_not_be_tried_is_not_denied(api: CloudflareApi, connect: Connect) -> None:
    api.add_zone("example.test")
    api.fail(faults.server_error(503), path="/dns_records")
    assert granted(connect) == {ZONE_READ: True, DNS_READ: None}
    api.fail(faults.html, path="/zones")
    with pytest.raises(ProviderError, match="can't be read"):
        connect().rights()


@pytest.mark.parametrize(
    ("grant", "account", "expected"),
    [
        (Grant(), "", f"the user API token {'d' * 32} (active, without expiry)"),
        (Grant(owner="a" * 32), "", f"the account API token {'d' * 32} (active, without expiry)"),
        (Grant(owner="a" * 32), "a" * 32, f"the account API token {'d' * 32} (active, without expiry)"),
        (Grant(owner="b" * 32), "", ""),
        (Grant(owner="a" * 32, rights=frozenset()), "", ""),
        (
            Grant(status={"id": "e" * 32, "status": "expired", "expires_on": "2020-01-01T00:00:00Z"}),
            "",
            f"the user API token {'e' * 32} (expired, until 2020-01-01T00:00:00Z)",
        ),
    ],
)
def test_whose_token_it_is(api: CloudflareApi, connect: Connect, grant: Grant, account: str, expected: str) -> None:
    api.add_zone("example.test")
    api.tokens[TOKEN] = grant
    assert connect(account=account).identity() == expected


def test_whose_key_it_is(api: CloudflareApi, connect: Connect, bare: pytest.MonkeyPatch) -> None:
    bare.delenv("CLOUDFLARE_API_TOKEN")
    bare.setenv("CLOUDFLARE_API_KEY", KEY)
    bare.setenv("CLOUDFLARE_EMAIL", EMAIL)
    provider = connect()
    assert provider.identity() == f"the user {EMAIL} by a global API key, which may do everything"
    assert provider.requests == 0
