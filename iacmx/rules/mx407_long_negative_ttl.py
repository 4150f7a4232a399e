"""MX407 long-negative-ttl: resolvers remember for long that something is missing

## What it checks
The negative-cache time of a zone in which the plan changes MX records: the smaller of its SOA record's TTL and the
SOA's last field (minimum), as DNS serves it. More than an hour is noted, once for each zone. What providers set by
themselves is less (Route 53: 900 seconds, Cloudflare: 1800).

## Why it matters
Where a host or a record set is missing for a moment, whoever asks in that moment goes on believing so for this time.
With an hour or more, a slip of a second costs mail for as long.

## Example
    example.com.  86400  SOA  ns1.example.net. hostmaster.example.com. 1 7200 900 1209600 86400

## Fix
Lower the last field of the SOA record to 3600 or less, and wait for as long as it was before the change of the MX.

## References
RFC 2308 sections 4 and 5 ("the minimum of the SOA.MINIMUM field and SOA's TTL").
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._delegation import Delegation, delegation

RULE = Rule(
    id="MX407",
    name="long-negative-ttl",
    severity=Severity.NOTICE,
    needs=(Need.PLAN, Need.DNS),
    summary="resolvers remember for more than an hour that something is missing",
)
LONG = 3600


def judge(case: Case) -> Iterator[Finding]:
    if not case.zone.name or case.zone.private or case.zone.created_by_plan or all(c.is_noop for c in case.changes):
        return
    answer, where = case.served.lookup(case.zone.name, "SOA"), delegation(case)
    fields = str(answer.values[0]).split() if answer.values and not answer.aliases else []
    if where in (Delegation.ELSEWHERE, Delegation.NOWHERE) or len(fields) != 7 or not fields[-1].isdigit():
        return
    minimum = int(fields[-1])
    seconds = minimum if answer.ttl is None else min(minimum, answer.ttl)
    if seconds > LONG:
        yield RULE.finding(
            structs.replace(case, owner=case.zone.name),
            f"Resolvers remember for {seconds} seconds that a name of {case.zone.name} or its records are missing.",
            evidence=f"SOA of {case.zone.name}: minimum {minimum}, TTL {answer.ttl}",
            fix=f"Set the last field of the SOA record to {LONG} or less before MX records or their hosts change.",
        )
