"""MX203 target-nodata: an exchange has no address

## What it checks
Every exchange has an A or an AAAA record in the world after the apply. It is reported here where the name exists,
but for other types, or for names below it, only.

## Why it matters
Senders find nothing to connect to, take the next exchange, and where there is none, mail bounces.

## Example
    example.com.       MX   10 mail.example.com.
    mail.example.com.  TXT  "v=spf1 -all"

## Fix
Give the exchange A or AAAA records, or name a host that has them.

## References
RFC 2181 section 10.3; RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._targets import effect, removed_by_plan, targets

RULE = Rule(
    id="MX203",
    name="target-nodata",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="an exchange has neither A nor AAAA records",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        host = target.host
        if not target.no_address or target.aliases or removed_by_plan(case, host):
            continue
        source = next((answer.source for answer in target.answers if answer.source), "")
        yield RULE.finding(
            case,
            f"{host} has no address: {effect(case, host)}.",
            evidence=f"{host}: neither A nor AAAA records" + (f" ({source})" if source else ""),
            fix=f"Create A or AAAA records for {host}, or name a host that has them.",
            exchange=host,
        )
