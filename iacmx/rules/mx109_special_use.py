"""MX109 special-use: an exchange lies in a domain that public DNS never serves

## What it checks
No exchange lies below test, example, invalid, local, localhost, onion, internal, home.arpa or alt, unless the owner
itself does (a lab) or the name is answered for. `ms*.msv1.invalid`, Microsoft's old proof of ownership, is only noted:
it is no route, and harmless at a high preference.

## Why it matters
Senders on the Internet will never find such a host.

## Example
    example.com.  MX  10 mail.office.local.

## Fix
Name the host by its public name.

## References
RFC 6761 section 6; RFC 6762 section 3; RFC 7686; RFC 8375; RFC 9476.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import lookable
from iacmx.rules._targets import effect, records_after, special_use

RULE = Rule(
    id="MX109",
    name="special-use",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="an exchange lies in a domain that public DNS never serves",
)


def judge(case: Case) -> Iterator[Finding]:
    if case.zone.private:
        return
    for mx in records_after(case):
        host = str(mx.exchange)
        domain = special_use(case, host) if lookable(host) else ""
        if host.endswith(".msv1.invalid"):
            yield RULE.finding(
                case,
                f"{host} is Microsoft's proof of domain ownership and no route for mail.",
                evidence=mx.text,
                fix="Prove ownership by the TXT record that Microsoft offers, and remove this record.",
                exchange=host,
                severity=Severity.INFO,
            )
        elif domain:
            yield RULE.finding(
                case,
                f"{host} lies in {domain}, which public DNS does not serve: {effect(case, host)}.",
                evidence=mx.text,
                fix="Name the mail host by a name that public DNS serves.",
                exchange=host,
            )
