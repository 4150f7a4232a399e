"""MX601 all-mx-deleted: the plan takes away the last MX record of a domain

## What it checks
An owner that has MX records before the apply must have some after it: no matter whether a resource is deleted, its
zone is, the owner is renamed, the last routing variant goes, `aws_route53_records_exclusive` does not list the set, or
Cloudflare Email Routing is disabled, which takes its records along whoever wrote them.
Taking over with a null MX is MX614, the loss of an Amazon SES MAIL FROM domain MX612. What only said "no mail" before
(a null MX) is no loss.

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
from iacmx.rules._mail_from import loses_mail_from
from iacmx.rules._order import clashes, held, receives
from iacmx.rules._untold import live_set

RULE = Rule(
    id="MX601",
    name="all-mx-deleted",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="the plan takes away the last MX record of a domain",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    if case.after or not receives(case.before) or clashes(case) or loses_mail_from(case):
        return
    yield RULE.finding(
        case,
        f"{case.owner} loses {_what(case)}{_moved(case)}; {_then(case)}.",
        evidence=f"{listing(case.before)} before, nothing after"
        if case.after_complete
        else f"{live_set(case).in_words}; the plan takes away {listing(case.before)}",
        fix=_fix(case),
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
    own = case.after_world.addresses(case.owner) if lookable(case.owner) else ()
    if any(answer.exists for answer in own):
        return "senders will take its address, the web server, for the mail host (implicit MX)"
    if own and not all(answer.settled for answer in own):
        return "mail to it bounces, or goes to the name's own address where it has one (implicit MX)"
    return "mail to it bounces"


def _severity(case: Case) -> Severity:
    if not case.after_complete:
        return Severity.UNVERIFIED
    if delegation(case) is Delegation.ELSEWHERE:
        return Severity.NOTICE
    return Severity.WARNING if case.zone.private else Severity.ERROR


def _moved(case: Case) -> str:
    name = _new_owner(case)
    return f", which move to {name}" if name else ""


def _new_owner(case: Case) -> str:
    """The owner that a resource takes its records to, when it is renamed."""
    renamed = [c for c in case.changes if not c.is_noop and not c.exclusive]
    elsewhere = (r.owner for c in renamed for r in c.after if r.type == "MX" and r.owner != case.owner)
    return next((owner for owner in elsewhere if isinstance(owner, str)), "")


def _fix(case: Case) -> str:
    if not case.after_complete:
        how = case.actual_hint or "Let the live records be read: with credentials, without --offline."
        return f"{how} Then run again, or see that other MX records of {case.owner} remain."
    if case.zone.provider == "route53" and _new_owner(case) == f"@.{case.zone.name}":
        return f'Write name = "" or "{case.zone.name}": Route 53 takes "@" for a label of its own.'
    if case.zone_change is not None and "delete" in case.zone_change.actions:
        return f"Keep the zone, or delegate {case.zone.name} to another one that holds its MX records before it goes."
    return f'Keep an MX record at {case.owner}, or publish the null MX "0 ." if it is to take no mail.'


def _culprit(case: Case) -> str:
    """The resource that takes the records away."""
    if case.zone_change is not None and "delete" in case.zone_change.actions:
        return case.zone_change.address
    deletes = (c.address for c in case.changes if c.deletes and not c.exclusive and held(case, c.before))
    keeps_only = (c.address for c in case.zone_wide if c.exclusive and any(r.zone == case.zone.key for r in c.after))
    return next(deletes, "") or next(keeps_only, "") or case.address
