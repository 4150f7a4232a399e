"""MX901 drift: the live MX records are not what the plan believes

## What it checks
The live record sets are compared with what the plan believes to be there before the apply (its `before`), by value: the
order, letter case and trailing dots do not matter.

- error: the plan keeps a set that is gone, and the owner has no MX record
- warning: exchanges or preferences differ, or a set is gone that the apply writes again
- notice: only the TTL differs

A set that already is what the plan wants is MX904; one that the plan deletes and that is gone already is fine. What
Cloudflare Email Routing makes is taken as it is live, and need not be listed.

## Why it matters
Somebody changed the records after the plan was made, or it was made with `-refresh=false`. The apply overwrites that
change, deletes records that nobody looked at, or leaves an outage as it is.

## Example
    the plan believes   10 mx1.example.net
    live                10 mx1.example.net, 20 backup.example.net

## Fix
Find out who changed it, take the change into the configuration or undo it, and plan again.

## References
Terraform JSON output format, `resource_drift` and `change.before`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Change, Finding, RecordSet, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._live import as_set, difference, is_same
from iacmx.rules._order import held

RULE = Rule(
    id="MX901",
    name="drift",
    severity=Severity.WARNING,
    needs=(Need.ACTUAL, Need.DRIFT),
    summary="the live MX records are not what the plan believes",
    on_change=True,
)


class Drift(Struct, frozen=True):
    severity: Severity
    change: Change
    message: str
    evidence: str


def judge(case: Case) -> Iterator[Finding]:
    found = sorted(_drifts(case), key=lambda drift: (drift.severity.rank, drift.change.address))
    if found:
        worst = found[0]
        yield RULE.finding(
            case,
            worst.message,
            evidence="; ".join(drift.evidence for drift in found),
            fix="Take what is live into the configuration, or undo it, and plan again.",
            address=worst.change.address,
            severity=worst.severity,
        )


def _drifts(case: Case) -> Iterator[Drift]:
    if case.live is None:
        return
    for change in case.changes:
        for believed in held(case, change.before):
            actual = next((record for record in case.live if is_same(change, believed, record)), None)
            drift = _gone(case, change, believed) if actual is None else _differs(case, change, believed, actual)
            if drift is not None:
                yield drift


def _gone(case: Case, change: Change, believed: RecordSet) -> Drift | None:
    if change.deletes or change.forgets or believed.automatic:
        return None
    was = listing([as_set(believed)])
    if not change.is_noop:
        message = (
            f"The MX records of {case.owner} that the plan changes are gone; the apply writes them anew, or fails."
        )
        return Drift(Severity.WARNING, change, message, f"the plan believes in {was}, live is nothing of it")
    lost = "has no MX record now" if not case.after else "lacks MX records"
    message = f"{case.owner} {lost}: the plan keeps {was}, which is gone, and does not bring it back."
    severity = Severity.WARNING if case.after else Severity.ERROR
    return Drift(severity, change, message, f"{change.address} believes in {was}, live is nothing of it")


def _differs(case: Case, change: Change, believed: RecordSet, actual: RecordSet) -> Drift | None:
    found = difference(believed, actual)
    wanted = next((record for record in held(case, change.after) if is_same(change, record, actual)), None)
    if not found or (wanted is not None and not change.is_noop and not difference(wanted, actual)):
        return None
    if not found.content and change.deletes:
        return None
    what = "MX records" if found.content else "TTL"
    then = "this plan leaves that as it is" if change.is_noop else "the apply overwrites that"
    if change.deletes and not change.creates:
        then = "the apply deletes them all the same"
    message = f"The live {what} of {case.owner} changed since the plan was made; {then}."
    severity = Severity.WARNING if found.content else Severity.NOTICE
    evidence = f"live {listing([as_set(actual)])}, the plan believes in {listing([as_set(believed)])}"
    return Drift(severity, change, message, evidence if found.content else f"TTL: {', '.join(found.words)}")
