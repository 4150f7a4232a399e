"""MX306 unreachable-tier: later exchanges that some senders never try

## What it checks
Fewer than five addresses stand before the last preference of a set. Sets of one known mail service are left alone:
that is how it publishes them.

## Why it matters
Senders limit how many addresses of a domain they try for one message; Postfix stops after five
(`smtp_mx_address_limit`). Exchanges behind that many addresses are a backup on paper.

## Example
    example.com.  MX  10 mx1.example.net.   ; four addresses
    example.com.  MX  20 mx2.example.net.   ; two addresses
    example.com.  MX  30 mx3.example.net.

## Fix
Name fewer exchanges before the backup, or give them fewer addresses.

## References
RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.mail_hosts import is_proof, recognise
from iacmx.model import Finding, Mx, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._targets import lookable, target

RULE = Rule(
    id="MX306",
    name="unreachable-tier",
    severity=Severity.NOTICE,
    needs=(Need.DNS,),
    summary="five or more addresses stand before the last preference",
)


LIMIT = 5


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in case.after:
        records = [mx for mx in mx_set.by_preference if not is_proof(str(mx.exchange))]
        last = records[-1].preference if records else None
        early = tuple(dict.fromkeys(str(mx.exchange) for mx in records if mx.preference != last))
        if last is None or case.zone.private or not all(map(lookable, early)) or _is_one_service(records):
            continue
        count = sum(len(target(case, host).addresses) for host in early)
        if count >= LIMIT:
            late = [str(mx.exchange) for mx in records if mx.preference == last]
            yield RULE.finding(
                case,
                f"{', '.join(late)} may never be tried: {count} addresses stand before preference {last}.",
                evidence=f"addresses of {', '.join(early)}",
                fix="Name fewer exchanges, or exchanges with fewer addresses, before the backup.",
                exchange=late[0],
            )


def _is_one_service(records: list[Mx]) -> bool:
    found = (recognise(str(mx.exchange)) for mx in records)
    services = {service.id if service else "" for service in found}
    return len(services) == 1 and "" not in services
