"""MX207 family-partial: one address family of an exchange can't be looked up

## What it checks
An exchange whose A or AAAA look-up gives addresses while the servers fail to answer the other (SERVFAIL). Where
neither gives addresses it is MX204; a look-up that failed for another reason, a timeout say, is not held against a
host that has addresses.

## Why it matters
Senders with both families may take the failure for one of the whole host and hold mail back. The host has a usable
address all the same, so it is a warning, and no reason to drop the exchange.

## Example
    $ dig mx1.example.net A     ->  45.33.1.1
    $ dig mx1.example.net AAAA  ->  SERVFAIL

## Fix
Repair the name servers (or the DNSSEC signatures) of the exchange's zone: a type that a name has no records of is to be
answered by NOERROR without records.

## References
RFC 3974 section 5; RFC 2308 section 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Kind, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._targets import targets

RULE = Rule(
    id="MX207",
    name="family-partial",
    severity=Severity.WARNING,
    needs=(Need.DNS,),
    summary="one address family of an exchange can't be looked up",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        failed = [
            (rdtype, answer)
            for rdtype, answer in zip(("A", "AAAA"), target.answers, strict=True)
            if answer.kind is Kind.UNVERIFIED and "SERVFAIL" in answer.reason
        ]
        if len(failed) == 1 and target.exists and not target.aliases:
            rdtype, answer = failed[0]
            yield RULE.finding(
                case,
                f"{target.host} has addresses, but its {rdtype} look-up fails: some senders hold mail back.",
                evidence=f"{rdtype}: {answer.reason}",
                fix=f"Repair the name servers of {target.host}, or ask those who run them to.",
                exchange=target.host,
            )
