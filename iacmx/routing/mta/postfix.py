"""Postfix 3 with its defaults.

It shuffles addresses, not hosts, within a preference (``smtp_randomize_addresses``), and tries five addresses
(``smtp_mx_address_limit``) of which neither family may crowd out the other (``smtp_balance_inet_protocols``). Any
null MX among the records ends it, an exchange that is an IP address is used. Postfix knows itself by its addresses.
Source: ``src/smtp/smtp_addr.c``, ``src/dns/dns_lookup.c``.
"""

from __future__ import annotations

from collections.abc import Sequence

from iacmx.routing.mta import Codes, Hosts, Mta, NullMx, Reach

ADDRESS_LIMIT = 5


def shares(tier: Hosts) -> list[list[float]]:
    """Each address alike, whoever's it is."""
    total = sum(len(host) for host in tier)
    return [[100 / total] * len(host) for host in tier]


def reach(tiers: Sequence[Hosts]) -> list[list[list[Reach]]]:
    """Those within the limit, in order of preference; which of a preference's addresses these are is chance."""
    families = [[_family(address) for host in tier for address in host] for tier in tiers]
    left = _quotas([family for tier in families for family in tier], families[0] if families else [])
    found: list[list[list[Reach]]] = []
    for tier, kinds in zip(tiers, families, strict=True):
        told = {family: _told(kinds.count(family), *left[family]) for family in set(kinds)}
        found.append([[told[_family(address)] for address in host] for host in tier])
        left = {
            family: (max(0, least - kinds.count(family)), max(0, most - kinds.count(family)))
            for family, (least, most) in left.items()
        }
    return found


def looks_up(name: str) -> bool:
    """No label of a host name begins or ends with a hyphen (``valid_hostname``)."""
    return not any(label.startswith("-") or label.endswith("-") for label in name.split("."))


def _family(address: str) -> int:
    return 6 if ":" in address else 4


def _quotas(everything: Sequence[int], first: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many addresses of each family are kept, at the least and at the most (chance decides what is first)."""
    v4, v6, half = everything.count(4), everything.count(6), ADDRESS_LIMIT // 2
    if not (v4 and v6 and v4 + v6 > ADDRESS_LIMIT):
        return {4: (ADDRESS_LIMIT, ADDRESS_LIMIT), 6: (ADDRESS_LIMIT, ADDRESS_LIMIT)}
    if v6 <= half:
        kept = ADDRESS_LIMIT - v6
        return {4: (kept, kept), 6: (v6, v6)}
    if v4 <= half:
        kept = ADDRESS_LIMIT - v4
        return {4: (v4, v4), 6: (kept, kept)}
    # The family of the very first address gets the odd one.
    more = ADDRESS_LIMIT - half
    return {family: (more if set(first) == {family} else half, more if family in first else half) for family in (4, 6)}


def _told(count: int, least: int, most: int) -> Reach:
    if count <= least:
        return Reach.ALWAYS
    return Reach.SOMETIMES if most else Reach.NEVER


MTA = Mta(
    title="Postfix",
    null=NullMx.ANY,
    codes=Codes(null="5.1.0", no_name="5.4.4", no_address="5.4.4", unresolved="4.4.3", loop="5.4.6"),
    shares=shares,
    reach=reach,
    looks_up=looks_up,
    uses_literals=True,
    repeats=True,
    defers_loop=True,
)
