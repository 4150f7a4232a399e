"""MX305 shared-address: several exchanges that fail together

## What it checks
The exchanges of a set have addresses in more than one network (a /24 of IPv4, a /48 of IPv6). Reported are exchanges
that all stand for the same addresses, and those that all lie in one network of each family. Left out are sets of a
known mail service, whose networks are its own affair, and sets with an exchange whose addresses are not all known.

## Why it matters
Two names for one machine are no redundancy, and neither are two machines behind one router: what takes one away takes
the other too. Mail waits in senders' queues meanwhile, so this is a notice.

## Example
    example.com.       MX  10 mx1.example.com.
    example.com.       MX  20 mx2.example.com.
    mx1.example.com.   A   45.33.1.1
    mx2.example.com.   A   45.33.1.2

## Fix
Put the second mail server somewhere else, or name only one: it is no less reliable.

## References
RFC 2182 section 3.1 (for name servers, by analogy).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iacmx.case import Case
from iacmx.mail_hosts import recognise
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._networks import networks
from iacmx.rules._services import hosts, known_sets
from iacmx.rules._targets import Target, targets

RULE = Rule(
    id="MX305",
    name="shared-address",
    severity=Severity.NOTICE,
    needs=(Need.DNS,),
    summary="all exchanges share their addresses, or one network",
)


def judge(case: Case) -> Iterator[Finding]:
    known = {target.host: target for target in targets(case)}
    for mx_set in known_sets(case):
        names = hosts(mx_set)
        there = [known[name] for name in names if name in known and _is_whole(known[name])]
        if len(names) < 2 or len(there) < len(names) or any(map(recognise, names)):
            continue
        where = _shared(there)
        if where:
            yield RULE.finding(
                case,
                f"{', '.join(names)} fail together: they {where}.",
                evidence="; ".join(f"{target.host}: {', '.join(target.addresses)}" for target in there),
                fix="Put one of them into another network, or name only one.",
                variant=mx_set.variant,
                address=mx_set.address or case.address,
            )


def _is_whole(target: Target) -> bool:
    """Whether the addresses are all known, and the host's own."""
    if target.aliases or target.proxied or target.partly_unknown:
        return False
    return all(answer.settled for answer in target.answers) and bool(target.addresses)


def _shared(there: Sequence[Target]) -> str:
    if len({frozenset(target.addresses) for target in there}) == 1:
        return "have the same address" if len(there[0].addresses) == 1 else "have the same addresses"
    found = networks(address for target in there for address in target.addresses)
    ipv6 = {network for network in found if ":" in network}
    if len(ipv6) > 1 or len(found - ipv6) > 1:
        return ""
    return f"all lie in {' and '.join(sorted(found))}"
