"""MX614 null-mx-takes-over: a domain that takes mail is told to take none

## What it checks
An owner that had real MX records and holds nothing but the null MX (`0 .`) after the apply. A domain that had no MX
before, one that loses its records without a null MX in their place (MX601), and one where the settings expect no mail
are not meant.

## Why it matters
The null MX says "no mail here": senders bounce mail at once, without retrying. That is the right way to close a domain,
and a quiet outage if the record was copied from a parked domain.

## Example
    - 10 mx1.example.net
    + 0 .

## Fix
Nothing, if the domain is to take no mail any more. Else put the MX records back.

## References
RFC 7505 sections 3 and 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.compare import listing
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._mail_from import loses_mail_from
from iacmx.rules._order import mixes_null, receives

RULE = Rule(
    id="MX614",
    name="null-mx-takes-over",
    severity=Severity.WARNING,
    needs=(Need.PLAN,),
    summary="a domain that takes mail is told to take none",
    on_change=True,
)


def judge(case: Case) -> Iterator[Finding]:
    closed = bool(case.after) and all(mx_set.is_null for mx_set in case.after)
    if not closed or not receives(case.before) or mixes_null(case) or _is_expected(case):
        return
    if loses_mail_from(case):
        return
    yield RULE.finding(
        case,
        f"{case.owner} takes mail now and refuses all of it after the apply (null MX): senders bounce at once.",
        evidence=f"{listing(case.before)} before, {listing(case.after)} after",
        fix=f"Nothing, if {case.owner} is to take no mail any more; else keep its MX records.",
    )


def _is_expected(case: Case) -> bool:
    wanted = case.policy.expectation(case.owner)
    return wanted is not None and wanted.is_null
