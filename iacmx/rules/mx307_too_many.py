"""MX307 too-many: more than ten exchanges

## What it checks
An MX set names at most ten exchanges.

## Why it matters
An SPF record with the mechanism `mx` fails with a permanent error where the domain has more than ten exchanges, and
the answer may no longer fit in one UDP packet. Nothing happens to incoming mail, so this is a notice only.

## Example
    example.com.  MX  10 mx1.example.net.   ; ... and ten more

## Fix
Put several servers behind one name, by several addresses.

## References
RFC 7208 section 4.6.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX307",
    name="too-many",
    severity=Severity.NOTICE,
    needs=(Need.PLAN,),
    summary="a set names more than ten exchanges",
)


LIMIT = 10


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in case.after:
        if len(mx_set.hosts) > LIMIT:
            yield RULE.finding(
                case,
                f"The set names {len(mx_set.hosts)} exchanges; SPF with the mechanism mx allows {LIMIT}.",
                evidence=", ".join(mx_set.hosts),
                fix="Put several servers behind one name, by several addresses.",
                variant=mx_set.variant,
                address=mx_set.address or case.address,
            )
