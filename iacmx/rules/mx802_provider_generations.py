"""MX802 provider-generations: sets of a mail service that replace each other stand together

## What it checks
A set that names hosts of one known mail service names those of one of its sets: the current or the former one, one
region or the other. A transition that the service itself describes, such as Microsoft's to `mx.microsoft`, is fine.
Only noted are hosts that the service no longer publishes, and hosts of nobody known beside the service's. What stands
beside the one host of an Amazon SES MAIL FROM domain is MX612.

## Why it matters
Services retire their former hosts, and a region without the mailboxes refuses the mail. A host of somebody else beside
the set gets mail whenever it is tried first or the others do not answer.

## Example
    example.com.  MX  1 smtp.google.com.
    example.com.  MX  1 aspmx.l.google.com.
    example.com.  MX  5 alt1.aspmx.l.google.com.

## Fix
Keep the hosts of one set.

## References
The service's own instructions; `sources` of the service in `iacmx/data/mail_hosts.json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iacmx.case import Case, MxSet
from iacmx.mail_hosts import recognise
from iacmx.mail_sets import Match
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._mail_from import unfit
from iacmx.rules._services import (
    hosts,
    is_incomplete,
    is_two_sets,
    joins_live,
    known_sets,
    of_one_service,
    routed_by_cloudflare,
)

RULE = Rule(
    id="MX802",
    name="provider-generations",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="sets of a mail service that replace each other stand together",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in known_sets(case):
        found = of_one_service(mx_set)
        if found is None or routed_by_cloudflare(case, mx_set) or joins_live(case) or unfit(case):
            continue
        foreign = [host for host in hosts(mx_set) if recognise(host) is None]
        if is_two_sets(found):
            yield _finding(case, mx_set, RULE.severity, *_two_sets(found))
        elif found.expected.outdated or found.other is not None:
            yield _finding(case, mx_set, Severity.NOTICE, *_outdated(found))
        elif foreign and not is_incomplete(found):
            yield _finding(case, mx_set, Severity.NOTICE, *_foreign(found, foreign))


def _two_sets(found: Match) -> tuple[str, str]:
    beside = ", ".join(found.beside)
    words = [part.name for part in (found.expected, found.other) if part is not None and part.name]
    which = f" ({' and '.join(words)})" if words else ""
    message = f"Two sets of {found.service.name}{which} stand together; it asks for one or the other."
    return message, f"Remove {beside}, or {', '.join(found.present)}."


def _outdated(found: Match) -> tuple[str, str]:
    old = found.beside or found.present
    fits = [expected for expected in found.service.sets if expected.complete and not expected.outdated]
    now = ", ".join(host for _, host in fits[0].records) if fits else "what it shows"
    return f"{found.service.name} no longer publishes the set with {', '.join(old)}.", f"Name {now} in their place."


def _foreign(found: Match, foreign: Sequence[str]) -> tuple[str, str]:
    names = ", ".join(foreign)
    return f"{names} stands beside {found.service.name} and gets a part of the mail.", f"Remove {names}, if not meant."


def _finding(case: Case, mx_set: MxSet, severity: Severity, message: str, fix: str) -> Finding:
    return RULE.finding(
        case,
        message,
        evidence="; ".join(mx.text for mx in mx_set.by_preference),
        fix=fix,
        variant=mx_set.variant,
        address=mx_set.address or case.address,
        severity=severity,
    )
