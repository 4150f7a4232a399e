"""MX904 already-live: what the plan writes is live already

## What it checks
Notes an MX set that the plan changes, or creates with `allow_overwrite`, into what already is live: exchanges,
preferences and TTL.

## Why it matters
Nothing changes for mail. Somebody made the change by hand, or an earlier apply was cut off after it.

## Example
    the plan: 10 mx1.example.net -> 10 mx2.example.net, while 10 mx2.example.net is live

## Fix
Nothing to do; planning again shows that there is nothing to change.

## References
Terraform JSON output format, `change.before` and `change.after`.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.cases import mx_sets
from iacmx.compare import differences, listing
from iacmx.model import Change, Finding, RecordSet, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._live import as_set, difference, is_same
from iacmx.rules._order import clashes, held

RULE = Rule(
    id="MX904",
    name="already-live",
    severity=Severity.INFO,
    needs=(Need.ACTUAL,),
    summary="what the plan writes is live already",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    writes = [(change, record) for change in case.changes for record in _written(case, change)]
    there = case.live or ()
    if not writes or not all(any(_equal(*write, record) for record in there) for write in writes):
        return
    if clashes(case) or differences(mx_sets(there), case.after):
        return  # something else of the plan changes the set
    sets = [as_set(record) for _, record in writes]
    yield RULE.finding(
        case,
        f"{case.owner} already has the MX records that the plan writes; they stay as they are.",
        evidence=f"live: {listing(sets)}",
        fix="Nothing to do; plan again to see that there is nothing to change.",
        address=writes[0][0].address,
    )


def _written(case: Case, change: Change) -> tuple[RecordSet, ...]:
    """The record sets of the owner that the change writes with other content than it believes to be there."""
    replaces = change.creates and (change.overwrite or change.exclusive) and not change.deletes
    if not ("update" in change.actions or replaces):
        return ()
    before = held(case, change.before)
    return tuple(
        new
        for new in held(case, change.after)
        if not any(is_same(change, old, new) and not difference(old, new) for old in before)
    )


def _equal(change: Change, wanted: RecordSet, actual: RecordSet) -> bool:
    return is_same(change, wanted, actual) and not difference(wanted, actual)
