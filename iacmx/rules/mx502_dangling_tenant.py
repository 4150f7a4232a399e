"""MX502 dangling-tenant: a mail service no longer knows the host that it gave out

## What it checks
An exchange that has the form of a host which a known mail service gives out by customer, cluster or region, and that
does not exist. It is reported here and not as MX202. A fixed host of a service, the same for all, is MX202.

## Why it matters
No mail is delivered there. Worse, where the service hands the name out again, a stranger gets the mail; where it asks
for no proof of the domain, anybody may ask for it.

## Example
    example.com.  MX  0 example-com.mail.protection.outlook.com.   ; the tenant was deleted: NXDOMAIN

## Fix
Look the host up in the service's console and correct the record; remove it where the account is gone.

## References
RFC 5321 section 5.1; RFC 8020 section 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._services import dangling
from iacmx.rules._targets import effect, targets

RULE = Rule(
    id="MX502",
    name="dangling-tenant",
    severity=Severity.ERROR,
    needs=(Need.DNS,),
    summary="a mail service does not know the host that it is said to have given out",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        service = dangling(case, target)
        if service is not None:
            yield RULE.finding(
                case,
                f"{service.name} has no host {target.host} (any more): {effect(case, target.host)}, and who is given "
                "that host next gets the mail.",
                evidence=f"{target.host}: NXDOMAIN",
                fix=f"Correct the host as {service.name} shows it, or remove the record if the account is gone.",
                exchange=target.host,
            )
