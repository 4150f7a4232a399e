"""Which addresses are globally reachable, against IANA's registries."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iacmx.rules._addresses import not_global


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "carrier-grade NAT"),
        ("100.127.255.255", "carrier-grade NAT"),
        ("127.0.0.1", "loopback"),
        ("169.254.1.1", "link-local"),
        ("0.0.0.0", "this network"),
        ("192.0.0.8", "protocol"),
        ("192.0.2.1", "documentation"),
        ("198.51.100.1", "documentation"),
        ("203.0.113.1", "documentation"),
        ("198.18.0.1", "benchmarking"),
        ("198.19.255.255", "benchmarking"),
        ("192.88.99.1", "6to4"),
        ("224.0.1.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::ffff:45.33.1.1", "IPv4-mapped"),
        ("64:ff9b::2d21:101", "NAT64"),
        ("64:ff9b:1::1", "NAT64"),
        ("100::1", "discard"),
        ("2001::1", "Teredo"),
        ("2001:2::1", "benchmarking"),
        ("2001:10::1", "ORCHID"),
        ("2001:20::1", "ORCHIDv2"),
        ("2001:db8::1", "documentation"),
        ("2001:3::1", "protocol"),
        ("2002:2d21:101::1", "6to4"),
        ("3fff::1", "documentation"),
        ("5f00::1", "segment routing"),
        ("fc00::1", "unique local"),
        ("fd00::1", "unique local"),
        ("fe80::1", "link-local"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("1::1", "outside"),
        ("4000::1", "outside"),
        ("e000::1", "outside"),
    ],
)
def test_not_global(address: str, what: str) -> None:
    assert what in not_global(address)


@pytest.mark.parametrize(
    "address",
    [
        "45.33.1.1",
        "142.250.102.26",
        "52.101.68.0",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.1",
        "223.255.255.1",
        "2001:4860:4860::8888",
        "2600:3c00::25",
        "2a00:1450:4025:402::1a",
        "2001:200::1",
        "2003::1",
    ],
)
def test_global(address: str) -> None:
    assert not_global(address) == ""


@pytest.mark.parametrize("text", ["", "mail.example.com", "45.33.1", "45.33.1.1/32"])
def test_what_is_no_address_is_not_judged(text: str) -> None:
    assert not_global(text) == ""


@given(st.one_of(st.integers(0, 2**32 - 1).map(IPv4Address), st.integers(0, 2**128 - 1).map(IPv6Address)))
def test_never_more_lenient_than_python(address: IPv4Address | IPv6Address) -> None:
    if not not_global(str(address)):
        assert ip_address(str(address)).is_global
