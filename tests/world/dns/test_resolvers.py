from __future__ import annotations

import socket

import dns.resolver
import pytest

from iacmx.errors import UsageError
from iacmx.world.dns.resolvers import parse_resolver, system_resolvers


@pytest.mark.parametrize(
    ("text", "family", "host", "port", "label"),
    [
        ("192.0.2.53", socket.AF_INET, "192.0.2.53", 53, "192.0.2.53"),
        (" 192.0.2.53:5353 ", socket.AF_INET, "192.0.2.53", 5353, "192.0.2.53:5353"),
        ("192.0.2.53:53", socket.AF_INET, "192.0.2.53", 53, "192.0.2.53"),
        ("2001:db8::1", socket.AF_INET6, "2001:db8::1", 53, "2001:db8::1"),
        ("[2001:db8::1]", socket.AF_INET6, "2001:db8::1", 53, "2001:db8::1"),
        ("[2001:db8::1]:5353", socket.AF_INET6, "2001:db8::1", 5353, "[2001:db8::1]:5353"),
    ],
)
def test_resolver_addresses(text: str, family: int, host: str, port: int, label: str) -> None:
    resolver = parse_resolver(text)
    assert (resolver.family, resolver.sockaddr[:2], resolver.label) == (family, (host, port), label)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dns.example",
        "192.0.2.53:",
        "192.0.2.53:x",
        "192.0.2.53:0",
        "192.0.2.53:65536",
        "[::1",
        "[::1]:",
        "1.2.3.4.5",
    ],
)
def test_what_is_no_resolver(text: str) -> None:
    if text in ("[::1", "[::1]:"):  # forgiven
        assert parse_resolver(text).label == "::1"
        return
    with pytest.raises(UsageError) as caught:
        parse_resolver(text)
    assert "192.0.2.53:5353" in caught.value.hint


def test_system_resolvers(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(self: dns.resolver.Resolver, path: object) -> None:
        self.nameservers = ["192.0.2.1", "2001:db8::1", "192.0.2.1"]

    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", read)
    assert system_resolvers() == ("192.0.2.1", "2001:db8::1")


def test_no_system_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(self: dns.resolver.Resolver, path: object) -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", read)
    assert system_resolvers() == ()
