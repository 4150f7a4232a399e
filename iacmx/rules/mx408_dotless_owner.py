"""MX408 dotless-owner: MX records at a top-level domain or the root

## What it checks
The owner of MX records is a name of one label, or the root. Private zones are left alone: inside a network such a name
may do.

## Why it matters
Mail software takes a domain without a dot for the short form of a local name and completes or refuses it, so mail to
`user@example` seldom gets out. ICANN forbids such records to the generic top-level domains.

## Example
    example.  MX  10 mx1.nic.example.

## Fix
Receive mail at a name below (`nic.example`).

## References
RFC 5321 section 2.3.5; RFC 7085 section 3 (dotless domains).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX408",
    name="dotless-owner",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="MX records at a top-level domain or the root",
)


def judge(case: Case) -> Iterator[Finding]:
    # A zone whose name is not known yet makes an owner look shorter than it is.
    if case.zone.private or case.owner != case.zone.name or "." in case.owner.strip("."):
        return
    if any(not mx_set.is_null for mx_set in case.after):
        yield RULE.finding(
            case,
            f"{case.owner} is a domain without a dot: most mail software does not deliver to it.",
            evidence=f"the zone is {case.zone.name}",
            fix="Receive mail at a name below it.",
        )
