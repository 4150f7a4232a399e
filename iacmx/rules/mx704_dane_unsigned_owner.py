"""MX704 dane-unsigned-owner: the exchanges have DANE, but the MX records are not signed

## What it checks
An exchange has validated TLSA records at `_25._tcp.HOST`, and the owner's MX answer is not validated: its zone is not
signed, or the signature is not linked from the parent (DS). An info only: nothing is lost, there is something to gain.
Judged only where the resolver validates.

## Why it matters
Senders use TLSA records only if the MX records were obtained securely too: else somebody could have named other hosts.

## Example
    example.com.               MX    10 mx1.example.net.   (not signed)
    _25._tcp.mx1.example.net.  TLSA  3 1 1 0b9fa5a5...     (signed)

## Fix
Sign the owner's zone and add its DS record at the registrar.

## References
RFC 7672 section 2.2.1 ("only when the MX records are obtained securely").
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._dane import HAS, dane, is_signed

RULE = Rule(
    id="MX704",
    name="dane-unsigned-owner",
    severity=Severity.INFO,
    needs=(Need.DNS, Need.DNSSEC),
    summary="the exchanges have TLSA records, but the MX records are not signed",
)


def judge(case: Case) -> Iterator[Finding]:
    hosts = [host for host, state in dane(case).items() if state == HAS]
    if hosts and is_signed(case) is False:
        yield RULE.finding(
            case,
            f"Senders do not use the DANE TLSA records of {', '.join(hosts)}: the zone of {case.owner} is not signed.",
            evidence=f"the resolver validated _25._tcp.{hosts[0]}, but not the MX records of {case.owner}",
            fix=f"Sign {case.zone.name} and add its DS record at the registrar.",
        )
