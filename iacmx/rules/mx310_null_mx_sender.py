"""MX310 null-mx-sender: a domain takes no mail, but lets somebody send with its name

## What it checks
Where the null MX (`0 .`) is all that an owner has, its SPF record, if there is one, lets nobody send: `v=spf1 -all`. A
record that permits somebody is a warning, one that only does not end in `-all` a notice. It is a notice as well where
the owner is an Amazon SES identity with a MAIL FROM domain of its own in the plan, which shows that SES sends for it or
a name below it; where the owner is that MAIL FROM domain itself, MX612 tells. Else without an SPF record nothing is
said, for nothing shows that the domain sends. What the plan writes into the TXT record counts.

## Why it matters
Bounces and replies to such mail can't be delivered, and many servers refuse mail whose sender's domain has a null MX.

## Example
    example.com.  MX   0 .
    example.com.  TXT  "v=spf1 include:amazonses.com ~all"

## Fix
Publish `v=spf1 -all` if the domain sends no mail; else give it an MX record that takes the bounces.

## References
RFC 7505 section 4.2; RFC 7208 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._mail_from import unfit
from iacmx.rules._spf import spf_after

RULE = Rule(
    id="MX310",
    name="null-mx-sender",
    severity=Severity.WARNING,
    needs=(Need.DNS,),
    summary="a domain with a null MX lets somebody send with its name",
)


def judge(case: Case) -> Iterator[Finding]:
    if not case.after or not all(mx_set.is_null for mx_set in case.after) or not case.after_complete:
        return
    if unfit(case):
        return
    spf = spf_after(case)
    if spf is None or spf.refuses_all:
        yield from _identity(case)
        return
    permits = ", ".join(spf.permits)
    yield RULE.finding(
        case,
        f"{case.owner} takes no mail (null MX), but its SPF record "
        + (f"lets others send with its name ({permits})." if permits else "does not say that nobody sends for it."),
        evidence=spf.text,
        fix=f'Publish "v=spf1 -all" if {case.owner} sends no mail, else an MX record that takes the bounces.',
        severity=RULE.severity if permits else Severity.NOTICE,
    )


def _identity(case: Case) -> Iterator[Finding]:
    sender = next((s for s in case.mail_from if s.identity == case.owner and not s.ends), None)
    if sender is not None:
        yield RULE.finding(
            case,
            f"{case.owner} takes no mail (null MX), but Amazon SES sends with its name, or one below it.",
            evidence=f"{sender.address}: MAIL FROM domain {sender.domain}",
            fix=f"Send only from names that take mail, or give {case.owner} an MX record that takes the replies.",
            severity=Severity.NOTICE,
        )
