"""MX301 null-mx-mixed: a null MX beside other MX records

## What it checks
A set with the null MX (`0 .`, "this domain accepts no mail") has no other MX record. A record known only after the
apply is not held against it (MX610).

- error: both in one set
- warning: the sets of a routing policy (weighted, by location ...) differ: some are the null MX, others take mail. A
  set of weight 0 is never served, unless all are, and does not count.

## Why it matters
Within one set mail servers disagree: some bounce all mail at once, others ignore the null MX and deliver. Among the
sets of a routing policy it depends on the sender's resolver, and with weights on chance, whether a mail is delivered
or bounces at once, without a second try. One location may be closed on purpose; that is rare, hence a warning.

## Example
    example.com.  MX  0 .
    example.com.  MX  10 mx1.example.net.

## Fix
Keep the null MX alone, or remove it. Among the sets of a routing policy give all of them exchanges, or the null MX.

## References
RFC 7505 section 3; Route 53 developer guide, "Weighted routing" (weight 0).
"""

from __future__ import annotations

from collections.abc import Iterator

from iacmx.case import Case, MxSet
from iacmx.model import Finding, Severity
from iacmx.rules import Need, Rule

RULE = Rule(
    id="MX301",
    name="null-mx-mixed",
    severity=Severity.ERROR,
    needs=(Need.PLAN,),
    summary="a null MX stands beside other MX records",
)


def judge(case: Case) -> Iterator[Finding]:
    found = list(_within_sets(case))
    yield from found or _among_variants(case)


def _within_sets(case: Case) -> Iterator[Finding]:
    for mx_set in case.after:
        null = next((mx for mx in mx_set.records if mx.is_null), None)
        if null is not None and len(mx_set.records) > 1:
            hosts = ", ".join(mx_set.hosts)
            yield RULE.finding(
                case,
                "The set holds the null MX beside other records: some senders will bounce all mail, others deliver it.",
                evidence="; ".join(mx.text for mx in mx_set.by_preference),
                fix=f"Remove the null MX to receive mail at {hosts}, or keep it alone to refuse all mail."
                if hosts
                else "Keep one null MX with preference 0.",
                variant=mx_set.variant,
                exchange=".",
                address=null.address or case.address,
            )


def _among_variants(case: Case) -> Iterator[Finding]:
    """The null MX for some senders, and exchanges for others."""
    served = [mx_set for mx_set in case.after if not _has_no_weight(mx_set)] or case.after
    closed = [mx_set for mx_set in served if mx_set.is_null]
    hosts = ", ".join(dict.fromkeys(host for mx_set in served for host in mx_set.hosts))
    if not closed or not hosts:
        return
    some = "with their weight" if closed[0].routing == "weighted" else "depending on where they are asked from"
    yield RULE.finding(
        case,
        f"{case.owner} has the null MX in {len(closed)} of its {len(served)} {closed[0].routing} sets: {some}, senders "
        "bounce mail at once or deliver it.",
        evidence="; ".join(_in_words(mx_set) for mx_set in served),
        fix=f"Give all sets exchanges, such as {hosts}, or the null MX if no mail is to be taken at all.",
        variant=closed[0].variant,
        exchange=".",
        address=closed[0].address or case.address,
        severity=Severity.WARNING,
    )


def _has_no_weight(mx_set: MxSet) -> bool:
    return mx_set.routing == "weighted" and mx_set.routing_detail in ("weight 0", "weight 0.0")


def _in_words(mx_set: MxSet) -> str:
    held = "the null MX" if mx_set.is_null else ", ".join(mx.text for mx in mx_set.by_preference) or "not known yet"
    detail = f" ({mx_set.routing_detail})" if mx_set.routing_detail else ""
    return f"{mx_set.variant}{detail}: {held}"
