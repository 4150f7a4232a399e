"""MX302 null-mx-preference: a null MX with another preference than 0

## What it checks
A lone null MX (`.`) has the preference 0. Beside other records it is MX301.

## Why it matters
The null MX is defined with preference 0. Software that looks for exactly `0 .` takes another preference for a host
named ".", and senders may retry for days instead of bouncing at once.

## Example
    example.com.  MX  10 .

## Fix
Write `0 .`.

## References
RFC 7505 section 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX302",
    name="null-mx-preference",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="a null MX has another preference than 0",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in case.after:
        only = mx_set.records[0] if len(mx_set.records) == 1 and not mx_set.unknown else None
        if only is not None and only.is_null and only.preference not in (0, None):
            yield RULE.finding(
                case,
                f'The null MX has the preference {only.preference}; it means "no mail" for certain only with 0.',
                evidence=only.text,
                fix="Write 0 . for a domain that accepts no mail.",
                variant=mx_set.variant,
                exchange=".",
                address=only.address or case.address,
            )
