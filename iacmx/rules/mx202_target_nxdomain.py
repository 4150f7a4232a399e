"""MX202 target-nxdomain: an exchange does not exist

## What it checks
Every exchange exists in the world after the apply: a host that the plan creates is there, one that it removes is not.
A name that is no host name at all (MX101 to MX109), one whose domain is not registered (MX501), a host that a mail
service gave out (MX502), an alias that ends nowhere (MX201) and a host that loses its addresses by this plan (MX605)
are told by those rules.

## Why it matters
Senders get "no such name" for the exchange and take the next one; where there is none, mail bounces.

## Example
    example.com.  MX  10 mx1.exmaple.net.

## Fix
Correct the name, or create the host in the same plan.

## References
RFC 5321 section 5.1; RFC 8020 section 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.mail_hosts import similar
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._registration import unregistered
from iacmx.rules._services import dangling
from iacmx.rules._targets import effect, removed_by_plan, targets

RULE = Rule(
    id="MX202",
    name="target-nxdomain",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="an exchange does not exist",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        host = target.host
        if not target.no_name or target.aliases or removed_by_plan(case, host) or unregistered(case, target):
            continue
        if dangling(case, target):
            continue
        meant = similar(host)
        source = next(answer.source for answer in target.answers if answer.absent)
        yield RULE.finding(
            case,
            f"{host} does not exist: {effect(case, host)}.",
            evidence=f"{host}: NXDOMAIN" + (f" ({source})" if source else ""),
            fix=f"Did you mean {meant}?" if meant else f"Correct the name, or create A/AAAA records for {host}.",
            exchange=host,
        )
