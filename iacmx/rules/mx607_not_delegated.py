"""MX607 not-delegated: senders do not see the zone that the plan edits

## What it checks
A zone in which the plan writes MX records must be the one that senders ask: the name servers that DNS names for it (NS)
must be among those that the provider assigned, or those of the zone's own NS records (white-label names). A server of
the parent zone is asked for them, because a resolver may hold an old answer or one made for the inside of a network;
where none of them answers, or `--resolver` names who is to be asked, the resolver's answer counts, unless it comes from
a Route 53 private hosted zone. Servers of other names that serve this very zone are fine. One finding for each zone:

- error: DNS names other servers, or none; another zone of the same name may be the right one
- error: the zone is private though a public zone holds, or could hold, the name; else a warning
- error: a Cloudflare zone that is `moved`, or `partial` (DNS is served elsewhere); warning: `pending`, `secondary`
- info: the plan itself creates the zone; a warning if there already is one of that name
- unverified: DNS could not tell, or only a resolver inside a VPC with a private zone of the name could be asked

A plan that also writes the NS records into the parent zone, or only deletes MX records, is fine. Without DNS only what
the plan and the provider say is judged.

## Why it matters
The apply succeeds and nothing happens to mail: senders go on asking the other zone. Private zones are seen only inside
their networks.

## Example
    example.com. NS (DNS)     ns-1.awsdns-01.com, ...
    zone Z0OLD of the plan    ns-9.awsdns-09.net, ...

## Fix
Edit the zone that is delegated, or delegate to this one. A zone that is being prepared for a move can be waived until.

## References
RFC 1034 section 4.2.1 (delegation); RFC 2181 section 5.4.1 (what a parent says of a zone is not the zone's own word);
Route 53 developer guide, "private hosted zones"; Cloudflare docs, "Zone statuses".
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._unseen import problem

RULE = Rule(
    id="MX607",
    name="not-delegated",
    severity=Severity.ERROR,
    needs=(Need.PLAN, Need.DNS),
    summary="senders do not see the zone that the plan edits",
)


def judge(case: Case) -> Iterator[Finding]:
    if not case.zone.name or not case.after or all(change.is_noop for change in case.changes):
        return
    found = problem(case)
    if found is not None:
        # The zone's name as the owner: the finding is the same for each of its MX sets.
        yield RULE.finding(
            structs.replace(case, owner=case.zone.name),
            found.message,
            evidence=found.evidence,
            fix=found.fix,
            severity=found.severity,
        )
