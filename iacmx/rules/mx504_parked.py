"""MX504 parked: mail goes to a domain parking service

## What it checks
No exchange is a host of a service that parks domains for sale or without use.

## Why it matters
A parking service takes whatever is sent to its domains, and reads or discards it. On a domain that is in use it is
mostly left over from the registrar.

## Example
    example.com.  MX  0 park-mx.above.com.

## Fix
Remove the record; publish the null MX, `0 .`, if the domain is to take no mail.

## References
RFC 7505 section 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.mail_hosts import parking
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX504",
    name="parked",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="mail goes to a domain parking service",
)


def judge(case: Case) -> Iterator[Finding]:
    for host in case.hosts_after:
        service = parking(host)
        if service is not None:
            yield RULE.finding(
                case,
                f"{host} belongs to {service.name}: mail to {case.owner} ends there.",
                evidence=host,
                fix='Remove it, or publish the null MX "0 ." if the domain is to take no mail.',
                exchange=host,
            )
