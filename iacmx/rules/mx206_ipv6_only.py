"""MX206 ipv6-only: mail can't be delivered over IPv4

## What it checks
Some exchange has an IPv4 address. Where none has, it is a warning about the whole set; where only some exchange has
none, a notice. A set whose backups can't reach the first host is MX308. Exchanges that don't exist, or whose addresses
could not be told, are not counted, and those that no address leads to from elsewhere are MX205.

## Why it matters
Many mail servers still send over IPv4 only; they can't reach a domain whose exchanges all have AAAA records alone.

## Example
    example.com.      MX    10 mx1.example.com.
    mx1.example.com.  AAAA  2600:3c00::25

## Fix
Add an A record to an exchange.

## References
RFC 3974 section 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Kind, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._addresses import not_global
from iacmx.rules._targets import targets
from iacmx.rules.mx308_backup_family import split

RULE = Rule(
    id="MX206",
    name="ipv6-only",
    severity=Severity.WARNING,
    needs=(Need.DNS,),
    summary="no exchange has an IPv4 address",
    about=About.HOST,
)

OPEN = (Kind.SKIPPED, Kind.UNVERIFIED)


def judge(case: Case) -> Iterator[Finding]:
    everyone = targets(case)
    there = [target for target in everyone if target.exists and not target.aliases]
    without = [target.host for target in there if target.ipv4.absent and target.ipv6.kind is Kind.FOUND]
    unreachable = {target.host for target in there if target.addresses and all(map(not_global, target.addresses))}
    if set(without) <= unreachable or not case.after_complete:
        return
    if len(without) == len(there) and not any(target.ipv4.kind in OPEN for target in everyone):
        yield RULE.finding(
            case,
            "No exchange has an IPv4 address: senders without IPv6 can't deliver mail.",
            evidence=", ".join(without) + ": AAAA records only",
            fix=f"Add an A record to {without[0]}.",
        )
        return
    if any(split(case, mx_set) for mx_set in case.after):
        return
    for host in (host for host in without if host not in unreachable):
        yield RULE.finding(
            case,
            f"{host} has no IPv4 address; senders without IPv6 skip it.",
            evidence=f"{host}: AAAA records only",
            fix=f"Add an A record to {host}, if such senders are to use it.",
            exchange=host,
            severity=Severity.NOTICE,
        )
