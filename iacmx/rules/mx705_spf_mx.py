"""MX705 spf-mx: the plan changes who may send, because SPF names the exchanges

## What it checks
An owner whose SPF record has the mechanism `mx` for its own name, and whose exchanges change. A null MX in their place
is MX310, and the loss of all MX records MX601.

## Why it matters
`mx` permits the addresses of the exchanges to send. With them the permitted senders change: the old hosts may still
send and fail SPF now, and a mail service's receiving hosts seldom send.

## Example
    - example.com.  MX   10 mail.example.com.
    + example.com.  MX   1 smtp.google.com.
      example.com.  TXT  "v=spf1 mx -all"

## Fix
Name the senders themselves: `include:` what the mail service asks for, and `ip4:`, `ip6:` or `a:` for hosts of your
own.

## References
RFC 7208 section 5.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._spf import spf_after

RULE = Rule(
    id="MX705",
    name="spf-mx",
    severity=Severity.NOTICE,
    needs=(Need.DNS,),
    summary="the exchanges change, and SPF permits them to send",
)


def judge(case: Case) -> Iterator[Finding]:
    before, after = set(case.hosts_before), set(case.hosts_after)
    if not before or not after or before == after or not case.after_complete:
        return
    spf = spf_after(case)
    if spf is None or not spf.uses_mx:
        return
    gone, new = sorted(before - after), sorted(after - before)
    changes = [f"{', '.join(gone)} no longer may" if gone else "", f"{', '.join(new)} may" if new else ""]
    yield RULE.finding(
        case,
        f"Who may send for {case.owner} changes with its exchanges: {', '.join(part for part in changes if part)}.",
        evidence=spf.text,
        fix="Name the senders themselves in the SPF record (include:, ip4:, ip6:), in place of mx.",
    )
