"""MX953 protected-owner: the plan changes the mail of an owner that the settings protect

## What it checks
The MX records of an owner that fits one of the patterns in `protected` in the settings must not be changed, deleted,
replaced or given up by the plan, unless the command line says `--acknowledge` with the owner's name. A change to a
host's address, a move and an import are none.

## Why it matters
For some domains a wrong change is an incident whoever approved the plan; somebody must have looked at this very change.

## Example
    protected = ["example.com"]

    $ iacmx check plan.json --acknowledge example.com

## Fix
Look at the route before and after in the report, then run again with `--acknowledge` and the name. It can't be given in
the settings, so that it holds for one run only.

## References
docs/settings.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX953",
    name="protected-owner",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="the plan changes the mail of an owner that the settings protect",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    if case.changes_mx and case.policy.must_acknowledge(case.owner):
        yield RULE.finding(
            case,
            f"The plan changes the MX records of {case.owner}, which the settings protect.",
            fix=f"Look at the change, then run again with --acknowledge {case.owner}.",
        )
