"""MX308 backup-family: the backups can't reach the host that they back up

## What it checks
Where all hosts of the lowest preference have IPv6 addresses alone, some host of a later preference has one too. Sets of
a known mail service are left out, and sets with an exchange whose addresses are not all known. The opposite, backups
over IPv6 alone, is MX206.

## Why it matters
A backup takes mail to pass it on to the first host. One that speaks only the other family never can, and the mail it
took bounces days later.

## Example
    example.com.       MX    10 mx1.example.com.
    example.com.       MX    20 mx2.example.com.
    mx1.example.com.   AAAA  2600:3c00::25
    mx2.example.com.   A     45.33.2.1

## Fix
Give the first host addresses of both families.

## References
RFC 3974 section 4.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iacmx.case import Case, MxSet
from iacmx.mail_hosts import recognise
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._addresses import not_global
from iacmx.rules._services import known_sets
from iacmx.rules._targets import Target, targets

RULE = Rule(
    id="MX308",
    name="backup-family",
    severity=Severity.WARNING,
    needs=(Need.DNS,),
    summary="the first host has IPv6 alone, the backups IPv4 alone",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in known_sets(case):
        tiers = split(case, mx_set)
        if tiers is None:
            continue
        first, backups = tiers
        yield RULE.finding(
            case,
            f"{_names(backups)} can't pass mail on to {_names(first)}: the first has IPv6 addresses alone, the backup "
            "IPv4 alone.",
            evidence="; ".join(f"{target.host}: {', '.join(target.addresses)}" for target in (*first, *backups)),
            fix=f"Give {first[0].host} an IPv4 address too.",
            variant=mx_set.variant,
            address=mx_set.address or case.address,
        )


def split(case: Case, mx_set: MxSet) -> tuple[list[Target], list[Target]] | None:
    """The first hosts and the backups of a set, where those have IPv6 alone and these IPv4 alone; else ``None``."""
    known = {target.host: target for target in targets(case)}
    if any(host not in known or recognise(host) for host in mx_set.exchanges):
        return None
    if not mx_set.exchanges:
        return None
    best = mx_set.by_preference[0].preference
    names = [host for host in mx_set.hosts if any(m.exchange == host and m.preference == best for m in mx_set.records)]
    first = [known[name] for name in names]
    backups = [known[host] for host in mx_set.hosts if host not in names]
    apart = all(_only(target) == "AAAA" for target in first) and all(_only(target) == "A" for target in backups)
    return (first, backups) if backups and apart else None


def _only(target: Target) -> str | None:
    """The only address family of a host, ``None`` where it has both, none, or that is not known.

    Addresses that nobody elsewhere can reach are MX205.
    """
    if target.aliases or target.proxied or not all(answer.settled for answer in target.answers):
        return None
    if target.ipv4.exists == target.ipv6.exists or any(map(not_global, target.addresses)):
        return None
    return "A" if target.ipv4.exists else "AAAA"


def _names(targets: Sequence[Target]) -> str:
    return ", ".join(target.host for target in targets)
