"""Exim 4 with Debian's defaults.

A null MX beside other hosts is one more host without address. An exchange that is an IP address is not used
(``allow_mx_to_ip``), nor are names that are not host-like (``dns_check_names_pattern``), 0.0.0.0 and 127.0.0.0/8
(``ignore_target_hosts``). A host or address named twice counts once. Within a preference it moves IPv6
forward in one pass, so of more than two hosts some IPv4 addresses may stay before those of others. After five
addresses (``hosts_max_try``) it tries one for each further preference, 50 at the most (``hosts_max_try_hardlimit``). It
knows itself by its addresses, and freezes what would loop (``self``). Its bounces have no more than the general status
codes. Source: ``src/host.c``, ``src/routers/dnslookup.c``, ``src/transports/smtp.c``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iacmx.routing.mta import Codes, Hosts, Mta, NullMx, Reach

MAX_TRY = 5
HARD_LIMIT = 50
_LABEL = "[a-z0-9_](?:[a-z0-9/_-]*[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


def shares(tier: Hosts) -> list[list[float]]:
    """Each host alike, but a single IPv4 address lets the next host go first where that has IPv6."""
    with_ipv6 = [any(map(_is_ipv6, host)) for host in tier]
    others = max(1, len(tier) - 1)
    left = [
        1.0 if has or len(host) > 1 else 1 - sum(with_ipv6) / others for host, has in zip(tier, with_ipv6, strict=True)
    ]
    given = sum(1 - part for part in left)
    found: list[list[float]] = []
    for host, has, part in zip(tier, with_ipv6, left, strict=True):
        first = [_is_ipv6(address) == has for address in host]
        whole = part + (given / sum(with_ipv6) if has else 0)
        found.append([100 / len(tier) * whole / sum(first) if is_first else 0.0 for is_first in first])
    return found


def reach(tiers: Sequence[Hosts]) -> list[list[list[Reach]]]:
    """The first five addresses, then one for each further preference."""
    tried = 0
    found: list[list[list[Reach]]] = []
    for tier in tiers:
        count = sum(len(host) for host in tier)
        room = MAX_TRY - tried if tried < MAX_TRY else 1 if tried < HARD_LIMIT else 0
        found.append([_told(host, tier, room) for host in tier])
        tried += min(count, room)
    return found


def _told(host: Sequence[str], tier: Hosts, room: int) -> list[Reach]:
    """By the earliest and the latest place that chance and the pass for IPv6 give to each address of a host."""
    others = [[_is_ipv6(address) for address in each] for each in tier if each is not host]
    count = sum(map(len, others)) + len(host)
    ipv6 = sum(map(_is_ipv6, host))
    mixed = [sum(each) for each in others if not all(each)]
    # The last IPv4 address of a host trades places with the IPv6 addresses that follow it, up to the next of IPv4.
    passed = 0 if len(host) - ipv6 > 1 else min(mixed, default=sum(map(len, others)))
    earliest = {True: 0, False: ipv6 + passed}
    latest = {True: count - (len(host) - ipv6) - 1 - bool(mixed), False: count - 1}
    return [
        Reach.ALWAYS if latest[kind] < room else Reach.SOMETIMES if earliest[kind] < room else Reach.NEVER
        for kind in map(_is_ipv6, host)
    ]


def _is_ipv6(address: str) -> bool:
    return ":" in address


def looks_up(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def refuses(address: str) -> bool:
    return address == "0.0.0.0" or address.startswith("127.")  # noqa: S104 - an address that is never connected to


MTA = Mta(
    title="Exim",
    null=NullMx.UNUSABLE,
    codes=Codes(null="5.0.0", no_name="5.0.0", no_address="5.0.0", unresolved="4.0.0", loop="", no_answer="4.0.0"),
    shares=shares,
    reach=reach,
    repeats_addresses=False,
    looks_up=looks_up,
    refuses=refuses,
    ipv6_first=True,
    freezes_loop=True,
    defers_alias_loop=True,
)
