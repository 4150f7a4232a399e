"""MX106 junk: an exchange is something other than a host name

## What it checks
An exchange is not empty and holds no URL, port, path, mail address, white space, quotes, commas, brackets or
placeholders, nor a preference written twice (`10 10 mx.example.net`). And a set has at least one record.

## Why it matters
What follows the preference is one host name. The provider refuses anything else in the middle of the apply, or
publishes a name that does not exist.

## Example
    example.com.  MX  10 smtp://mx1.example.net:25

## Fix
Keep the bare host name; MX records have no port.

## References
RFC 1035 section 3.3.9; RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import Fault, fault
from iacmx.rules._targets import effect, is_swapped, records_after

RULE = Rule(
    id="MX106",
    name="junk",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="an exchange is a URL, a mail address, several values or nothing",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx_set in case.after:
        if not (mx_set.records or mx_set.unknown or mx_set.alias):
            yield RULE.finding(
                case,
                f"The MX set of {case.owner} holds no record: the provider refuses it, and the apply stops there.",
                evidence=f"{mx_set.address or case.address}: no values",
                fix='Write the MX records, or "0 ." if the domain is to take no mail.',
                variant=mx_set.variant,
                address=mx_set.address or case.address,
            )
    for mx in records_after(case):
        host = str(mx.exchange)
        if fault(host) is Fault.JUNK and not is_swapped(mx):
            yield RULE.finding(
                case,
                f'"{mx.text}" names no mail host, for {_defect(host)}: {effect(case, host)}.',
                evidence=mx.text,
                fix=_fix(case),
                exchange=host,
                address=mx.address or case.address,
            )


def _fix(case: Case) -> str:
    if case.zone.provider == "cloudflare":
        return "Write the bare host name as content, such as mx1.example.net, and the preference as priority."
    return "Write one preference and one bare host name, such as 10 mx1.example.net."


def _defect(host: str) -> str:
    if not host:
        return "the exchange is missing"
    if host == "@":
        return "@ stands for the zone in owner names only"
    first, _, rest = host.partition(" ")
    if first.isdigit():
        return f"the preference is written twice, before {rest.strip()}" if rest else "the exchange is only a number"
    signs = (
        ("://", "it is a URL"),
        ("@", "it is a mail address"),
        ("${", "it holds a placeholder"),
        ("{{", "it holds a placeholder"),
        (",", "it holds several values"),
        (":", "it holds a port, which MX records do not have"),
        ("/", "it holds a path"),
    )
    return next((what for sign, what in signs if sign in host), "it holds characters that no host name has")
