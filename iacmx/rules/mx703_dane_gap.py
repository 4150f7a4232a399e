"""MX703 dane-gap: some exchanges are protected by DANE, others are not

## What it checks
The owner's zone is signed, and of the exchanges after the apply some have validated TLSA records at `_25._tcp.HOST` and
others have none. Judged only where the resolver validates (it says so in its answers), and TLSA records are asked for
only where a host's addresses were validated.

- warning: the plan adds an exchange without to a set that has them
- notice: the gap was there before

## Why it matters
Who wants to read the mail disturbs the way to the protected hosts, and senders fall back to one that anybody can
impersonate. The protection is only as good as that of the weakest exchange.

## Example
    _25._tcp.mx1.example.net.  TLSA  3 1 1 0b9fa5a5...
    _25._tcp.mx2.example.org.  NXDOMAIN

## Fix
Publish TLSA records for the others too, in a signed zone, or leave only protected exchanges.

## References
RFC 7672 sections 1.3.2 and 2.2.1 ("all their SMTP servers and MX records are configured accordingly"), 2.2.2, 2.2.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._dane import HAS, LACKS, dane, is_signed

RULE = Rule(
    id="MX703",
    name="dane-gap",
    severity=Severity.WARNING,
    needs=(Need.DNS, Need.DNSSEC),
    summary="some exchanges have TLSA records, others have none",
)


def judge(case: Case) -> Iterator[Finding]:
    found = dane(case)
    with_tlsa = [host for host, state in found.items() if state == HAS]
    without = [host for host, state in found.items() if state == LACKS]
    if not with_tlsa or not without or not is_signed(case):
        return
    new = [host for host in without if host not in case.hosts_before]
    added = bool(new) and any(host in case.hosts_before for host in with_tlsa)
    yield RULE.finding(
        case,
        f"{', '.join(new if added else without)} has no DANE TLSA records, the other exchanges of {case.owner} do.",
        evidence=f"validated TLSA records at _25._tcp of {', '.join(with_tlsa)}; none of {', '.join(without)}",
        fix=f"Publish TLSA records at {', '.join(f'_25._tcp.{host}' for host in without)}, in a signed zone.",
        severity=Severity.WARNING if added else Severity.NOTICE,
    )
