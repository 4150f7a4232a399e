"""MX903 joins-live-set: a new MX record joins live ones that nobody manages here

## What it checks
Where every record is a resource of its own (Cloudflare), a create does not replace the MX records that are live at the
owner: it joins them. Live records that no resource of this plan manages are listed. An identical live record makes the
create fail: an error. A null MX among them is MX301, Email Routing MX805, an Amazon SES MAIL FROM domain MX612.

## Why it matters
Mail is split between the new hosts and the old ones, by preference and by chance; a part of it ends in mailboxes that
nobody reads any more.

## Example
    + cloudflare_dns_record.mx   0  example-com.mail.protection.outlook.com
    live, in no state            1  smtp.google.com

## Fix
Delete the live records that are to go, or import them and let the plan delete them, before this is applied. Those that
are to stay, as where a backup is added, belong into the configuration: import them.

## References
RFC 5321 section 5.1; Cloudflare API error 81058 ("An identical record already exists").
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Change, Finding, RecordSet, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._live import arrivals, as_set, content, unmanaged
from iacmx.rules._mail_from import unfit
from iacmx.rules._order import names_null, receives
from iacmx.rules._services import known_sets, routed_by_cloudflare

RULE = Rule(
    id="MX903",
    name="joins-live-set",
    severity=Severity.WARNING,
    needs=(Need.ACTUAL,),
    summary="a new MX record joins live ones that nobody manages here",
    on_change=True,
)

Arrival = tuple[Change, RecordSet]


def judge(case: Case) -> Iterator[Finding]:
    new = [(change, r) for change in case.changes if change.per_record for r in arrivals(case, change)]
    there = unmanaged(case)
    if not new or not there:
        return
    contents = {content(record) for record in there}
    for change, record in new:
        if content(record) in contents:
            locked = any(one.locked for one in there if content(one) == content(record))
            yield _identical(case, change, record, locked)
    created = {content(record) for _, record in new}
    others = [record for record in there if content(record) not in created]
    routed = any(routed_by_cloudflare(case, mx_set) for mx_set in known_sets(case))
    if others and not routed and not unfit(case) and not (names_null(case.after) and receives(case.after)):
        yield _joins(case, new, others)


def _identical(case: Case, change: Change, record: RecordSet, locked: bool) -> Finding:
    mx_set = as_set(record)
    imported = f'Import it with an import block, to = {change.address} and id = "ZONE_ID/RECORD_ID", and plan again.'
    return RULE.finding(
        case,
        f"The apply fails to create {listing([mx_set])} at {case.owner}: an identical record is live, managed by no "
        "resource of this plan.",
        evidence=f"live: {listing([mx_set])}",
        fix=f"Take {change.address} out of the configuration: Email Routing keeps the record." if locked else imported,
        exchange=mx_set.exchanges[0] if mx_set.exchanges else "",
        address=change.address,
        severity=Severity.ERROR,
    )


def _joins(case: Case, new: list[Arrival], others: list[RecordSet]) -> Finding:
    live = listing([as_set(record) for record in others])
    kept = "; some the provider itself keeps (Email Routing)" if any(r.locked for r in others) else ""
    return RULE.finding(
        case,
        f"{listing([as_set(record) for _, record in new])} joins live MX records of {case.owner} that no resource of "
        f"this plan manages: mail is split between them{kept}.",
        evidence=f"live and staying: {live}",
        fix="Import the live records: keep those that are to stay, let the plan delete the others.",
        address=new[0][0].address,
    )
