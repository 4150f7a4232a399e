"""MX208 no-fcrdns: an exchange's address has no name that leads back to it

## What it checks
Judged only where selected. Every address of an exchange has a PTR record, and one of the names it gives has that
address. Hosts of known mail services and addresses whose look-up failed are left out.

## Why it matters
Receiving mail needs no PTR record. But small sites send from the host that receives, and mail from an address without a
matching name is refused by many.

## Example
    mail.example.com.          A    45.33.1.1
    1.1.33.45.in-addr.arpa.    PTR  li33-1.example.net.     ; which has another address

## Fix
Have the address's owner, mostly the hosting company, set the PTR record to the exchange's name, if it sends mail.

## References
RFC 1912 section 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.mail_hosts import recognise
from iacmx.model import Finding, Kind, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._addresses import not_global
from iacmx.rules._targets import Target, targets

RULE = Rule(
    id="MX208",
    name="no-fcrdns",
    severity=Severity.INFO,
    needs=(Need.DNS,),
    summary="an exchange's address has no name that leads back to it",
    opt_in=True,
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        if target.aliases or target.proxied or recognise(target.host):
            continue
        wrong = [why for address in target.addresses if (why := _mismatch(case, address))]
        if wrong:
            yield RULE.finding(
                case,
                f"{target.host} has no reverse name that leads back to it; mail it sends may be refused.",
                evidence="; ".join(wrong),
                fix=f"Set the PTR record to {target.host}, if it sends mail.",
                exchange=target.host,
            )


def _mismatch(case: Case, address: str) -> str:
    """What is wrong with the address's PTR record, ``""`` where nothing is or that could not be told."""
    if not_global(address):
        return ""
    from ipaddress import ip_address

    answer = case.after_world.lookup(ip_address(address).reverse_pointer, "PTR")
    if answer.absent:
        return f"{address}: no PTR record"
    names = [str(name) for name in answer.values] if answer.kind is Kind.FOUND else []
    there = [Target(name, *case.after_world.addresses(name)) for name in names]
    if not names or any(address in target.addresses or target.unverified for target in there):
        return ""
    return f"{address}: PTR {', '.join(names)}, which has another address"
