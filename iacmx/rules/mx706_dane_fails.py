"""MX706 dane-fails: the TLSA look-up of an exchange fails

## What it checks
The owner's zone is signed and so are an exchange's addresses, and the look-up of TLSA records at `_25._tcp.HOST` ends
in SERVFAIL: the signatures there are broken or out of date, or the name servers do not answer for that type or name as
they must. Judged only where the resolver validates. A look-up that failed for another reason, a timeout say, is not
held against the host.

## Why it matters
To senders that use DANE such a host is one that can't be reached: a failed look-up may hide TLSA records that somebody
withholds. They try the other exchanges, and keep the mail where there are none. Senders without DANE notice nothing,
which is why it can stay for long.

## Example
    $ dig mx1.example.net A              ->  45.33.1.1, flags: ad
    $ dig _25._tcp.mx1.example.net TLSA  ->  SERVFAIL

## Fix
Sign the zone again, or repair its name servers: for a name without TLSA records they are to prove that there are none.

## References
RFC 7672 sections 2.1.1 and 2.1.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.names import tlsa_owner
from iacmx.rules import About, Need, Rule
from iacmx.rules._dane import FAILS, dane, is_signed

RULE = Rule(
    id="MX706",
    name="dane-fails",
    severity=Severity.WARNING,
    needs=(Need.DNS, Need.DNSSEC),
    summary="the TLSA look-up of an exchange fails",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    hosts = [host for host, state in dane(case).items() if state == FAILS]
    for host in hosts if hosts and is_signed(case) else ():
        yield RULE.finding(
            case,
            f"The TLSA records of {host} can't be looked up: senders that use DANE do not deliver to it.",
            evidence=f"{tlsa_owner(host)} TLSA: {case.served.lookup(tlsa_owner(host), 'TLSA').reason}",
            fix=f"Repair the signatures and the name servers of {host}, or ask those who run them to.",
            exchange=host,
        )
