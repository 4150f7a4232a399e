"""MX201 target-cname: an exchange is an alias

## What it checks
The A and AAAA look-up of every exchange, in the world after the apply, must not pass through a CNAME or a DNAME.
An alias that a Cloudflare zone flattens or a Route 53 alias record is no CNAME in DNS and is fine.

## Why it matters
An MX must name a host with address records of its own. Some mail servers refuse a set whose target is an alias, some
loop, and a sender that expands it may miss that it is itself one of the exchanges.

## Example
    example.com.       MX    10 mail.example.com.
    mail.example.com.  CNAME ghs.example.net.

## Fix
Name the canonical host in the MX record, or give the exchange A and AAAA records of its own.

## References
RFC 2181 section 10.3; RFC 5321 section 5.1; RFC 1912 section 2.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX201",
    name="target-cname",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="an exchange is an alias (CNAME or DNAME)",
)


def judge(case: Case) -> Iterator[Finding]:
    for host in case.hosts_after:
        chain = next((answer.aliases for answer in case.after_world.addresses(host) if answer.aliases), ())
        if chain:
            yield RULE.finding(
                case,
                f"{host} is an alias of {chain[-1]}; mail servers may refuse an exchange that is an alias.",
                evidence=" -> ".join((host, *chain)),
                fix=f"Name {chain[-1]} in the MX record, or give {host} its own A/AAAA records.",
                exchange=host,
            )
