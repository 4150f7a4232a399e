"""Exim 4 with Debian's defaults.

A null MX beside other hosts is one more host without address. An exchange that is an IP address is not used
(``allow_mx_to_ip``), nor are names that are not host-like (``dns_check_names_pattern``), 0.0.0.0 and 127.0.0.0/8
(``ignore_target_hosts``). A host or address named twice counts once. Within a preference IPv6 comes first. After five
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
    """Each host alike, those with IPv6 alone where there are any."""
    has_ipv6 = any(":" in address for host in tier for address in host)
    first = [[address for address in host if (":" in address) == has_ipv6] for host in tier]
    hosts = sum(bool(addresses) for addresses in first)
    return [
        [100 / hosts / len(addresses) if address in addresses else 0.0 for address in host]
        for host, addresses in zip(tier, first, strict=True)
    ]


def reach(tiers: Sequence[Hosts]) -> list[list[list[Reach]]]:
    """The first five addresses, then one for each further preference."""
    tried = 0
    found: list[list[list[Reach]]] = []
    for tier in tiers:
        count = sum(len(host) for host in tier)
        room = MAX_TRY - tried if tried < MAX_TRY else 1 if tried < HARD_LIMIT else 0
        told = Reach.ALWAYS if count <= room else Reach.SOMETIMES if room else Reach.NEVER
        found.append([[told] * len(host) for host in tier])
        tried += min(count, room)
    return found


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
