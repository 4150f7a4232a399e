"""MX401 implicit-mx: no MX record, so mail goes to the address of the name itself

## What it checks
A name that has no MX record after the apply, but an A or AAAA record. (A plan that takes away MX records that receive
mail is MX601; one that takes a null MX away is told here. A name with neither gets no mail and is not reported.)

## Why it matters
Without an MX record senders connect to the name's own address, which is mostly a web server: mail waits in queues
until it bounces.

## Example
    example.com.  A  45.33.1.1

## Fix
Publish an MX record, or `0 .` where the domain receives no mail.

## References
RFC 5321 section 5.1; RFC 7505 section 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._order import receives
from iacmx.rules._targets import lookable

RULE = Rule(
    id="MX401",
    name="implicit-mx",
    severity=Severity.NOTICE,
    needs=(Need.ACTUAL, Need.DNS),
    summary="without an MX record mail goes to the name's own address",
)


def judge(case: Case) -> Iterator[Finding]:
    if case.after or receives(case.before) or not case.after_complete:
        return
    if case.zone.private or not lookable(case.owner):
        return
    found = [answer for answer in case.after_world.addresses(case.owner) if answer.exists]
    if found:
        known = [value for answer in found for value in answer.values if isinstance(value, str)]
        yield RULE.finding(
            case,
            f"{case.owner} has no MX record, so mail goes to its own address "
            f"({', '.join(known) or 'known only after the apply'}).",
            evidence=f"{case.owner}: address records and no MX",
            fix='Publish an MX record, or "0 ." if the domain receives no mail.',
        )
