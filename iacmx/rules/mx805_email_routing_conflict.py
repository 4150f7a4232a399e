"""MX805 email-routing-conflict: Cloudflare Email Routing shares its set with other hosts

## What it checks
In a Cloudflare zone, an owner whose MX records name hosts of Email Routing (`route1.mx.cloudflare.net` ...) names no
others after the apply. Records that Cloudflare will make because the plan enables Email Routing count as well.
Elsewhere than at Cloudflare the hosts can't work as meant, and a mix is MX309.

## Why it matters
Email Routing demands to be the only one: while other MX records stand at the name it reports itself misconfigured, and
Cloudflare refuses to write MX records that it keeps. What is written splits the mail between both.

## Example
    example.com.  MX  86 route1.mx.cloudflare.net.   ; kept by Email Routing
    example.com.  MX   1 smtp.google.com.

## Fix
Disable Email Routing before the other records are written, or write none.

## References
developers.cloudflare.com/email-routing/setup/email-routing-dns-records; RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.mail_hosts import recognise
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._services import EMAIL_ROUTING, hosts, known_sets, routed_by_cloudflare

RULE = Rule(
    id="MX805",
    name="email-routing-conflict",
    severity=Severity.ERROR,
    needs=(Need.ACTUAL,),
    summary="Cloudflare Email Routing shares its set with other hosts",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in known_sets(case):
        if not routed_by_cloudflare(case, mx_set):
            continue
        services = {host: recognise(host) for host in hosts(mx_set)}
        others = [host for host, service in services.items() if service is None or service.id != EMAIL_ROUTING]
        yield RULE.finding(
            case,
            f"{', '.join(others)} and Cloudflare Email Routing share {case.owner}: the apply may be refused, and mail "
            "is split between them.",
            evidence="; ".join(mx.text for mx in mx_set.by_preference),
            fix="Disable Email Routing first, or leave the MX records to it.",
            address=case.address,
        )
