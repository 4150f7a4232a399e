"""MX804 proxied-target: an exchange is proxied by Cloudflare

## What it checks
No exchange is a proxied ("orange cloud") record of a Cloudflare zone in the world after the apply. It is an error where
the MX is served elsewhere or the plan turns the proxy on, a warning where a Cloudflare zone has it so already.

## Why it matters
Cloudflare's proxy does not speak SMTP. For MX records of its own zones it puts a made-up name (`_dc-mx...`) with the
origin's address in place of the exchange: mail arrives, but the hidden origin is shown to everybody, and senders see a
name that no MTA-STS policy, TLSA record or certificate covers. An MX elsewhere sends mail to the proxy, which does not
take it.

## Example
    cloudflare_dns_record.mail: name = "mail", type = "A", proxied = true
    cloudflare_dns_record.mx:   type = "MX", content = "mail.example.com"

## Fix
Set `proxied = false` for the exchange, or name another host.

## References
developers.cloudflare.com/dns/proxy-status;
developers.cloudflare.com/dns/manage-dns-records/troubleshooting/unexpected-dns-records.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Severity
from iacmx.rules import About, Need, Rule
from iacmx.rules._targets import Target, targets

RULE = Rule(
    id="MX804",
    name="proxied-target",
    severity=Severity.WARNING,
    needs=(Need.ACTUAL,),
    summary="an exchange is proxied by Cloudflare",
    about=About.HOST,
)


def judge(case: Case) -> Iterator[Finding]:
    for target in targets(case):
        answer = next((answer for answer in target.answers if answer.proxied), None)
        if answer is None:
            continue
        elsewhere = case.zone.provider != "cloudflare"
        happens = (
            "mail is sent to Cloudflare's proxy, which does not take it"
            if elsewhere
            else "senders see a made-up name in its place, and the address of the origin"
        )
        yield RULE.finding(
            case,
            f"{target.host} is proxied by Cloudflare: {happens}.",
            evidence=f"{target.host}: proxied" + (f" ({answer.address})" if answer.address else ""),
            fix=f"Set proxied = false for {target.host}, or name another host.",
            exchange=target.host,
            severity=Severity.ERROR if elsewhere or _newly(case, target) else Severity.WARNING,
        )


def _newly(case: Case, target: Target) -> bool:
    """Whether the plan turns the proxy on for a host that mail goes to directly now."""
    before = case.before_world.addresses(target.host)
    return any(answer.exists for answer in before) and not any(answer.proxied for answer in before)
