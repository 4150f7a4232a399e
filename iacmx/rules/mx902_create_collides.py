"""MX902 create-collides: the plan creates an MX set that already is there

## What it checks
A Route 53 record set that the plan creates must not be live yet without a resource of this plan managing it, be it with
the same content. Nor can a routed set (with a set identifier) stand beside a simple one of the same owner. With
`allow_overwrite`, or in an `aws_route53_records_exclusive`, the create replaces the live set: a warning that names what
is lost. An import is no create. A set that the plan drops from the state (`removed` with `destroy = false`) stays live
and is met as well. Two resources of the plan for one set are MX609.

## Why it matters
The apply stops half-way ("it was tried to create resource record set ... but it already exists"), or mail moves away
from hosts that somebody relies on.

## Example
    + aws_route53_record.mx    example.com MX, while the zone holds example.com MX, made by hand

## Fix
Import the live set, look at what the plan then changes, and apply that.

## References
Route 53 API, ChangeResourceRecordSets (CREATE, UPSERT); hashicorp/aws, aws_route53_record, "Import".
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Change, Finding, RecordSet, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._live import arrivals, as_set, difference, unmanaged

RULE = Rule(
    id="MX902",
    name="create-collides",
    severity=Severity.ERROR,
    needs=(Need.ACTUAL,),
    summary="the plan creates an MX set that already is there",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    there = unmanaged(case)
    for change in case.changes:
        for new in () if change.per_record else arrivals(case, change):
            old = next((record for record in there if _collides(new, record)), None)
            if old is not None:
                yield from _finding(case, change, new, old)
                return


def _collides(new: RecordSet, old: RecordSet) -> bool:
    return new.variant == old.variant or not new.variant or not old.variant


def _finding(case: Case, change: Change, new: RecordSet, old: RecordSet) -> Iterator[Finding]:
    replaces = (change.overwrite or change.exclusive) and new.variant == old.variant
    lost = difference(old, new)
    if replaces and (not lost or old not in unmanaged(case, forgotten=False)):
        return
    kind = "a simple and a routed MX set can't stand together" if new.variant != old.variant else "it already exists"
    message = (
        f"The create replaces the live MX set of {case.owner}, which no resource of this plan manages."
        if replaces
        else f"The apply fails to create the MX set of {case.owner}: {kind}, and the plan does not take it away."
    )
    yield RULE.finding(
        case,
        message,
        evidence=("live: " if case.live is not None else "dropped from the state and left live: ")
        + listing([as_set(old)])
        + (f"; the create {', '.join(lost.words)}" if replaces else ""),
        fix=_fix(case, change, old),
        address=change.address,
        severity=Severity.WARNING if replaces else Severity.ERROR,
    )


def _fix(case: Case, change: Change, old: RecordSet) -> str:
    if change.exclusive:
        return f"Make sure that nobody needs the live set; else list it in {change.address}."
    record_id = "_".join((case.zone.id or "ZONE_ID", case.owner, "MX", *([old.variant] if old.variant else [])))
    return f'Import it with an import block, to = {change.address} and id = "{record_id}", and plan again.'
