"""MX105 relative-or-doubled: an exchange is not a full name, or holds the zone's name once too often

## What it checks
An exchange has more than one label. And it is not a full name to which the zone's name (or the owner's) was appended:
`mx.example.com.example.com`, or a host of elsewhere such as `aspmx.l.google.com.example.com`. A name of that form that
has addresses of its own is right, however odd; one that only a wildcard answers for is a warning. Of a name that could
not be verified nothing is said here (MX204).

## Why it matters
In master files a name without a trailing dot is relative, at most providers it is not. Who mixes these up publishes an
exchange that does not exist, and mail bounces.

## Example
    example.com.  MX  10 mail
    example.com.  MX  20 mx.example.com.example.com.

## Fix
Write the full name of the host, once.

## References
RFC 5321 section 2.3.5; RFC 1035 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import Fault, fault, is_address
from iacmx.rules._suffix import Appended, appended
from iacmx.rules._targets import effect, records_after, removed_by_plan

RULE = Rule(
    id="MX105",
    name="relative-or-doubled",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="an exchange is a bare label, or has the zone's name appended",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx in records_after(case):
        host = str(mx.exchange)
        found = appended(case, host)
        if fault(host) is Fault.SINGLE_LABEL:
            yield _single_label(case, host, mx.text)
        elif found and not is_address(found.intended) and not removed_by_plan(case, host):
            yield _appended(case, host, found)


def _single_label(case: Case, host: str, text: str) -> Finding:
    full = f"{host}.{case.zone.name}" if case.zone.name else "its full name"
    return RULE.finding(
        case,
        f"{host} is a single label and no full host name: {effect(case, host)}.",
        evidence=text,
        fix=f"Write the full name of the host, for example {full}.",
        exchange=host,
    )


def _appended(case: Case, host: str, found: Appended) -> Finding:
    fix = f"Write {found.intended} in the MX record (with a trailing dot where the provider wants one)."
    if found.wildcard:
        return RULE.finding(
            case,
            f"{host} looks like {found.intended} with {found.suffix} appended; "
            f"mail goes to what {found.wildcard} names.",
            evidence=f"no record of its own, {found.wildcard} answers for it",
            fix=fix,
            exchange=host,
            severity=Severity.WARNING,
        )
    if not all(answer.absent for answer in case.after_world.addresses(host)):
        return RULE.finding(
            case,
            f"{host} looks like {found.intended} with {found.suffix} appended; no mail arrives there unless such a "
            "host was made on purpose.",
            evidence="whether it has an address was not asked",
            fix=fix,
            exchange=host,
        )
    return RULE.finding(
        case,
        f"{host} is {found.intended} with {found.suffix} appended and has no address: {effect(case, host)}.",
        evidence=f"{host}: neither A nor AAAA records",
        fix=fix,
        exchange=host,
    )
