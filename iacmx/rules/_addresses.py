"""Which addresses mail can be sent to from anywhere.

A table of its own rather than ``ipaddress.is_global``: that calls multicast and site-local addresses global, does not
look into NAT64 and 6to4 ones, and differs between the Python versions in use about 192.0.0.0/24, 64:ff9b:1::/48,
3fff::/20 and IPv4-mapped addresses.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_SPECIAL = (
    ("0.0.0.0/8", "this network, RFC 1122"),
    ("10.0.0.0/8", "private, RFC 1918"),
    ("100.64.0.0/10", "carrier-grade NAT, RFC 6598"),
    ("127.0.0.0/8", "loopback, RFC 1122"),
    ("169.254.0.0/16", "link-local, RFC 3927"),
    ("172.16.0.0/12", "private, RFC 1918"),
    ("192.0.0.0/24", "protocol assignments, RFC 6890"),
    ("192.0.2.0/24", "documentation, RFC 5737"),
    ("192.88.99.0/24", "6to4 relay, RFC 7526"),
    ("192.168.0.0/16", "private, RFC 1918"),
    ("198.18.0.0/15", "benchmarking, RFC 2544"),
    ("198.51.100.0/24", "documentation, RFC 5737"),
    ("203.0.113.0/24", "documentation, RFC 5737"),
    ("224.0.0.0/4", "multicast, RFC 5771"),
    ("240.0.0.0/4", "reserved, RFC 1112"),
    ("::/128", "unspecified, RFC 4291"),
    ("::1/128", "loopback, RFC 4291"),
    ("::ffff:0:0/96", "IPv4-mapped, RFC 4291"),
    ("64:ff9b::/96", "NAT64, RFC 6052"),
    ("64:ff9b:1::/48", "local NAT64, RFC 8215"),
    ("100::/64", "discard-only, RFC 6666"),
    ("2001::/32", "Teredo, RFC 4380"),
    ("2001:2::/48", "benchmarking, RFC 5180"),
    ("2001:10::/28", "ORCHID, RFC 4843"),
    ("2001:20::/28", "ORCHIDv2, RFC 7343"),
    ("2001:db8::/32", "documentation, RFC 3849"),
    ("2001::/23", "protocol assignments, RFC 2928"),
    ("2002::/16", "6to4, RFC 3056"),
    ("3fff::/20", "documentation, RFC 9637"),
    ("5f00::/16", "segment routing, RFC 9602"),
    ("fc00::/7", "unique local, RFC 4193"),
    ("fe80::/10", "link-local, RFC 4291"),
    ("fec0::/10", "site-local, RFC 3879"),
    ("ff00::/8", "multicast, RFC 4291"),
    ("::/3", "outside 2000::/3"),
    ("4000::/2", "outside 2000::/3"),
    ("8000::/1", "outside 2000::/3"),
)
"""IANA's registries of special-purpose addresses; of IPv6 only 2000::/3 is handed out as global unicast. The first
entry that holds an address tells its kind."""


@cache
def _networks() -> tuple[tuple[IPv4Network | IPv6Network, str], ...]:
    from ipaddress import ip_network

    return tuple((ip_network(prefix), what) for prefix, what in _SPECIAL)


def not_global(text: str) -> str:
    """What kind of address ``text`` is where it is not globally reachable, ``""`` where it is, or is no address."""
    from ipaddress import ip_address

    try:
        address = ip_address(text)
    except ValueError:
        return ""
    return next(
        (what for network, what in _networks() if address.version == network.version and address in network), ""
    )
