"""MX409 below-delegation: the zone delegates the owner away, so its MX records there are never served

## What it checks
The owner of MX records lies at or below a name for which the same zone holds NS records (other than the zone's own). In
a plan that takes the NS records away in the same step, it does not.

- error: the plan writes the MX records
- notice: what is served at the owner has the same exchanges (the zone below holds them too), or the plan leaves the
  records alone

## Why it matters
A delegation hands over a name and all below it. The zone above answers with a referral, whatever else it holds there;
the apply succeeds and mail goes on as the zone below says.

## Example
    eu.example.com.    NS  ns1.other.example.net.
    eu.example.com.    MX  10 mx1.example.net.      <- in the zone example.com: never served

## Fix
Write the MX records into the zone that the name is delegated to, or take the delegation away.

## References
RFC 1034 sections 4.2.1 and 4.3.2 step 3b; RFC 2181 section 6.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Mx, Severity
from iacmx.names import ancestors
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX409",
    name="below-delegation",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="MX records in a zone that delegates their owner away",
)


def judge(case: Case) -> Iterator[Finding]:
    apex = case.zone.name
    above = [name for name in (case.owner, *ancestors(case.owner)) if name.endswith("." + apex)] if apex else []
    if not above or not case.after:
        return
    cut = next((name for name in above if "NS" in case.contents.after.get(name, ())), None)
    if cut is None:
        return
    writes = any(not change.is_noop for change in case.changes)
    yield RULE.finding(
        case,
        f"The zone {apex} delegates {cut} away: the MX records that it holds for {case.owner} are never served.",
        evidence=f"{cut} has NS records in the zone {apex}",
        fix=f"Write them into the zone {cut}, or take its NS records out of {apex}.",
        severity=Severity.ERROR if writes and not _is_served(case) else Severity.NOTICE,
    )


def _is_served(case: Case) -> bool:
    """Whether the zone below serves the same exchanges, so that mail goes where these records say."""
    told = case.served.lookup(case.owner, "MX")
    return {value.exchange for value in told.values if isinstance(value, Mx)} == set(case.hosts_after)
