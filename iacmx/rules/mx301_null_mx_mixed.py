"""MX301 null-mx-mixed: a null MX beside other MX records

## What it checks
A set with the null MX (`0 .`, "this domain accepts no mail") has no other MX record. Each set of a routing policy is
judged by itself; a record known only after the apply is not held against it (MX610).

## Why it matters
Mail servers disagree: some bounce all mail at once, others ignore the null MX and deliver.

## Example
    example.com.  MX  0 .
    example.com.  MX  10 mx1.example.net.

## Fix
Keep the null MX alone, or remove it.

## References
RFC 7505 section 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX301",
    name="null-mx-mixed",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="a null MX stands beside other MX records",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in case.after:
        null = next((mx for mx in mx_set.records if mx.is_null), None)
        if null is not None and len(mx_set.records) > 1:
            hosts = ", ".join(mx_set.hosts)
            yield RULE.finding(
                case,
                "The set holds the null MX beside other records: some senders will bounce all mail, others deliver it.",
                evidence="; ".join(mx.text for mx in mx_set.by_preference),
                fix=f"Remove the null MX to receive mail at {hosts}, or keep it alone to refuse all mail."
                if hosts
                else "Keep one null MX with preference 0.",
                variant=mx_set.variant,
                exchange=".",
                address=null.address or case.address,
            )
