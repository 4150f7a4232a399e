"""MX907 target-drift: the address records of a mail host changed since the plan was made

## What it checks
As MX901 does for MX sets: the A, AAAA, CNAME and TLSA records of the hosts that MX records name, as the plan believes
them to be before the apply, against what the provider holds now. They differ, are gone, or a record that the plan
creates is there by now, so that the apply fails. What already is as the plan wants it, or is gone as the plan wants it,
is fine; TTLs do not matter. A host that is gone for good is MX202 or MX203.

## Why it matters
The plan is stale. What was judged when it was reviewed is not what the apply works on: it moves mail back to an address
that somebody just left, or stops half-way.

## Example
    when the plan was made   mail.example.com A 192.0.2.25
    now                      mail.example.com A 198.51.100.7

## Fix
Find out who changed it, take the change into the configuration or undo it, and plan again.

## References
Terraform JSON output format, `timestamp` and `change.before`; Route 53 API, ChangeResourceRecordSets (CREATE).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iacmx.case import Case
from iacmx.cases import HOST_TYPES
from iacmx.model import Change, Finding, RecordSet, Severity, Unknown
from iacmx.names import tlsa_owner
from iacmx.rules import About, Need, Rule
from iacmx.rules._live import is_same, stale

RULE = Rule(
    id="MX907",
    name="target-drift",
    severity=Severity.ERROR,
    needs=(Need.ACTUAL, Need.DRIFT),
    summary="the address records of a mail host changed since the plan was made",
    about=About.HOST,
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    for host in dict.fromkeys((*case.hosts_after, *case.hosts_before)):
        for change in case.host_changes:
            found = next(_moved(case, host, change), None)
            if found is not None:
                yield found
                break


def _moved(case: Case, host: str, change: Change) -> Iterator[Finding]:
    for believed in _of(host, change.before):
        live = case.live_records.at(believed.zone, str(believed.owner))
        if live is not None:
            yield from _before(case, host, change, believed, [r for r in live if r.type == believed.type])
    if not change.creates or change.importing or change.overwrite or change.exclusive:
        return
    for new in _of(host, change.after):
        live = case.live_records.at(new.zone, str(new.owner))
        if live is not None and not any(_is_same(change, old, new) for old in _of(host, change.before)):
            yield from _created(case, host, change, new, [r for r in live if r.type == new.type])


def _of(host: str, records: Iterable[RecordSet]) -> Iterator[RecordSet]:
    for record in records:
        if (record.owner == host and record.type in HOST_TYPES) or (
            record.owner == tlsa_owner(host) and record.type in ("TLSA", "CNAME")
        ):
            yield record


def _is_same(change: Change, ours: RecordSet, theirs: RecordSet) -> bool:
    return ours.type == theirs.type and is_same(change, ours, theirs, _content)


def _content(record: RecordSet) -> tuple[object, ...]:
    # Older versions of hashicorp/aws keep the alias of a load balancer without this word in the state.
    alias = record.alias.removeprefix("dualstack.") if isinstance(record.alias, str) else record.alias
    return record.owner, record.type, alias, record.proxied, frozenset(map(str, record.values))


def _before(case: Case, host: str, change: Change, believed: RecordSet, live: list[RecordSet]) -> Iterator[Finding]:
    actual = next((record for record in live if _is_same(change, believed, record)), None)
    if actual is None:
        is_there = any(answer.exists for answer in case.after_world.addresses(host))
        if not (change.deletes or change.forgets) and (is_there or not change.is_noop):
            then = "the plan does not bring it back" if change.is_noop else "the apply writes it anew, or fails"
            yield _finding(case, host, change, believed, "nothing of it is live", then)
        return
    wanted = [record for record in change.after if _is_same(change, record, actual)]
    if _content(believed) == _content(actual) or _is_open(believed):
        return
    if not change.is_noop and any(_content(record) == _content(actual) for record in wanted):
        return
    then = "this plan leaves that as it is" if change.is_noop else "the apply overwrites that"
    if change.deletes and not change.creates:
        then = "the apply deletes it all the same"
    yield _finding(case, host, change, believed, f"it is {_words(actual)}", then)


def _created(case: Case, host: str, change: Change, new: RecordSet, live: list[RecordSet]) -> Iterator[Finding]:
    there = next((record for record in live if _is_same(change, new, record)), None)
    managed = {id(r) for other in case.host_changes for b in other.before for r in live if _is_same(other, b, r)}
    if there is None or id(there) in managed:
        return
    yield RULE.finding(
        case,
        f"The apply fails to create {new.owner} {new.type}: it already exists, and no resource of this plan has it.",
        evidence=f"live: {_words(there)}",
        fix="Import it with an import block, or delete it, and plan again.",
        exchange=host,
        address=change.address,
    )


def _finding(case: Case, host: str, change: Change, believed: RecordSet, now: str, then: str) -> Finding:
    return RULE.finding(
        case,
        f"{stale(case)} {believed.owner} {believed.type} was {_words(believed)}; now {now}, and {then}.",
        evidence=f"{change.address} believes in {_words(believed)}",
        fix="Plan again; take what is live into the configuration first, or undo it.",
        exchange=host,
        address=change.address,
    )


def _is_open(record: RecordSet) -> bool:
    return any(isinstance(value, Unknown) for value in (*record.values, record.alias))


def _words(record: RecordSet) -> str:
    said = [f"an alias of {record.alias}"] if isinstance(record.alias, str) else []
    said += sorted(map(str, record.values))
    return (", ".join(said) or "nothing") + (" (proxied)" if record.proxied else "")
