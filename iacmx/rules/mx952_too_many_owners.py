"""MX952 too-many-owners: the plan changes the MX records of more owners than the settings allow at once

## What it checks
The owners whose MX records the plan changes, deletes, replaces or no longer manages are counted; more than
`owners-changed` of the table `[limits]` in the settings are reported, once, with all of them. A change to a host's
address, a move and an import don't count. Without the limit nothing is reported.

## Why it matters
A changed variable, module version or loop may rewrite the mail of every domain in one apply, where one was meant.

## Example
    [limits]
    owners-changed = 5

    Plan: 0 to add, 40 to change, 0 to destroy.

## Fix
Look at whether all of them are meant. Apply in steps (`-target`), or raise the limit for a planned move.

## References
docs/settings.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule

RULE = Rule(
    id="MX952",
    name="too-many-owners",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="the plan changes the mail of more owners than the settings allow",
    about=About.PLAN,
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    limit = case.policy.limits.owners_changed
    if limit is None or case.owners_changed <= limit or not case.changes_mx:
        return
    owners = f"{case.owners_changed} owner{'' if case.owners_changed == 1 else 's'}"
    yield RULE.finding(
        case,
        f"The plan changes the MX records of {owners}; the settings allow {limit} at once.",
        evidence=f"limits.owners-changed = {limit}",
        fix="Apply in steps, or raise the limit if all of them are meant.",
    )
