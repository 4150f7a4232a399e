"""MX605 target-removed: the plan takes the last address away from a host that still gets mail

## What it checks
A host that an MX record names after the apply must keep an A or AAAA record, also where no MX record changes: the plan
may delete the address records, change their owner, delete the zone that holds them, or leave them out of an
`aws_route53_records_exclusive`. The finding names the resource that does it. A host that never had an address is MX202.

## Why it matters
Senders find the MX record, then no address: mail is held back and bounces, though "nothing about mail" was changed.

## Example
      aws_route53_record.mx    example.com.       MX  10 mail.example.com.
    - aws_route53_record.mail  mail.example.com.  A   198.51.100.7

## Fix
Keep the address until no MX record names the host: change the MX records first, wait for their TTL, then delete.

## References
RFC 5321 section 5.1 (an exchange must have an address).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._targets import effect, removed_by_plan

RULE = Rule(
    id="MX605",
    name="target-removed",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="the plan takes the last address away from a host that still gets mail",
    about=About.HOST,
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    for host in case.hosts_after:
        gone = removed_by_plan(case, host)
        if gone is not None:
            yield RULE.finding(
                case,
                f"{host} loses its last address, but {case.owner} still sends mail there; {effect(case, host)}.",
                evidence=f"{gone.address} takes it away; MX record from {case.address_of(host) or 'outside this plan'}",
                fix=f"Keep the A/AAAA record of {host}, or change the MX records of {case.owner} first.",
                exchange=host,
                address=gone.address,
            )
