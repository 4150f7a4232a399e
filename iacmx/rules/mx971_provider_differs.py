"""MX971 provider-differs: after the apply, the provider does not hold what the plan promised

## What it checks
`iacmx verify` reads the zone at its provider again and holds every record set of the plan that mail depends on against
it: MX sets, the addresses of their hosts, SPF, DKIM, DMARC, MTA-STS and TLSA records. What the plan deletes must be
gone. Where only the TTL differs it is a notice; where the provider does not tell, or a value was known only after the
apply, it is unverified.

## Why it matters
The apply failed half-way, was not run, or somebody changed the records after it. DNS will not serve what was judged.

## Example
    promised   10 mx1.example.net
    Route 53   10 old.example.net

## Fix
Look at the output of the apply, then plan again: the new plan shows what is still to be done.

## References
Terraform JSON output format, `change.after`.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._served import groups, ttls, untold
from iacmx.sighting import Seen, Where

RULE = Rule(
    id="MX971",
    name="provider-differs",
    severity=Severity.ERROR,
    needs=(Need.ACTUAL,),
    summary="after the apply, the provider does not hold what the plan promised",
    on_change=True,
    after_apply=True,
)


def judge(case: Case) -> Iterator[Finding]:
    for group in groups(case, Where.PROVIDER, Seen.DIFFERENT):
        still = group.odd[0].old
        before = "what was there before" if still else "not what the plan promised"
        yield RULE.finding(
            case,
            f"{group.who} holds {before} for {case.owner} {group.type}.",
            evidence=f"promised {group.promised}; {group.held}",
            fix="Was the plan applied, and did the apply succeed? Plan again to see what is left to do.",
            variant=group.type,
            address=group.address,
        )
    yield from untold(RULE, case, Where.PROVIDER)
    yield from ttls(RULE, case, Where.PROVIDER)
