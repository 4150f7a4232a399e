"""MX102 bad-hostname: an exchange is not a valid host name

## What it checks
Every label of an exchange has 1 to 63 letters, digits and hyphens, does not begin or end with a hyphen, and the whole
name has at most 253 characters. A label with an underscore is MX103, a wildcard MX108, text that is no name at all
MX106.

## Why it matters
DNS can't hold an empty or overlong label, so the apply fails or another name is published. Mail servers that check
host names refuse the others.

## Example
    example.com.  MX  10 -mx1..example.net.

## Fix
Write the host's name as its operator publishes it.

## References
RFC 5321 section 2.3.5; RFC 1123 section 2.1; RFC 1035 section 2.3.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.names import MAX_LABEL, MAX_NAME
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import Fault, fault
from iacmx.rules._targets import effect, records_after

RULE = Rule(
    id="MX102",
    name="bad-hostname",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="an exchange is not a valid host name",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx in records_after(case):
        host = str(mx.exchange)
        if fault(host) is Fault.HOST_NAME:
            yield RULE.finding(
                case,
                f"{host} is not a valid host name, for {_defect(host)}: {effect(case, host)}.",
                evidence=mx.text,
                fix="Write the exchange's full host name, of letters, digits and hyphens.",
                exchange=host,
            )


def _defect(host: str) -> str:
    if len(host) > MAX_NAME:
        return f"it has {len(host)} characters, {MAX_NAME} are allowed"
    labels = host.split(".")
    if "" in labels:
        leading = host.startswith(".") and ".." not in host
        return f"it holds an empty label ({'a dot at its beginning' if leading else 'two dots in a row'})"
    long = next((label for label in labels if len(label) > MAX_LABEL), None)
    if long is not None:
        return f"the label {long} has {len(long)} characters, {MAX_LABEL} are allowed"
    hyphen = next((label for label in labels if label.startswith("-") or label.endswith("-")), None)
    if hyphen is not None:
        return f"the label {hyphen} begins or ends with a hyphen"
    return "only letters, digits and hyphens are allowed"
