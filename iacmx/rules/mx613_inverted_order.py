"""MX613 inverted-order: exchanges that stay change places

## What it checks
Of two exchanges that a set holds before and after, the one that was tried first should not become the one tried last.
Preferences that become equal, new numbers in the same order, and exchanges that come or go are fine.

## Why it matters
The lowest preference is tried first. Read backwards ("priority 50 is more than 10") the change sends all mail to the
backup, which may queue it, filter it differently or refuse it.

## Example
    before  10 mx1.example.net   20 backup.example.net
    after   50 mx1.example.net   20 backup.example.net

## Fix
Give the host that should get the mail the lowest number. If the swap is meant, waive the finding.

## References
RFC 5321 section 5.1 (lower numbers are preferred to higher ones).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from iacmx.case import Case, MxSet
from iacmx.compare import listing
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX613",
    name="inverted-order",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="exchanges that stay change places",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    after = {mx_set.variant: mx_set for mx_set in case.after}
    for old in case.before:
        swapped = _swapped(old, after.get(old.variant))
        if swapped:
            first, last = swapped
            yield RULE.finding(
                case,
                f"Mail for {case.owner} went to {first} before {last}; after the apply {last} is tried first, "
                "for the lowest preference wins.",
                evidence=f"{listing([old])} before, {listing([after[old.variant]])} after",
                fix=f"Give {first} a lower preference than {last}, unless the swap is meant.",
                address=after[old.variant].address,
            )
            return


def _swapped(old: MxSet, new: MxSet | None) -> tuple[str, str] | None:
    """The first pair of kept exchanges, in the old order, whose strict order is reversed."""
    was, now = _preferences(old), _preferences(new) if new else {}
    kept = [host for host in was if host in now]
    return next(
        (pair for pair in combinations(kept, 2) if was[pair[0]] < was[pair[1]] and now[pair[0]] > now[pair[1]]), None
    )


def _preferences(mx_set: MxSet) -> dict[str, int]:
    """The best preference of each exchange, best first."""
    best: dict[str, int] = {}
    for mx in mx_set.by_preference:
        if mx.preference is not None:
            best.setdefault(str(mx.exchange), mx.preference)
    return best
