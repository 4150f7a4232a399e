"""MX303 duplicate-exchange: an exchange is named twice in one set

## What it checks
An exchange appears once in an MX set, upper and lower case and the trailing dot aside. Sets of different routing
policies may share exchanges, and so may Route 53 multivalue answers, which are drawn from several record sets. The very
same record held by two resources is MX609, and one that is live already MX903.

## Why it matters
The second record adds no redundancy: senders drop it or try the same host twice. Often it is a leftover or a typo for
another host. Two identical values make Route 53 refuse the change.

## Example
    example.com.  MX  10 mx1.example.net.
    example.com.  MX  20 MX1.example.net

## Fix
Keep one record per exchange, with the lower preference, or correct the name of the other.

## References
RFC 2181 section 5; RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Mx, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import lookable

RULE = Rule(
    id="MX303",
    name="duplicate-exchange",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="an exchange is named twice in one set",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in case.after:
        if mx_set.routing == "multivalue":
            continue
        for host in mx_set.hosts:
            same = _told_here([mx for mx in mx_set.by_preference if mx.exchange == host])
            if len(same) > 1 and lookable(host):
                yield RULE.finding(
                    case,
                    f"{host} is named {len(same)} times in one set, which adds no redundancy.",
                    evidence="; ".join(mx.text for mx in same),
                    fix=f"Keep one record for {host}, or correct the others.",
                    variant=mx_set.variant,
                    exchange=host,
                    address=next((mx.address for mx in reversed(same) if mx.address), case.address),
                )


def _told_here(same: list[Mx]) -> list[Mx]:
    """Without the records that repeat another resource's word for word."""
    first: dict[int | None, str] = {}
    return [mx for mx in same if first.setdefault(mx.preference, mx.address) == mx.address]
