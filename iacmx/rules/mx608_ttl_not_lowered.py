"""MX608 ttl-not-lowered: all exchanges change while the old set has a long TTL

## What it checks
When the exchanges of a domain are all replaced by others, the TTL of the set that is live now should have been lowered
before, to an hour at most. In a set of single records with different TTLs the longest counts.

## Why it matters
Senders keep the old set for its TTL. Until then mail arrives at the old host as well: whoever closes it after the apply
loses mail, and whoever has to go back waits as long again.

## Example
    example.com.  86400  MX  1 smtp.google.com.  ->  0 example-com.mail.protection.outlook.com.

## Fix
Lower the TTL in an apply of its own, wait for the old TTL to pass, then switch. Else keep the old host open that long.

## References
RFC 974, "Issues"; RFC 1912 section 2.2; RFC 2181 section 8 (TTL).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX608",
    name="ttl-not-lowered",
    severity=Severity.NOTICE,
    needs=(Need.PLAN,),
    summary="all exchanges change while the old set has a long TTL",
    on_change=True,
)
LONG = 3600
"""The longest TTL in seconds that a move of mail can well wait for."""


def judge(case: Case) -> Iterator[Finding]:
    old, new = case.hosts_before, case.hosts_after
    ttl = max((ttl for mx_set in case.before for ttl in mx_set.ttls), default=0)
    if not old or not new or set(old) & set(new) or ttl <= LONG:
        return
    yield RULE.finding(
        case,
        f"All exchanges of {case.owner} change, but senders keep the old ones for up to {_hours(ttl)}; "
        "they must take mail that long.",
        evidence=f"{listing(case.before)} with TTL {ttl} s; then {listing(case.after)}",
        fix=f"Lower the TTL first and wait {_hours(ttl)}, or keep the old hosts open as long after the apply.",
    )


def _hours(seconds: int) -> str:
    return f"{seconds / 3600:.3g} h"
