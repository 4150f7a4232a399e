"""MX103 underscore: an exchange's name holds an underscore

## What it checks
No label of an exchange holds an underscore. The names beginning with `_dc-mx.` that Cloudflare answers with in place
of a proxied exchange are its own (MX804) and pass.

## Why it matters
An underscore is not allowed in host names. Common mail servers deliver all the same, others check the name and refuse,
and no public certificate can be had for it, which strict TLS (MTA-STS) needs.

## Example
    example.com.  MX  10 mail_1.example.com.

## Fix
Rename the host and name the new one in the MX record.

## References
RFC 1912 section 2.1; RFC 1123 section 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import lookable
from iacmx.rules._targets import records_after

RULE = Rule(
    id="MX103",
    name="underscore",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="an exchange's name holds an underscore",
)


def judge(case: Case) -> Iterator[Finding]:
    for mx in records_after(case):
        host = str(mx.exchange)
        if "_" in host and lookable(host) and not host.startswith("_dc-mx."):
            yield RULE.finding(
                case,
                f"{host} holds an underscore, which host names must not; some mail servers refuse it.",
                evidence=mx.text,
                fix=f"Rename the host, for example to {host.replace('_', '-')}, and name that in the MX record.",
                exchange=host,
            )
