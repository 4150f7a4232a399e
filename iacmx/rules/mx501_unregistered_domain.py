"""MX501 unregistered-domain: an exchange lies in a domain that is not registered

## What it checks
Where an exchange does not exist, its registrable domain (Public Suffix List, ICANN section) is looked up too. If that
does not exist either, it is reported here and not as MX202. Names in zones that the run knows are never reported; where
the domain could not be looked up, MX202 stands, for the exchange is missing in any case.

## Why it matters
Whoever registers the domain receives the mail: password resets, invoices, proofs of domain control. A domain that
expired or is on hold looks the same and is next to go.

## Example
    example.com.  MX  10 mx1.exampel-mail.net.

## Fix
Remove the record now, or register the domain again. Correct the name where it is misspelt.

## References
RFC 5321 section 5.1; RFC 8020 section 2; the Public Suffix List, publicsuffix.org.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.mail_hosts import similar
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._registration import unregistered
from iacmx.rules._services import dangling
from iacmx.rules._targets import targets

RULE = Rule(
    id="MX501",
    name="unregistered-domain",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="an exchange lies in a domain that anybody may register",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        domain = "" if dangling(case, target) else unregistered(case, target)
        if domain:
            meant = similar(target.host)
            yield RULE.finding(
                case,
                f"{domain}, the domain of {target.host}, is not registered (or on hold): "
                "whoever registers it gets the mail.",
                evidence=f"{target.host} and {domain}: NXDOMAIN",
                fix=f"Did you mean {meant}?" if meant else f"Remove the record now, or register {domain}.",
                exchange=target.host,
            )
