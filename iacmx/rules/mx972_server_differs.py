"""MX972 server-differs: after the apply, a name server does not serve what the plan promised

## What it checks
`iacmx verify` asks every authoritative server of the zone, those that the parent zone names and those that the provider
assigned, without recursion, for every record set of the plan that mail depends on. Cloudflare's own names for proxied
exchanges (`_dc-mx`), its addresses of proxied hosts and the addresses behind a Route 53 alias are taken for what they
stand for; of a routing policy any one of its sets will do. Where only the TTL differs it is a notice.

## Why it matters
Senders ask these servers. Until all of them have the change, mail goes one way or the other by chance; a server that
never gets it serves another zone.

## Example
    promised               10 mx1.example.net
    ns-1.awsdns-01.com     10 old.example.net

## Fix
Providers need seconds to minutes: wait with `--wait 15m`. If it stays, the domain is delegated to servers of another
zone than the plan edits.

## References
Route 53 API, GetChange (INSYNC); RFC 1034 section 4.3.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._served import groups, ttls, untold
from iacmx.sighting import Seen, Where

RULE = Rule(
    id="MX972",
    name="server-differs",
    severity=Severity.ERROR,
    needs=(Need.AUTHORITY,),
    summary="after the apply, a name server does not serve what the plan promised",
    on_change=True,
    after_apply=True,
)


def judge(case: Case) -> Iterator[Finding]:
    for group in groups(case, Where.SERVER, Seen.DIFFERENT):
        count = f"{len(group.odd)} of {len(group.all)} name servers"
        what = "what was there before" if all(one.old for one in group.odd) else "not what the plan promised"
        yield RULE.finding(
            case,
            f"{count} of {case.zone.label} {'answers' if len(group.odd) == 1 else 'answer'} {what} for {case.owner} "
            f"{group.type}.",
            evidence=f"promised {group.promised}; {group.held}",
            fix="Wait for the provider's servers (--wait 15m); if it stays, see whether they serve this zone at all.",
            variant=group.type,
            address=group.address,
        )
    yield from untold(RULE, case, Where.SERVER)
    yield from ttls(RULE, case, Where.SERVER)
