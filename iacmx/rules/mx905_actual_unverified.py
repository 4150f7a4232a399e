"""MX905 actual-unverified: the live records of a zone could not be read

## What it checks
The provider was asked for the live records of every zone that the plan touches, and answered. One finding for each zone
that it did not: denied, throttled, unreachable, or a broken answer.

## Why it matters
What is live beside the plan is not known: records that nobody manages here, drift, the rest of a set of single records.
What was judged rests on what the plan believes. This is neither an error nor clean: the run is incomplete (exit 3).

## Example
    asked Route 53 for the records of zone example.com (Z0123456789ABCDEFGHIJ): The AWS credentials may not call
    ListResourceRecordSets on arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ (AccessDenied).

## Fix
Mend what the reason says and run again. `--offline` leaves the providers out on purpose.

## References
docs/providers.md: the permissions needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from iacmx.case import Actual, Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._untold import by_provider

RULE = Rule(
    id="MX905",
    name="actual-unverified",
    severity=Severity.UNVERIFIED,
    needs=(Need.ACTUAL, Need.DRIFT),
    summary="the live records of a zone could not be read",
)


def judge(case: Case) -> Iterator[Finding]:
    if case.actual is not Actual.FAILED:
        return
    zone = case.zone.label
    named = f"{zone} ({case.zone.id})" if case.zone.id not in ("", zone) else zone
    # The zone's name as the owner: the finding is the same for each of its MX sets.
    yield RULE.finding(
        structs.replace(case, owner=zone),
        f"The live records of zone {zone} could not be read; it was judged by what the plan believes.",
        evidence=by_provider(f"the records of zone {named}", case).in_words,
        fix=f"{case.actual_hint or 'Mend the reason.'} Then run again, or leave the providers out with --offline.",
        address=case.zone.address,
    )
