"""MX601 all-mx-deleted: the plan takes away the last MX record of a domain

## What it checks
An owner that has MX records before the apply must have some after it: no matter whether a resource is deleted, its
zone is, the owner is renamed, the last routing variant goes, or `aws_route53_records_exclusive` does not list the set.
Taking over with a null MX is MX614. What only said "no mail" before (a null MX) is no loss.

Where the live records were not fetched and the provider has one resource for each record, records outside the plan may
remain: the finding is unverified. It is a warning in a private zone, which senders outside never see, and a notice in a
zone that DNS does not delegate to, whose records no sender uses.

## Why it matters
Mail bounces. If the domain has an address, it is worse: senders take the web server for the mail host (the implicit MX)
and mail hangs in their queues, or is accepted by whatever listens there.

## Example
    - resource "aws_route53_record" "mx" { name = "example.com", type = "MX", ... }

## Fix
Keep the record. Where the domain is to take no mail any more, publish the null MX, `0 .`, in its place.

## References
RFC 5321 section 5.1 (implicit MX); RFC 7505 section 3 (null MX).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._delegation import Delegation, delegation
from iacmx.rules._hostnames import lookable
from iacmx.rules._order import clashes, held, receives

RULE = Rule(
    id="MX601",
    name="all-mx-deleted",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="the plan takes away the last MX record of a domain",
)


def judge(case: Case) -> Iterator[Finding]:
    if case.after or not receives(case.before) or clashes(case):
        return
    yield RULE.finding(
        case,
        f"{case.owner} loses {_what(case)}; {_then(case)}.{_moved(case)}",
        evidence=f"{listing(case.before)} before, nothing after",
        fix=f'Keep an MX record at {case.owner}, or publish the null MX "0 ." if it is to take no mail.',
        severity=_severity(case),
        address=_culprit(case),
    )


def _what(case: Case) -> str:
    if not case.after_complete:
        return "the MX records that this plan shows"
    gone = case.zone_change is not None and "delete" in case.zone_change.actions
    return "its MX records together with its zone" if gone else "all its MX records"


def _then(case: Case) -> str:
    if not case.after_complete:
        return "whether others remain could not be told, because the live records are not known"
    if delegation(case) is Delegation.ELSEWHERE:
        return "senders do not notice, because DNS is not delegated to this zone"
    if case.zone.private:
        return "mail from inside the private zone's networks no longer finds its mail host"
    host = lookable(case.owner) and any(answer.exists for answer in case.after_world.addresses(case.owner))
    if host:
        return "senders will take its address, the web server, for the mail host (implicit MX)"
    return "mail to it bounces"


def _severity(case: Case) -> Severity:
    if not case.after_complete:
        return Severity.UNVERIFIED
    if delegation(case) is Delegation.ELSEWHERE:
        return Severity.NOTICE
    return Severity.WARNING if case.zone.private else Severity.ERROR


def _moved(case: Case) -> str:
    """Where a resource takes its records to, when it is renamed."""
    elsewhere = (r.owner for c in case.changes for r in c.after if r.type == "MX" and r.owner != case.owner)
    name = next((owner for owner in elsewhere if isinstance(owner, str)), "")
    return (
        f" Its records move to {name}." if name and any(not c.is_noop and not c.exclusive for c in case.changes) else ""
    )


def _culprit(case: Case) -> str:
    """The resource that takes the records away."""
    if case.zone_change is not None and "delete" in case.zone_change.actions:
        return case.zone_change.address
    deletes = (c.address for c in case.changes if c.deletes and not c.exclusive and held(case, c.before))
    keeps_only = (c.address for c in case.zone_wide if c.exclusive and any(r.zone == case.zone.key for r in c.after))
    return next(deletes, "") or next(keeps_only, "") or case.address
