"""MX901 drift: the live MX records changed since the plan was made

## What it checks
The live record sets are compared with what the plan believes to be there before the apply (its `before`), by value: the
order, letter case and trailing dots do not matter. What Terraform itself found changed while it planned
(`resource_drift`) is in there already, and no finding.

- error: exchanges or preferences differ, or a set is gone that the plan keeps or changes
- notice: only the TTL differs

A set that already is what the plan wants is MX904; one that the plan deletes and that is gone already is fine. Whether
somebody added a record beside those of the plan can't be told from it: MX902 and MX903. What Cloudflare Email Routing
makes is taken as it is live, and need not be listed. The addresses of mail hosts are MX907.

## Why it matters
The plan is stale: somebody changed the records after it was made, or it was made with `-refresh=false`. The apply
overwrites that change, deletes records that nobody looked at, or leaves an outage as it is.

## Example
    when the plan was made   10 mx1.example.net
    now                      10 mx1.example.net, 20 backup.example.net

## Fix
Find out who changed it, take the change into the configuration or undo it, and plan again.

## References
Terraform JSON output format, `resource_drift`, `timestamp` and `change.before`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Change, Finding, RecordSet, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._live import as_set, difference, is_same, stale
from iacmx.rules._order import held

RULE = Rule(
    id="MX901",
    name="drift",
    severity=Severity.ERROR,
    needs=(Need.ACTUAL, Need.DRIFT),
    summary="the live MX records changed since the plan was made",
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
            fix="Plan again; take what is live into the configuration first, or undo it.",
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
    then = "the apply writes them anew, or fails"
    if change.is_noop:
        then = "the plan does not bring them back" + ("" if case.after else f": {case.owner} has no MX record now")
    message = f"{stale(case)} {case.owner} held {was}; now nothing of it is live, and {then}."
    return Drift(RULE.severity, change, message, f"{change.address} believes in {was}, live is nothing of it")


def _differs(case: Case, change: Change, believed: RecordSet, actual: RecordSet) -> Drift | None:
    found = difference(believed, actual)
    wanted = next((record for record in held(case, change.after) if is_same(change, record, actual)), None)
    if not found or (wanted is not None and not change.is_noop and not difference(wanted, actual)):
        return None
    if not found.content and change.deletes:
        return None
    then = "this plan leaves that as it is" if change.is_noop else "the apply overwrites that"
    if change.deletes and not change.creates:
        then = "the apply deletes them all the same"
    if not found.content:
        message = f"The live TTL of {case.owner} changed since the plan was made; {then}."
        return Drift(Severity.NOTICE, change, message, f"TTL: {', '.join(found.words)}")
    was, now = listing([as_set(believed)]), listing([as_set(actual)])
    message = f"{stale(case)} {case.owner} held {was}; now it holds {now}, and {then}."
    return Drift(RULE.severity, change, message, f"live {now}, the plan believes in {was}")
