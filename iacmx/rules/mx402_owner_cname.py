"""MX402 owner-cname: the owner of an MX record is an alias

## What it checks
A name with MX records has no CNAME in the world after the apply. What a Cloudflare zone flattens (its apex, a proxied
CNAME) shows no CNAME in DNS and is fine; so is an alias that only comes from a wildcard, which no longer applies to a
name with records of its own.

## Why it matters
A name with a CNAME has no other data. Route 53 refuses the second record in the middle of the apply; where a provider
takes both, some resolvers follow the alias and never see the MX record.

## Example
    www.example.com.  CNAME web.example.net.
    www.example.com.  MX    10 mx1.example.net.

## Fix
Replace the CNAME by address records (or the provider's alias or flattening), or have the alias's target hold the MX.

## References
RFC 2181 section 10.1; RFC 1034 section 3.6.2; RFC 4592 section 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.names import ancestors, is_within
from iacmx.rules import Need, Rule
from iacmx.rules._targets import lookable

RULE = Rule(
    id="MX402",
    name="owner-cname",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="the owner of an MX record also has a CNAME",
)


def judge(case: Case) -> Iterator[Finding]:
    if not case.after or case.zone.private or not lookable(case.owner.removeprefix("*.")):
        return
    alias = case.after_world.lookup(case.owner, "A")
    if not alias.aliases:
        return
    # Where the plan removes the CNAME but the rest of the zone is not known, DNS still shows the old alias.
    if case.after_world.lookup(case.owner, "CNAME").absent or _from_wildcard(case, alias.aliases):
        return
    yield RULE.finding(
        case,
        f"{case.owner} is an alias of {alias.aliases[0]}; beside a CNAME its MX records are refused or not seen.",
        evidence=" -> ".join((case.owner, *alias.aliases)),
        fix=f"Give {case.owner} address records in place of the CNAME, or drop its MX records.",
        address=alias.address or None,
    )


def _from_wildcard(case: Case, aliases: tuple[str, ...]) -> bool:
    above = [name for name in ancestors(case.owner) if case.zone.name and is_within(name, case.zone.name)]
    return not case.owner.startswith("*.") and any(
        case.after_world.lookup("*." + name, "A").aliases == aliases for name in above
    )
