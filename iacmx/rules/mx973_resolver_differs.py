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
from iacmx.sighting import Seen, Where

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
            f"{group.who} {'answers' if len(group.odd) == 1 else 'answer'} {what} for {case.owner} {group.type}"
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
    """The longest that a resolver elsewhere may keep any of the owner's old answers."""
    if not case.cached:
        return
    longest = max(case.cached, key=lambda one: one.seconds)
    until = f"until {longest.until}" if longest.until else f"for {spoken(longest.seconds)} after the servers change"
    what = f"the {longest.type} records from before" if longest.old else f"that there is no {longest.type} record"
    why = "the TTL they had" if longest.old else "how long a negative answer may be kept, by the zone's SOA record"
    yield RULE.finding(
        case,
        f"Resolvers that were not asked may still answer {what} for {case.owner}, {until} at the latest.",
        evidence=f"{why}: {spoken(longest.seconds)}" + (f"; before: {values(longest.old)}" if longest.old else ""),
        fix="Keep what the old records name running until then.",
        variant="cached",
        address=longest.address,
        severity=Severity.NOTICE,
    )
