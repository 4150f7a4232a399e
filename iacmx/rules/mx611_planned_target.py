"""MX611 planned-target: an exchange gets its address from this apply

## What it checks
Notes every host that an MX record names and whose address this plan creates without knowing it yet (an elastic IP, a
new server). The host counts as existing. An exchange whose name is not known yet is MX610.

## Why it matters
Nothing is wrong. But for the moment between the two creates the MX record may name a host without an address, and the
address itself could not be judged (a private one would be MX205): check again once it is applied.

## Example
    + aws_route53_record.mx    example.com.       MX  10 mail.example.com.
    + aws_route53_record.mail  mail.example.com.  A   (known after apply)

## Fix
Nothing to do. A `depends_on` from the MX record to the address record makes the order sure.

## References
RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Kind, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._hostnames import lookable

RULE = Rule(
    id="MX611",
    name="planned-target",
    severity=Severity.INFO,
    needs=(Need.PLAN,),
    summary="an exchange gets its address from this apply",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for host in filter(lookable, case.hosts_after):
        answers = case.after_world.addresses(host)
        planned = next((answer for answer in answers if answer.kind is Kind.PLANNED and not answer.aliases), None)
        if planned is None or any(answer.kind is Kind.FOUND for answer in answers):
            continue
        mx = case.address_of(host)
        order = f" A depends_on from {mx} to {planned.address} makes sure that it is there first." if mx else ""
        yield RULE.finding(
            case,
            f"{host} gets its address from this apply; the address could not be judged yet.",
            evidence=f"{planned.address or 'the plan'}: known only after the apply",
            fix=f"Nothing to do.{order}",
            exchange=host,
        )
