"""MX107 preference-range: a preference is missing or out of range

## What it checks
Every MX record has a preference, an integer from 0 to 65535. One that the provider chooses itself (Cloudflare Email
Routing) is left alone.

## Why it matters
The field has 16 bits. A provider refuses another value in the middle of the apply, or stores a different one, and with
it a different order of the exchanges.

## Example
    example.com.  MX  70000 mx1.example.net.

## Fix
Write an integer from 0 to 65535; the lowest is tried first.

## References
RFC 1035 section 3.3.9; RFC 5321 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case
from iacmx.model import Finding, Mx, Severity
from iacmx.rules import Need, Rule
from iacmx.rules._targets import is_swapped

RULE = Rule(
    id="MX107",
    name="preference-range",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="a preference is missing or not in 0 to 65535",
)


MAX = 65535


def judge(case: Case) -> Iterator[Finding]:
    for mx in (mx for mx_set in case.after for mx in mx_set.by_preference):
        wrong = _defect(mx)
        if wrong:
            yield RULE.finding(
                case,
                f'"{mx.text}" {wrong}: the provider refuses the record, or mail is tried in another order.',
                evidence=mx.text,
                fix=f"{_where(case)} a preference from 0 to {MAX}; the lowest is tried first.",
                exchange=str(mx.exchange),
                address=mx.address or case.address,
            )


def _where(case: Case) -> str:
    return "Set priority to" if case.zone.provider == "cloudflare" else "Write before the exchange"


def _defect(mx: Mx) -> str:
    if is_swapped(mx):
        return "has the preference after the exchange"
    if mx.preference is None:
        return "has no preference that is an integer" if mx.exchange and not mx.unranked else ""
    return "" if 0 <= mx.preference <= MAX else f"has the preference {mx.preference}, 0 to {MAX} are possible"
