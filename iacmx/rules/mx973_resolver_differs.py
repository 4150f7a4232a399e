"""MX973 resolver-differs: after the apply, a resolver does not answer what the plan promised

## What it checks
`iacmx verify` asks the resolvers given, else those of the system, for every record set of the plan that mail needs.

- error: a resolver answers something else; how long it may go on is what is left of its TTL, or of its negative answer
- unverified: it does not answer
- notice: other resolvers may have the answer from before the apply, and until when: its TTL as the plan knew it; where
  there were no records, as long as the zone's SOA record lets a negative answer be kept

## Why it matters
Senders go by what their resolver has. Nothing can take back what is cached; keep the old mail hosts running until it is
gone.

## Example
    promised     10 mx1.example.net
    192.0.2.53   10 old.example.net, for at most 42 min more

## Fix
Wait. Before the next change lower the TTL a day ahead.

## References
RFC 1035 section 3.2.1 (TTL); RFC 2308 section 5 (negative answers: the smaller of the SOA record's TTL and minimum).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.durations import spoken
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._served import Group, groups, untold, values
from iacmx.sighting import Cached, Seen, Where
from iacmx.words import counted

_MOST = 6
"""Record sets told of one by one."""

RULE = Rule(
    id="MX973",
    name="resolver-differs",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="after the apply, a resolver does not answer what the plan promised",
    on_change=True,
    after_apply=True,
)


def judge(case: Case) -> Iterator[Finding]:
    for group in groups(case, Where.RESOLVER, Seen.DIFFERENT):
        what = "what was there before" if all(one.old for one in group.odd) else "not what the plan promised"
        yield RULE.finding(
            case,
            f"R{group.who[1:]} {'answers' if len(group.odd) == 1 else 'answer'} {what} for {case.owner} {group.type}"
            f"{_left(group)}.",
            evidence=f"promised {group.promised}; {group.held}",
            fix="Wait until the resolver asks again (--wait 15m); keep the old mail hosts running until then.",
            variant=group.type,
            address=group.address,
        )
    yield from untold(RULE, case, Where.RESOLVER)
    yield from _cached(case)


def _left(group: Group) -> str:
    known = [one.left for one in group.odd if one.left is not None]
    return f", and may for {spoken(max(known))} more" if known else ""


def _cached(case: Case) -> Iterator[Finding]:
    """What resolvers elsewhere may have of the zone, the longest first."""
    found = sorted(case.cached, key=lambda one: (-one.seconds, one.owner != case.owner, one.owner, one.type))
    if not found:
        return
    longest = found[0]
    until = f"until {longest.until}" if longest.until else f"for {spoken(longest.seconds)} after the servers change"
    more = f" and {counted(len(found) - 1, 'other record set')} of {case.zone.label}" if len(found) > 1 else ""
    yield RULE.finding(
        case,
        f"Resolvers that were not asked may still have what was before for {longest.owner} {longest.type}{more}, "
        f"{until} at the latest.",
        evidence="; ".join(map(_kept, found[:_MOST])) + (f"; and {len(found) - _MOST} more" if found[_MOST:] else ""),
        fix="Keep what the old records name running until then.",
        variant="cached",
        address=longest.address,
        severity=Severity.NOTICE,
    )


def _kept(one: Cached) -> str:
    if one.old:
        return f"{one.owner} {one.type} {values(one.old)}: TTL {spoken(one.seconds)}"
    return f"{one.owner} {one.type}, that there is none: {spoken(one.seconds)} by the zone's SOA record"
