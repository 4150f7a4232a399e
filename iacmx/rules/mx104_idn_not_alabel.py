"""MX104 idn-not-alabel: an exchange is not written in A-labels

## What it checks
An exchange with non-ASCII letters must be written in its ASCII form (A-labels, `xn--...`), and every label that begins
with `xn--` must be a valid A-label. A Unicode name that has an ASCII form is a warning, for some providers convert it.

## Why it matters
DNS compares bytes: a provider that stores the Unicode text publishes a name that nobody can look up, or refuses the
record during the apply. An `xn--` label that decodes to nothing can't be registered.

## Example
    example.com.  MX  10 mx.müller.example.

## Fix
Write the name in A-labels, here `mx.xn--mller-kva.example`.

## References
RFC 5890 section 2.3.2.1; RFC 5891 section 5.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import Fault, fault
from iacmx.rules._targets import records_after

RULE = Rule(
    id="MX104",
    name="idn-not-alabel",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="an exchange is not written in A-labels",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx in records_after(case):
        host = str(mx.exchange)
        if fault(host) is Fault.IDN:
            yield RULE.finding(
                case,
                f"{host} is no valid internationalised name; it can't be looked up in DNS.",
                evidence=mx.text,
                fix="Write the exchange's name in A-labels (xn--...), as its operator publishes it.",
                exchange=host,
            )
        elif not mx.text.isascii() and fault(host) is None:
            yield RULE.finding(
                case,
                f"{host} is written with non-ASCII letters; not every provider converts them.",
                evidence=mx.text,
                fix=f"Write {host} in the MX record.",
                exchange=host,
                severity=Severity.WARNING,
            )
