"""MX205 target-not-global: an exchange's addresses can't be reached from the Internet

## What it checks
The addresses of an exchange, in the world after the apply, are globally reachable: not private, carrier-grade NAT,
loopback, link-local, unique local, documentation, multicast, reserved, IPv4-mapped, NAT64 or 6to4 addresses.
It is an error where that is true of none of them, a warning where of some, or where others are known only after the
apply. The origin behind a Cloudflare proxy is not judged (MX804).

## Why it matters
Senders elsewhere can't connect, or reach a host of their own network, and mail waits in queues until it bounces.

## Example
    mail.example.com.  A  10.0.0.25

## Fix
Give the exchange the public address that forwards port 25 to it.

## References
RFC 6890 with IANA's special-purpose address registries; RFC 1918; RFC 4193.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._addresses import not_global
from iacmx.rules._targets import Target, targets

RULE = Rule(
    id="MX205",
    name="target-not-global",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="an exchange's addresses are private or otherwise not reachable",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        if target.exists and not target.aliases and not target.proxied:
            yield from _judge(case, target)


def _judge(case: Case, target: Target) -> Iterator[Finding]:
    known = {address: not_global(address) for address in target.addresses}
    bad = {address: kind for address, kind in known.items() if kind}
    if not bad:
        return
    every = len(bad) == len(known) and not target.partly_unknown
    source = target.ipv4.address or target.ipv6.address
    yield RULE.finding(
        case,
        f"{target.host} has {'only addresses' if every else 'an address'} that senders elsewhere can't reach: "
        f"{', '.join(bad)}.",
        evidence="; ".join(f"{address}: {kind}" for address, kind in bad.items()) + (f" ({source})" if source else ""),
        fix=f"Give {target.host} {'a' if every else 'only'} public address{'' if every else 'es'}.",
        exchange=target.host,
        severity=Severity.ERROR if every else Severity.WARNING,
    )
