"""MX201 target-cname: an exchange is an alias

## What it checks
The A and AAAA look-up of every exchange, in the world after the apply, must not pass through a CNAME or a DNAME.
An alias that a Cloudflare zone flattens or a Route 53 alias record is no CNAME in DNS and is fine. Where the alias ends
nowhere, that is told here too, not by MX202 or MX203; where the plan turns a host with addresses into an alias, MX606
tells it.

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
from iacmx.rules import About, Need, Rule
from iacmx.rules._targets import Target, aliased_by_plan, effect, targets

RULE = Rule(
    id="MX201",
    name="target-cname",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="an exchange is an alias (CNAME or DNAME)",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        if target.aliases and not aliased_by_plan(case, target.host):
            yield _finding(case, target)


def _finding(case: Case, target: Target) -> Finding:
    host, chain = target.host, target.aliases
    end = _end(target)
    if end:
        message = f"{host} is an alias that {end}: {effect(case, host)}."
        fix = f"Name a host that has A or AAAA records of its own in place of {host}."
    else:
        message = f"{host} is an alias of {chain[-1]}; mail servers may refuse an exchange that is an alias."
        fix = f"Name {chain[-1]} in the MX record, or give {host} its own A/AAAA records."
    return RULE.finding(
        case,
        message,
        evidence=" -> ".join((host, *chain)) + (f" ({end})" if end else ""),
        fix=fix,
        exchange=host,
    )


def _end(target: Target) -> str:
    """How the chain ends nowhere, ``""`` where it ends in addresses or that could not be told."""
    if any(answer.absent and answer.reason for answer in target.answers):
        return "leads back to itself"
    if target.no_name:
        return "ends at a name that does not exist"
    return "ends at a name without an address" if target.no_address else ""
