"""MX603 transient-null-mix: null MX and real MX stand together while the plan is applied

## What it checks
Where every record is a resource of its own (Cloudflare), a plan that goes from the null MX to real MX records, or back,
takes several steps in an order that nobody fixes: for a while the null MX stands beside a real one, or nothing does.
A single record that is changed in place, or deleted before it is created anew, never mixes the two.

## Why it matters
A null MX must stand alone. Senders that see both may refuse the domain for good at once (Postfix does), and resolvers
keep the mixture for its TTL after the apply is done. A bounce is not retried.

## Example
    - cloudflare_dns_record.null   0 .
    + cloudflare_dns_record.mx[0]  10 mx1.example.net
    + cloudflare_dns_record.mx[1]  20 mx2.example.net

## Fix
Two applies: towards real MX, change the null record in place into the first real one and add the others afterwards;
towards the null MX, delete all but one first and then change that one in place.

## References
RFC 7505 section 3 ("MUST NOT advertise any other MX RR").
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._order import mixes_null, receives

RULE = Rule(
    id="MX603",
    name="transient-null-mix",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="null MX and real MX stand together while the plan is applied",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    if not mixes_null(case):
        return
    opens = receives(case.after)
    end = "" if opens else ", and once it is done it takes no mail at all"
    yield RULE.finding(
        case,
        f"While this is applied, {case.owner} has the null MX beside real ones, or nothing: "
        f"senders may refuse its mail for good{end}.",
        evidence=f"{listing(case.before)} before, {listing(case.after)} after, in {_steps(case)} separate steps",
        fix=(
            "Two applies: change the null record in place into a real one, then add the others."
            if opens
            else "Two applies: delete all records but one, then change that one in place into the null MX."
        ),
    )


def _steps(case: Case) -> int:
    return sum(not change.is_noop for change in case.changes)
