"""MX204 target-unverified: whether an exchange has an address could not be told

## What it checks
Every exchange whose A and AAAA look-ups left open whether it has an address: the servers failed, refused, did not
answer in time, or an answer could not be read. Where one of both was found the exchange is fine; where one look-up says
that the name does not exist, it does not (MX202). Where no server of the exchange's domain serves it, MX503 says so.

## Why it matters
A failed look-up is neither a missing host nor a good one. Senders would keep the mail and try again later.

## Example
    $ dig mx1.example.net A
    ;; ->>HEADER<<- opcode: QUERY, status: SERVFAIL

## Fix
Run again; where it stays, ask the operator of the exchange's zone, or name another resolver.

## References
RFC 5321 section 5.1; RFC 8020 section 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._lame import lame_domain
from iacmx.rules._targets import targets
from iacmx.rules._untold import by_answer

RULE = Rule(
    id="MX204",
    name="target-unverified",
    severity=Severity.UNVERIFIED,
    needs=(Need.DNS,),
    summary="an exchange's addresses could not be looked up",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        answer = target.unverified
        if answer is not None and not target.aliases and not lame_domain(case, target)[0]:
            yield RULE.finding(
                case,
                f"Whether {target.host} has an address could not be told.",
                evidence=by_answer(f"the A and AAAA records of {target.host}", answer).in_words,
                fix="Run again; if it stays, ask another --resolver, or the operator of the exchange's zone.",
                exchange=target.host,
            )
