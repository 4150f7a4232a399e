"""Whether mail hosts are as independent as their number suggests: by the networks of their addresses."""

from __future__ import annotations

from collections.abc import Iterable

PREFIX = {4: 24, 6: 48}
"""The smallest networks that are announced to the Internet by themselves, by IP version."""


def networks(addresses: Iterable[str]) -> frozenset[str]:
    """The networks that the addresses lie in, as prefixes."""
    from ipaddress import ip_address, ip_network

    found = (ip_address(address) for address in addresses)
    return frozenset(str(ip_network((address, PREFIX[address.version]), strict=False)) for address in found)
