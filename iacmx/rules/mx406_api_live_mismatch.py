"""MX406 api-live-mismatch: DNS serves other MX records than the provider says it holds

## What it checks
The owner's MX records as the provider's API tells them, before the plan, against what a resolver serves; where these
differ, one of the zone's own name servers is asked, so that an answer cached before a recent change is no finding.
Compared are preferences and exchanges. Only where DNS delegates to this zone, without routing policies and aliases, and
where the name server answers with authority.

Cloudflare's `_dc-mx` names are what it puts in place of an exchange whose address record is proxied; they count as
that exchange. TTLs are not compared: resolvers count them down.

## Why it matters
What the plan edits is then not what senders see: another zone of the name on the same servers, records that a service
of the provider hides or adds, or a change that has not reached the servers.

## Example
    API                example.com.  MX  10 mx1.example.net.
    ns-1.awsdns-01.com example.com.  MX  10 old.example.net.

## Fix
Find out which zone the servers serve, and edit that one; if the record was changed a minute ago, run again.

## References
RFC 1034 section 4.2.2; Cloudflare docs, "DNS records proxying", on `_dc-mx`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iacmx.case import Case
from iacmx.model import Answer, Finding, Mx, Severity, Value
from iacmx.rules import Need, Rule
from iacmx.rules._delegation import Delegation, delegation, own_servers
from iacmx.world.questions import at

RULE = Rule(
    id="MX406",
    name="api-live-mismatch",
    severity=Severity.WARNING,
    needs=(Need.ACTUAL, Need.DNS, Need.AUTHORITY),
    summary="DNS serves other MX records than the provider holds",
)


def judge(case: Case) -> Iterator[Finding]:
    if not case.live or case.owner.startswith("*.") or delegation(case) is not Delegation.HERE:
        return
    if any(r.routing != "simple" or r.alias is not None or r.variant for r in case.live):
        return
    held = [value for record in case.live for value in record.values]
    if _same(held, case.served.lookup(case.owner, "MX")):
        return
    servers = own_servers(case)
    server = min(servers & frozenset(case.zone.name_servers) or servers)
    answer = case.served.lookup(case.owner, at("MX", server))
    if answer.settled and not _same(held, answer):
        yield RULE.finding(
            case,
            f"DNS serves other MX records for {case.owner} than the provider holds: what is applied may not be seen.",
            evidence=f"{answer.source or server} serves {_words(answer.values)}; the provider holds {_words(held)}",
            fix="Edit the zone that the name servers serve; if the records were changed a minute ago, run again.",
        )


def _same(held: Iterable[Value], answer: Answer) -> bool:
    api, dns = _pairs(held), _pairs(answer.values)
    hidden = [pair for pair in dns if pair[1].startswith("_dc-mx.")]
    if not hidden:
        return api == dns
    rest = api - dns
    return dns - api == set(hidden) and sorted(p for p, _ in rest) == sorted(p for p, _ in hidden)


def _pairs(values: Iterable[Value]) -> set[tuple[int, str]]:
    return {(-1 if v.preference is None else v.preference, str(v.exchange)) for v in values if isinstance(v, Mx)}


def _words(values: Iterable[Value]) -> str:
    return ", ".join(f"{preference} {exchange}" for preference, exchange in sorted(_pairs(values))) or "none"
