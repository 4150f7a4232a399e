"""MX304 single-exchanger: one exchange with one address takes all mail

## What it checks
An MX set of one exchange with one address per family. Not reported: services that publish one exchange with their
redundancy behind it (Microsoft 365, `smtp.google.com`, Amazon SES and others), hosts with several addresses or with
addresses known only after the apply, proxied ones, and sets that may hold more than the plan shows.

## Why it matters
Senders queue mail and try again while the host is down, some for days, but nothing arrives meanwhile.

## Example
    example.com.       MX  10 mail.example.com.
    mail.example.com.  A   45.33.1.1

## Fix
Add a second mail server, or leave it: a backup that accepts mail without knowing the users does more harm than good.

## References
RFC 5321 section 5.1; RFC 2182 section 3.1 (for name servers, by analogy).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.mail_hosts import recognise
from iacmx.mail_sets import match
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._targets import Target, targets

RULE = Rule(
    id="MX304",
    name="single-exchanger",
    severity=Severity.NOTICE,
    needs=(Need.DNS,),
    summary="one exchange with one address takes all mail",
)


def judge(case: Case) -> Iterator[Finding]:
    if not case.after_complete or any(s.unknown or s.alias or len(s.exchanges) != 1 for s in case.after):
        return
    for target in targets(case) if len(case.hosts_after) == 1 else ():
        service = recognise(target.host)
        if service and (service.is_whole(target.host) or (service.is_trusted and match([target.host]))):
            continue  # whole, or told by MX801
        if _is_one_address(target):
            yield RULE.finding(
                case,
                f"{target.host} takes all mail at one address; while it is down, nothing arrives.",
                evidence=f"{target.host}: {', '.join(target.addresses)}",
                fix="Add a second mail server, or accept that senders queue while this one is down.",
                exchange=target.host,
            )


def _is_one_address(target: Target) -> bool:
    if target.aliases or target.proxied or target.partly_unknown or not target.exists:
        return False
    return all(answer.settled and len(answer.values) <= 1 for answer in target.answers)
