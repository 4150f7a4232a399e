"""MX101 ip-literal: an exchange is an IP address

## What it checks
No exchange is an IPv4 or IPv6 address, bare or in brackets, nor made of numbers only, nor an address with the zone's
name appended.

## Why it matters
The data of an MX record is a domain name. Mail servers look `45.33.1.1` up as a name, find nothing and give up; only
some take it for the address that was meant.

## Example
    example.com.  MX  10 45.33.1.1

## Fix
Give a host an A or AAAA record with that address and name the host in the MX record.

## References
RFC 5321 section 5.1; RFC 1035 section 3.3.9.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import Fault, fault, is_address
from iacmx.rules._suffix import appended
from iacmx.rules._targets import records_after

RULE = Rule(
    id="MX101",
    name="ip-literal",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="an exchange is an IP address",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx in records_after(case):
        host = str(mx.exchange)
        bare = fault(host) is Fault.ADDRESS
        address = host if bare else _appended_to(case, host)
        if address:
            what = "" if bare else f" with {host.removeprefix(address + '.')} appended"
            yield RULE.finding(
                case,
                f"{host} is not a host name but an IP address{what}; most mail servers will not deliver to it.",
                evidence=mx.text,
                fix=f"Name a host in the MX record and give that host an address record with {address.strip('[]')}.",
                exchange=host,
            )


def _appended_to(case: Case, host: str) -> str:
    """The address in ``192.0.2.1.example.com``."""
    found = appended(case, host)
    return found.intended if found and is_address(found.intended) else ""
