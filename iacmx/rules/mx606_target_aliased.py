"""MX606 target-aliased: the plan turns a host that gets mail into an alias

## What it checks
A host that an MX record names and that has addresses of its own must not become a CNAME by this plan, also where no MX
record changes. The finding names the resource that does it. An exchange that already was an alias is MX201; an alias
that a Cloudflare zone flattens or a Route 53 alias record is no CNAME in DNS and is fine.

## Why it matters
An MX must name a host with address records of its own. Some mail servers refuse a set whose target is an alias.

## Example
    - aws_route53_record.mail_a      mail.example.com.  A      198.51.100.7
    + aws_route53_record.mail_cname  mail.example.com.  CNAME  lb.example.net.

## Fix
Keep the address records, use the provider's alias record where there is one, or name the canonical host in the MX.

## References
RFC 2181 section 10.3; RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._targets import aliased_by_plan

RULE = Rule(
    id="MX606",
    name="target-aliased",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="the plan turns a host that gets mail into an alias",
    about=About.HOST,
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    for host in case.hosts_after:
        alias = aliased_by_plan(case, host)
        if alias is not None:
            known = not alias.aliases[-1].startswith("(")
            end = alias.aliases[-1] if known else "a name known only after the apply"
            yield RULE.finding(
                case,
                f"{host} becomes an alias of {end}, but {case.owner} sends mail there; "
                "mail servers may refuse an exchange that is an alias.",
                evidence=" -> ".join((host, *alias.aliases)),
                fix=f"Keep A/AAAA records at {host}" + (f", or name {end} in the MX record." if known else "."),
                exchange=host,
                address=alias.address,
            )
