"""MX602 gap-window: for a moment of the apply there is no MX record

## What it checks
An owner that has MX records before and after the apply must have some all the time. A replacement that deletes before
it creates, or a delete at one address and a create at another, leaves a gap when no other record stays. With Route 53 a
create at another address may also fail ("already exists") when it is sent before the delete.

## Why it matters
A sender that asks in the gap gets "no MX" and falls back to the domain's own address (the implicit MX) or bounces; a
resolver that asks remembers the absence for the negative-cache time. Route 53 needs up to 60 seconds for each change,
and the aws provider waits for it between the delete and the create.

## Example
    # aws_route53_record.mx must be replaced: name "" -> "example.com" (the same owner, spelled differently)

## Fix
Change the record in place. A new address needs a `moved` block; the spelling of `name` should stay as it is. With one
resource for each record (Cloudflare), `create_before_destroy` closes the gap; with Route 53 it does not (MX604). To or
from Cloudflare Email Routing there always is one, for it takes no other MX records beside its own.

## References
RFC 5321 section 5.1; RFC 2308 sections 3 and 5; Amazon Route 53 FAQ, "within 60 seconds under normal conditions".
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Change, Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._hostnames import lookable
from iacmx.rules._order import gap

RULE = Rule(
    id="MX602",
    name="gap-window",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="for a moment of the apply there is no MX record",
    on_change=True,
)
CHANGE_SECONDS = {"route53": 60}
"""How long a change takes to reach all name servers, in seconds; others take a few."""
NEGATIVE_TTL = {"route53": 900, "cloudflare": 1800}
"""The negative-cache time of a new zone in seconds: the smaller of its SOA record's TTL and minimum."""


def judge(case: Case) -> Iterator[Finding]:
    change = gap(case)
    if change is None:
        return
    seconds = CHANGE_SECONDS.get(case.zone.provider)
    how_long = f"about {seconds} s" if seconds else "a few seconds"
    negative, source = _negative_ttl(case)
    remembered = f", which resolvers remember for up to {negative} s ({source})" if negative else ""
    how = "is deleted before it is created again" if change.deletes_first else "is deleted here and created elsewhere"
    either = "" if change.deletes_first or change.per_record else ' (or the create fails, "already exists")'
    yield RULE.finding(
        case,
        f"{case.owner} has no MX record for {how_long} of the apply{remembered}{either}; {_meanwhile(case)}.",
        evidence=f"{change.address} {how} ({', '.join(change.actions)})",
        fix=_fix(case, change),
        address=change.address,
    )


def _fix(case: Case, change: Change) -> str:
    if change.deletes_first and change.per_record:
        return (
            "Change a record in place, or set create_before_destroy so that the new one is there before the old goes."
        )
    if change.deletes_first:
        return "Change the record in place; keep the spelling of its name (another spelling forces a replacement)."
    if any(record.automatic for held in case.changes for record in (*held.before, *held.after)):
        return "Apply when little mail comes in: Email Routing and other MX records do not stand together."
    if {mx_set.variant for mx_set in case.before}.isdisjoint(mx_set.variant for mx_set in case.after):
        return (
            "Apply when little mail comes in: a simple set can't become a routed one, or the other way, without a gap."
        )
    new = next((c.address for c in case.changes if c.creates and c.address != change.address), "the new address")
    return f"Tell Terraform that it is the same record: add a moved block from {change.address} to {new}."


def _meanwhile(case: Case) -> str:
    if lookable(case.owner) and any(answer.exists for answer in case.after_world.addresses(case.owner)):
        return "senders that ask then take its address, the web server, for the mail host (implicit MX)"
    return "senders that ask then bounce or fall back to its address (implicit MX)"


def _negative_ttl(case: Case) -> tuple[int | None, str]:
    """How long "no MX" may be cached in seconds (RFC 2308 section 5), and who says so."""
    for record in case.apex:
        fields = str(record.values[0]).split() if record.type == "SOA" and record.values else []
        if len(fields) == 7 and fields[6].isdigit():
            minimum = int(fields[6])
            return min(minimum, minimum if record.ttl is None else record.ttl), "the zone's SOA record"
    answers = case.served.addresses(case.owner) if lookable(case.owner) else ()
    told = [answer.negative_ttl for answer in answers if answer.absent and answer.negative_ttl is not None]
    if told:
        return max(told), "as DNS says"
    return NEGATIVE_TTL.get(case.zone.provider), "the provider's default"
