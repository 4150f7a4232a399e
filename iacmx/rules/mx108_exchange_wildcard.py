"""MX108 exchange-wildcard: an exchange holds a wildcard

## What it checks
No label of an exchange is `*`. (A wildcard owner, `*.example.com MX ...`, is something else and fine.)

## Why it matters
A wildcard means something in an owner name only. In the data of an MX record it is a literal asterisk, which no
mail server will connect to.

## Example
    example.com.  MX  10 *.mx.example.net.

## Fix
Name each host in a record of its own.

## References
RFC 4592 section 2.1.1; RFC 5321 section 2.3.5.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import Fault, fault
from iacmx.rules._targets import effect, records_after

RULE = Rule(
    id="MX108",
    name="exchange-wildcard",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="an exchange holds a wildcard label",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx in records_after(case):
        host = str(mx.exchange)
        if fault(host) is Fault.WILDCARD:
            yield RULE.finding(
                case,
                f"{host} is a wildcard and names no host: {effect(case, host)}.",
                evidence=mx.text,
                fix="Name each mail host in an MX record of its own.",
                exchange=host,
            )
