"""MX906 changed-outside: MX records were changed outside Terraform

## What it checks
Whether the plan itself reports (``resource_drift``) that an MX set changed since Terraform last wrote it. This also
covers a ``-refresh-only`` plan, which changes nothing in DNS but takes the outside change into the state.

## Why it matters
Somebody changed the mail routing by hand, in an incident perhaps. A normal plan will silently turn it back; a
refresh-only plan will make it look intended.

## Example
Terraform wrote ``10 mx1.example.net``; the console now shows ``10 mx1.example.net, 20 mx2.example.net``.

## Fix
Find out who changed it and why, then write it into the configuration, or let the apply turn it back.

## References
Terraform documentation, "Manage Resource Drift" and "JSON Output Format" (resource_drift).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case, MxSet
from iacmx.cases import mx_sets
from iacmx.compare import Difference, differences
from iacmx.model import Finding, RecordSet, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX906",
    name="changed-outside",
    severity=Severity.WARNING,
    needs=(Need.PLAN, Need.DRIFT),
    summary="MX records were changed outside Terraform since it last wrote them",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    for change in case.drift:
        found = differences(_sets(change.before, case.owner), _sets(change.after, case.owner))
        if not found:
            continue
        yield RULE.finding(
            case,
            f"The MX records of {case.owner} were changed outside Terraform; {_what_next(case, change.address)}.",
            evidence="the outside change " + "; ".join(_words(found)),
            fix="Find out who changed them and why; write it into the configuration, or let the apply turn it back.",
            address=change.address,
            severity=RULE.severity if any(difference.content for difference in found) else Severity.NOTICE,
        )


def _sets(records: tuple[RecordSet, ...], owner: str) -> tuple[MxSet, ...]:
    return mx_sets(record for record in records if record.type == "MX" and record.owner == owner)


def _words(found: tuple[Difference, ...]) -> list[str]:
    return [clause for difference in found for clause in difference.words]


def _what_next(case: Case, address: str) -> str:
    mine = [change for change in case.changes if change.address == address and not change.is_noop]
    return "the apply writes them again" if mine else "the plan takes that into the state"
