"""MX803 provider-tenant: a host that a mail service gave out for another domain

## What it checks
Microsoft 365 gives each domain a host made of its name, dots replaced by hyphens
(`example-com.mail.protection.outlook.com`, `example-com.p-v1.mx.microsoft`), sometimes with something appended. A host
that does not begin with the owner's name is noted. Owners with a hyphen and wildcards are left out: Microsoft makes
other names of them. One that does not exist is MX502.

## Why it matters
Within one tenant any of its hosts works. Another tenant's host refuses the mail, or a policy for the wrong domain is
applied.

## Example
    example.org.  MX  0 example-com.mail.protection.outlook.com.

## Fix
Take the host that the console shows for the domain, unless both domains belong to one tenant on purpose.

## References
MicrosoftDocs, "Manage mail flow using a third-party cloud service with Exchange Online" and "External DNS records".
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.mail_hosts import recognise
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._services import dangling
from iacmx.rules._targets import lookable, target

RULE = Rule(
    id="MX803",
    name="provider-tenant",
    severity=Severity.NOTICE,
    needs=(Need.PLAN,),
    summary="a host that a mail service gave out for another domain",
)
TENANT_BY_DOMAIN = "microsoft_365"


def judge(case: Case) -> Iterator[Finding]:
    if not lookable(case.owner) or "-" in case.owner:
        return
    derived = case.owner.replace(".", "-")
    for host in filter(lookable, case.hosts_after):
        service = recognise(host)
        if service is None or service.id != TENANT_BY_DOMAIN or host.partition(".")[0].startswith(derived):
            continue
        if dangling(case, target(case, host)) is None:
            yield RULE.finding(
                case,
                f"{host} is not the host that {service.name} gives to {case.owner}.",
                evidence=f"expected {derived}.{host.partition('.')[2]}",
                fix=f"Take the host that the console shows for {case.owner}, unless both domains are of one tenant.",
                exchange=host,
            )
