"""MX404 ttl: TTLs that differ inside a set, or are out of proportion

## What it checks
The records of one set have the same TTL (Cloudflare's automatic TTL is 300 s); differing ones are a warning, for the
set then stems from records that are not maintained together. A TTL above 86400 s and one of 0 are a notice, one below
300 s an information, since it is good practice shortly before a move.

## Why it matters
Resolvers take the lowest TTL of a set or, worse, drop its records one by one. While a long TTL runs, senders keep using
exchanges that are gone; a very short one makes every delivery depend on DNS being reachable at that moment.

## Example
    example.com.  300   MX  10 mx1.example.net.
    example.com.  3600  MX  20 mx2.example.net.

## Fix
Give all records of the set one TTL, between 300 and 86400 s.

## References
RFC 2181 section 5.2; RFC 1912 section 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case, MxSet
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX404",
    name="ttl",
    severity=Severity.NOTICE,
    needs=(Need.PLAN,),
    summary="TTLs differ inside a set, or are very long or very short",
)


AUTOMATIC = 300
LOW, HIGH = 300, 86400


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in case.after:
        ttls = _ttls(case, mx_set)
        message, severity = _judge(ttls)
        if message:
            yield RULE.finding(
                case,
                message,
                evidence="; ".join(f"{'automatic' if mx.ttl is None else mx.ttl} {mx.text}" for mx in mx_set.records),
                fix=f"Give all records of the set one TTL, between {LOW} and {HIGH} seconds.",
                variant=mx_set.variant,
                address=mx_set.address or case.address,
                severity=severity,
            )


def _ttls(case: Case, mx_set: MxSet) -> list[int]:
    """The distinct TTLs, ascending; those of an alias or unknown to the provider's reader are left out."""
    automatic = AUTOMATIC if case.zone.provider == "cloudflare" else None
    known = (automatic if mx.ttl is None else mx.ttl for mx in mx_set.records)
    return sorted({ttl for ttl in known if ttl is not None})


def _judge(ttls: list[int]) -> tuple[str, Severity]:
    if len(ttls) > 1:
        return f"The TTLs in this set differ: {', '.join(map(str, ttls))} seconds.", Severity.WARNING
    ttl = ttls[0] if ttls else LOW
    if ttl > HIGH:
        return f"The TTL is {ttl} seconds: a change takes {ttl / 86400:.1f} days to reach all senders.", Severity.NOTICE
    if ttl == 0:
        return "The TTL is 0 seconds: every delivery depends on DNS being reachable.", Severity.NOTICE
    return (f"The TTL is {ttl} seconds, short outside of a move.", Severity.INFO) if ttl < LOW else ("", Severity.INFO)
