"""MX503 lame-target-zone: every name server of the exchange's domain refuses to serve it

## What it checks
Where the look-up of an exchange fails, the servers to which its registrable domain is delegated are asked themselves.
All of them answer, and each refuses or answers without authority: nobody serves the domain. It takes the place of
MX204, which says that the look-up failed and not why.

An error, because no mail reaches such an exchange, as if it did not exist (MX202).

Domains that the plan's own zones hold are left out, and so is a domain of which any server answers or is silent.

## Why it matters
The zone was removed at a DNS host, and the delegation was left. Mail can't reach the exchange, and where the host lets
anybody add a zone of any name, whoever adds this one receives the mail.

## Example
    example.net.       NS  ns1.dnshost.example.   (in the parent zone)
    ns1.dnshost.example, asked for mx1.example.net: REFUSED

## Fix
Remove the exchange, or ask the operator of its domain to mend the delegation.

## References
RFC 1912 section 2.8 (lame delegation); RFC 9520 section 2.3 (what resolvers do with it).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._lame import lame_domain
from iacmx.rules._targets import effect, targets

RULE = Rule(
    id="MX503",
    name="lame-target-zone",
    severity=Severity.ERROR,
    needs=(Need.DNS, Need.AUTHORITY),
    summary="every name server of an exchange's domain refuses to serve it",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        domain, evidence = lame_domain(case, target)
        if domain:
            yield RULE.finding(
                case,
                f"No name server of {domain} serves it, so {target.host} is not found: {effect(case, target.host)}. "
                "Who adds the zone at that DNS host receives the mail.",
                evidence=evidence,
                fix=f"Remove {target.host}, or have the operator of {domain} mend the delegation.",
                exchange=target.host,
            )
