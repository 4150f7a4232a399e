"""MX609 two-owners: two resources of the plan hold the same MX set

## What it checks
After the apply one record set (Route 53: owner, type, set identifier) is held by one resource only. Nor does an
`aws_route53_records_exclusive` take away what another resource holds. Where every record is a resource of its own
(Cloudflare), no two resources hold the same record: the same record id, or the same exchange and preference at one
owner. Several may enable Cloudflare Email Routing, which then makes one set. Resources of other states are not seen
here; a create that meets their live set is MX902.

## Why it matters
The two overwrite each other with every apply, whichever runs last wins, and removing one of them removes the set of the
other. A second create of the same set or record fails.

## Example
    aws_route53_record.mx        example.com  MX  10 mx1.example.net
    aws_route53_record.mail[0]   example.com  MX  10 mx2.example.net

## Fix
Merge them into one resource. Take the other out of the state with a `removed` block and `destroy = false`.

## References
Route 53 API, ResourceRecordSet (name, type and set identifier are unique); Cloudflare API error 81058.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Change, Finding, Mx, RecordSet, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._order import held

RULE = Rule(
    id="MX609",
    name="two-owners",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="two resources of the plan hold the same MX set",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    holders: dict[str, dict[str, None]] = {}
    for change in case.changes:
        for record in held(case, change.after):
            for what in _what(change, record):
                holders.setdefault(what, {})[change.address] = None
    for what, addresses in holders.items():
        if len(addresses) > 1:
            yield _finding(case, what, sorted(addresses, key=lambda address: (_is_new(case, address), address)))
            return
    yield from _taken_away(case)


def _what(change: Change, record: RecordSet) -> Iterator[str]:
    """What only one resource may hold, in words. Several may enable the service that makes a record."""
    if record.automatic:
        return
    if not change.per_record:
        yield f"the MX set with identifier {record.variant}" if record.variant else "the MX set"
        return
    if record.record_id:
        yield f"the record with id {record.record_id}"
    for value in record.values:
        if isinstance(value, Mx) and isinstance(value.exchange, str):
            yield f"the MX record {value.preference} {value.exchange}"


def _is_new(case: Case, address: str) -> bool:
    """Whether the resource is not in the state yet, so that it is the one to do without."""
    return any(change.address == address and change.creates and not change.deletes for change in case.changes)


def _finding(case: Case, what: str, addresses: list[str]) -> Finding:
    first, *others = addresses
    new = [address for address in others if _is_new(case, address)]
    old = [address for address in others if address not in new]
    steps = [f"take {', '.join(new)} out of the configuration"] if new else []
    steps += [f"drop {', '.join(old)} from the state with a removed block and destroy = false"] if old else []
    return RULE.finding(
        case,
        f"{what[0].upper()}{what[1:]} of {case.owner} is held by {len(addresses)} resources; "
        "they overwrite each other, or the create of one fails.",
        evidence=" and ".join(addresses),
        fix=f"Keep it in {first}, and {', and '.join(steps)}.",
        address=new[0] if new else first,
    )


def _taken_away(case: Case) -> Iterator[Finding]:
    """A set that one resource writes while another keeps only the sets that it lists itself."""
    key = case.zone.key
    exclusive = [c for c in case.zone_wide if c.exclusive and any(r.zone == key for r in c.after)]
    holder = next((c for c in case.changes if not c.exclusive and held(case, c.after)), None)
    for change in exclusive:
        if holder is not None and case.after and not held(case, change.after):
            yield RULE.finding(
                case,
                f"{holder.address} writes the MX set of {case.owner}, and {change.address}, which does not list it, "
                "deletes it: with the next apply at the latest.",
                evidence=f"{holder.address} and {change.address}",
                fix=f"List the MX set in {change.address}, and drop {holder.address}.",
                address=change.address,
            )
