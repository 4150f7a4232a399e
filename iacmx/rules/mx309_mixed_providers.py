"""MX309 mixed-providers: a set names hosts of several mail services

## What it checks
A set names hosts of one mail service. Two that hold mailboxes, forward, or take mail for a program, or a filtering
gateway together with the mailboxes behind it, are a warning; two gateways are a notice, and so are services that are
recognised by their host names only. Email Routing beside others in a Cloudflare zone is MX805, new records that join
live ones that nobody manages are MX903, and another host beside that of an Amazon SES MAIL FROM domain is MX612.

## Why it matters
Senders take the hosts by preference, and the next ones whenever the first does not answer. A service without the
mailbox refuses the mail for good; a mailbox host named beside its gateway takes spam past the filter, whatever its
preference.

## Example
    example.com.  MX  10 d12345a.ess.barracudanetworks.com.
    example.com.  MX  20 d12345b.ess.barracudanetworks.com.
    example.com.  MX  30 example-com.mail.protection.outlook.com.

## Fix
Name the hosts of one service. To move, change the whole set at once, with a low TTL, and forward from the old service
while caches run out.

## References
RFC 5321 section 5.1 (the order of exchanges).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iacmx.case import Case
from iacmx.mail_hosts import MailHost
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._mail_from import unfit
from iacmx.rules._services import joins_live, known_sets, mixed, routed_by_cloudflare

RULE = Rule(
    id="MX309",
    name="mixed-providers",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="a set names hosts of several mail services",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in known_sets(case):
        found = mixed(mx_set)
        if not found or routed_by_cloudflare(case, mx_set) or joins_live(case) or unfit(case):
            continue
        yield RULE.finding(
            case,
            f"The set mixes {' and '.join(service.name for service in found)}: {_effect(found)}.",
            evidence="; ".join(mx.text for mx in mx_set.by_preference),
            fix="Name the hosts of one mail service alone.",
            variant=mx_set.variant,
            address=mx_set.address or case.address,
            severity=_severity(found),
        )


def _gateways(found: Sequence[MailHost]) -> list[MailHost]:
    return [service for service in found if service.kind == "gateway"]


def _effect(found: Sequence[MailHost]) -> str:
    gateways = _gateways(found)
    if len(gateways) == len(found):
        return "mail passes one filter or the other"
    if gateways:
        return f"mail can get past {gateways[0].name}"
    return "the one that does not hold a mailbox refuses its mail"


def _severity(found: Sequence[MailHost]) -> Severity:
    trusted = [service for service in found if service.is_trusted]
    if len(trusted) < 2:
        return Severity.INFO
    return Severity.NOTICE if len(_gateways(found)) == len(found) else Severity.WARNING
